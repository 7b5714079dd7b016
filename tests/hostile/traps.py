"""Files that would read, fetch or write something if a library were let near them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Trap:
    """Where the canary lies and where a listener waits; ``name`` is what the file is called."""

    secret: Path
    other: Path
    loot: Path
    address: str


def vrt(source: str, extra: str = "") -> bytes:
    return (
        '<VRTDataset rasterXSize="64" rasterYSize="64"><VRTRasterBand dataType="Byte" band="1"'
        f"{extra}<SimpleSource><SourceFilename>{source}</SourceFilename></SimpleSource>"
        "</VRTRasterBand></VRTDataset>"
    ).encode()


def raw_vrt(trap: Trap) -> bytes:
    return (
        '<VRTDataset rasterXSize="64" rasterYSize="1"><VRTRasterBand dataType="Byte" band="1" '
        f'subClass="VRTRawRasterBand"><SourceFilename>{trap.secret}</SourceFilename><ImageOffset>0'
        "</ImageOffset><PixelOffset>1</PixelOffset><LineOffset>64</LineOffset></VRTRasterBand>"
        "</VRTDataset>"
    ).encode()


def python_vrt(trap: Trap) -> bytes:
    return (
        '<VRTDataset rasterXSize="8" rasterYSize="8"><VRTRasterBand dataType="Byte" band="1" '
        'subClass="VRTDerivedRasterBand"><PixelFunctionType>f</PixelFunctionType>'
        "<PixelFunctionLanguage>Python</PixelFunctionLanguage><PixelFunctionCode>"
        f'def f(*a): open("{trap.loot}/python","w")</PixelFunctionCode></VRTRasterBand>'
        "</VRTDataset>"
    ).encode()


def mrf(trap: Trap) -> bytes:
    return (
        '<MRF_META><Raster><Size x="20" y="20" c="1"/><PageSize x="20" y="20" c="1"/><DataFile>'
        f"{trap.loot}/mrf.bin</DataFile><IndexFile>{trap.loot}/mrf.idx</IndexFile></Raster>"
        f"<CachedSource><Source>{trap.other}</Source></CachedSource></MRF_META>"
    ).encode()


def wms(trap: Trap) -> bytes:
    return (
        f'<GDAL_WMS><Service name="TMS"><ServerUrl>{trap.address}/${{z}}</ServerUrl></Service>'
        "<DataWindow><SizeX>256</SizeX><SizeY>256</SizeY></DataWindow><BandsCount>3</BandsCount>"
        f"<Cache><Path>{trap.loot}/wms</Path></Cache></GDAL_WMS>"
    ).encode()


def sidecars(carrier: Path, trap: Trap) -> None:
    """Lay every side file that a library may look at beside a picture."""
    name = str(carrier)
    overview = f'<MDI key="OVERVIEW_FILE">{trap.other}</MDI>'
    Path(name + ".aux.xml").write_text(
        f"<PAMDataset><SRS>EPSG:32650</SRS><GeoTransform>0,9,0,0,0,-9</GeoTransform><Metadata "
        f'domain="OVERVIEWS">{overview}</Metadata></PAMDataset>'
    )
    for ending in (".ovr", ".msk"):
        Path(name + ending).write_bytes(trap.other.read_bytes())
    for ending in (".tfw", ".wld", ".jgw", ".pgw"):
        carrier.with_suffix(ending).write_text("9\n0\n0\n-9\n0\n0\n")
    carrier.with_suffix(".prj").write_text("EPSG:32650")
