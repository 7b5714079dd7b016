"""The words of products and world files: refusals, flags and guesses."""

from __future__ import annotations

from geo.messages import register

_ROLES = {
    "coastal": ("海岸波段", "coastal"),
    "blue": ("蓝波段", "blue"),
    "green": ("绿波段", "green"),
    "red": ("红波段", "red"),
    "rededge705": ("红边 705 nm 波段", "red edge 705 nm"),
    "rededge740": ("红边 740 nm 波段", "red edge 740 nm"),
    "rededge783": ("红边 783 nm 波段", "red edge 783 nm"),
    "nir": ("近红外波段", "near infrared"),
    "nir08": ("窄近红外波段", "narrow near infrared"),
    "swir16": ("短波红外 1.6 µm 波段", "shortwave infrared 1.6 µm"),
    "swir22": ("短波红外 2.2 µm 波段", "shortwave infrared 2.2 µm"),
}

register(
    {
        f"intake.missing_{role}": (
            f"产品文件夹中没有{zh}，需要它的检测将无法进行。",
            f"The product's folder lacks the {en} band; detectors that need it cannot run.",
        )
        for role, (zh, en) in _ROLES.items()
    }
    | {
        "intake.missing_cloud": (
            "产品文件夹中没有云概率或质量波段，云下区域无法识别。",
            "The product's folder holds no cloud probability or quality band; clouds are not "
            "known.",
        ),
        "intake.product_unknown": (
            "文件夹不是可识别的产品：需要 Sentinel-2 SAFE（含 MTD_MSIL1C.xml 或 MTD_MSIL2A.xml）"
            "或 Landsat 影像文件夹。",
            "The folder is no product we know: it takes a Sentinel-2 SAFE (with MTD_MSIL1C.xml or "
            "MTD_MSIL2A.xml) or a Landsat scene.",
        ),
        "intake.product_link": (
            "产品文件夹中的 {name} 是链接或特殊文件，已拒绝。",
            "{name} in the product's folder is a link or no plain file; refused.",
        ),
        "intake.product_too_many": (
            "产品文件夹中的文件超过 {limit} 个或层次过深；请只保留一景影像。",
            "The product's folder holds more than {limit} files or is too deep; keep one scene.",
        ),
        "intake.product_path": (
            "产品元数据中的文件名指向文件夹之外，已拒绝。",
            "A file name in the product's metadata leads out of its folder; refused.",
        ),
        "intake.product_metadata": (
            "产品元数据 {file} 缺失、损坏、过大或含有不允许的内容；请重新下载。",
            "The product's metadata {file} is missing, damaged, too large or holds what is not "
            "allowed; download it again.",
        ),
        "intake.product_mixed": (
            "文件夹中混有多景或重复的波段文件；请每景一个文件夹。",
            "The folder mixes several scenes or holds a band twice; use one folder a scene.",
        ),
        "intake.product_no_bands": (
            "产品文件夹中没有波段文件；请下载完整的产品。",
            "The product's folder holds no band files; download the whole product.",
        ),
        "intake.product_grid": (
            "波段文件的坐标系、范围或像元大小互不一致；请重新下载产品。",
            "The band files differ in CRS, frame or pixel size beyond whole multiples; download "
            "the product again.",
        ),
        "intake.world_damaged": (
            "坐标文件（world file）应为六个普通数字，像元大小合理；请重新导出。",
            "A world file holds six plain numbers with a plausible pixel size; export it again.",
        ),
        "intake.world_contradiction": (
            "影像自带坐标，不能再用坐标文件；请去掉其中之一。",
            "The image has a position of its own; leave out the world file.",
        ),
        "intake.crs_unknown": (
            "不认识坐标系 {crs}；请写成 EPSG:编号，如 EPSG:4549。",
            "Coordinate system {crs} is not known; write EPSG:number, such as EPSG:4549.",
        ),
        "guess.from_product": (
            "波段、比例、云和时间取自产品元数据。",
            "Bands, scale, clouds and time were taken from the product's metadata.",
        ),
        "guess.stored_as_reflectance": (
            "各波段比例不同，已统一换算为反射率存储。",
            "The bands' scales differ, so reflectance itself was stored.",
        ),
    }
)
