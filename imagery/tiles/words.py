"""The words of tiles and layers, in Chinese and English."""

from __future__ import annotations

from geo.messages import register

register(
    {
        "tile.no_layer": (
            "这幅影像没有名为“{layer}”的图层；可用图层见该影像的说明。",
            "This scene has no layer “{layer}”; the scene's description lists those it has.",
        ),
        "tiles.formula": (
            "公式“{formula}”不能使用：只接受波段名、数字、+ - * / ** 和括号。",
            "The formula “{formula}” cannot be used: band names, numbers, + - * / ** and brackets "
            "only.",
        ),
        "layer.ndvi": ("植被指数 NDVI", "Vegetation index NDVI"),
        "layer.ndwi": ("水体指数 NDWI", "Water index NDWI"),
        "layer.mndwi": ("改进水体指数 MNDWI", "Modified water index MNDWI"),
        "layer.nbr": ("燃烧指数 NBR", "Burn ratio NBR"),
        "layer.ndci": ("叶绿素指数 NDCI", "Chlorophyll index NDCI"),
        "layer.bsi": ("裸土指数 BSI", "Bare soil index BSI"),
        "layer.truecolor": ("真彩色", "True colour"),
        "layer.falsecolor": (
            "假彩色（近红外、红、绿）",
            "False colour (near infrared, red, green)",
        ),
        "layer.shortwave": (
            "短波红外合成（短波、近红外、红）",
            "Short-wave composite (short-wave infrared, near infrared, red)",
        ),
        "layer.band": ("单波段：{role}", "Single band: {role}"),
    }
)
