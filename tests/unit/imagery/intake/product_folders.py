"""Small Sentinel-2 SAFE and Landsat folders built in code, with the agencies' names and fields."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.transform import from_origin

SIDE = 60
"""Pixels of 10 m a side; the 60 m bands have 10."""
CRS = "EPSG:32650"
ORIGIN = (700_000.0, 3_400_000.0)
TILE = "T50RQV_20220301T025541"
SIZES = {
    **dict.fromkeys(("B02", "B03", "B04", "B08"), 10),
    **dict.fromkeys(("B05", "B06", "B07", "B8A", "B11", "B12"), 20),
    **dict.fromkeys(("B01", "B09", "B10"), 60),
}
_XML = """<?xml version="1.0" encoding="UTF-8"?>
<n1:Level_User_Product xmlns:n1="https://psd-15.sentinel2.eo.esa.int/PSD/x.xsd">
 <n1:General_Info><Product_Info>
  <PRODUCT_START_TIME>2022-03-01T02:55:41.024Z</PRODUCT_START_TIME>
  <PROCESSING_BASELINE>04.00</PROCESSING_BASELINE>
  <Product_Organisation><Granule_List><Granule>
   <IMAGE_FILE>{image}</IMAGE_FILE></Granule></Granule_List></Product_Organisation>
  </Product_Info><Product_Image_Characteristics>
  {scaling}</Product_Image_Characteristics></n1:General_Info></n1:Level_User_Product>
"""


def plane(size_m: int, seed: int, *, side: int = SIDE) -> Any:
    """Return one band's digital numbers, 1001 to 5000."""
    pixels = -(-side * 10 // size_m)
    rng = np.random.default_rng(seed)
    return rng.integers(1001, 5000, (pixels, pixels), dtype=np.uint16)


def raster(path: Path, pixels: Any, size_m: float, **profile: Any) -> Path:
    """Write one band, as JPEG 2000 without loss where the name says so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {
        "driver": "JP2OpenJPEG" if path.suffix == ".jp2" else "GTiff",
        "width": pixels.shape[1],
        "height": pixels.shape[0],
        "count": 1,
        "dtype": pixels.dtype,
        "crs": CRS,
        "transform": from_origin(*ORIGIN, size_m, size_m),
    }
    if path.suffix == ".jp2":
        options |= {"QUALITY": "100", "REVERSIBLE": "YES", "YCBCR420": "NO"}
    with rasterio.open(path, "w", **options | profile) as out:
        out.write(pixels, 1)
    return path


def safe(folder: Path, *, level: str = "L2A", bands: tuple[str, ...] = tuple(SIZES)) -> Path:
    """Build a SAFE folder; ``plane(size, seed=number)`` gives band ``number`` of ``SIZES``."""
    root = folder / f"S2A_MSI{level}_20220301T025541_N0400_R032_T50RQV_20220301T060032.SAFE"
    data = root / "GRANULE" / f"{level}_T50RQV_A034944_20220301T025541" / "IMG_DATA"
    for number, (name, size) in enumerate(SIZES.items()):
        if name not in bands or (level == "L2A" and name == "B10"):
            continue
        where = data / f"R{size}m" / f"{TILE}_{name}_{size}m.jp2"
        raster(where if level == "L2A" else data / f"{TILE}_{name}.jp2", plane(size, number), size)
    if level == "L2A":
        _clouds(data)
    (root / f"MTD_MSI{level}.xml").write_text(xml(level))
    return root


def xml(level: str, *, image: str = "GRANULE/x/IMG_DATA/B02", offset: int = -1000) -> str:
    """Return the product's metadata."""
    names = ("BOA_QUANTIFICATION_VALUE", "BOA_ADD_OFFSET")
    if level == "L1C":
        names = ("QUANTIFICATION_VALUE", "RADIO_ADD_OFFSET")
    adds = "".join(f'<{names[1]} band_id="{n}">{offset}</{names[1]}>' for n in range(13))
    scaling = f'<{names[0]} unit="none">10000</{names[0]}>' + (adds if offset else "")
    return _XML.format(image=image, scaling=scaling)


def _clouds(data: Path) -> None:
    probability = np.zeros((SIDE // 2, SIDE // 2), np.uint8)
    probability[:5] = 80
    raster(data.parent / "QI_DATA" / "MSK_CLDPRB_20m.jp2", probability, 20)
    raster(data.parent / "QI_DATA" / "MSK_CLDPRB_60m.jp2", probability[::3, ::3].copy(), 60)
    classes = np.full_like(probability, 4)
    classes[-5:] = 3
    raster(data / "R20m" / f"{TILE}_SCL_20m.jp2", classes, 20)


SCENE = {
    "L2": "LC08_L2SP_118039_20220301_20220309_02_T1",
    "L1": "LC08_L1TP_118039_20220301_20220309_02_T1",
    "TM": "LT05_L1TP_118039_20050301_20200909_02_T1",
}
_MTL = """GROUP = LANDSAT_METADATA_FILE
  GROUP = PRODUCT_CONTENTS
    FILE_NAME_BAND_1 = "{image}"
  END_GROUP = PRODUCT_CONTENTS
  GROUP = IMAGE_ATTRIBUTES
    DATE_ACQUIRED = {day}
    SCENE_CENTER_TIME = "02:31:20.1234560Z"
    SUN_ELEVATION = 30.00000000
  END_GROUP = IMAGE_ATTRIBUTES
{surface}  GROUP = LEVEL1_RADIOMETRIC_RESCALING
{rescaling}  END_GROUP = LEVEL1_RADIOMETRIC_RESCALING
END_GROUP = LANDSAT_METADATA_FILE
END
"""


def landsat(folder: Path, kind: str = "L2", *, image: str = "x_B1.TIF") -> Path:
    """Build a Landsat folder: ``L2`` and ``L1`` of Landsat 8, ``TM`` a level 1 of Landsat 5."""
    name = SCENE[kind]
    root = folder / name
    numbers = (1, 2, 3, 4, 5, 7) if kind == "TM" else range(1, 8)
    prefix = "SR_B" if kind == "L2" else "B"
    for number in numbers:
        raster(root / f"{name}_{prefix}{number}.TIF", plane(10, number), 30, nodata=0)
    raster(root / f"{name}_B10.TIF", plane(10, 10), 30)
    # clear with low cloud confidence, and cloud with high, as the agency codes them
    quality = np.full((SIDE, SIDE), 21824, np.uint16)
    quality[:5] = 22280
    raster(root / f"{name}_QA_PIXEL.TIF", quality, 30, nodata=1)
    (root / f"{name}_MTL.txt").write_text(mtl(kind, image=image))
    return root


def mtl(kind: str, *, image: str = "x_B1.TIF") -> str:
    """Return the text of the MTL file; Landsat 5's factors differ from band to band."""
    spread = 1e-6 if kind == "TM" else 0.0
    lines = [
        f"    REFLECTANCE_MULT_BAND_{n} = {2.0e-05 + n * spread:.4E}\n"
        f"    REFLECTANCE_ADD_BAND_{n} = -0.100000\n"
        for n in range(1, 10)
    ]
    surface = [
        f"    REFLECTANCE_MULT_BAND_{n} = 2.75e-05\n    REFLECTANCE_ADD_BAND_{n} = -0.2\n"
        for n in range(1, 8)
    ]
    group = "LEVEL2_SURFACE_REFLECTANCE_PARAMETERS"
    day = "2005-03-01" if kind == "TM" else "2022-03-01"
    return _MTL.format(
        image=image,
        day=day,
        surface=f"  GROUP = {group}\n{''.join(surface)}  END_GROUP = {group}\n"
        if kind == "L2"
        else "",
        rescaling="".join(lines),
    )
