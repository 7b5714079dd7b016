"""Whatever is done to a file's bytes, a reader in plain Python answers or refuses."""

from __future__ import annotations

import io

import pytest
import rasterio
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image

from geo.errors import Refused
from imagery import headers
from imagery.limits import Limits
from imagery.metadata import exif, xmp
from imagery.tiles import layout
from tests.unit.imagery import rasters
from tests.unit.imagery.photos import pictures

EDITS = st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=6)), max_size=6)
CUT = st.floats(0, 1)
quickly = hypothesis_settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def damaged(body, edits, cut):
    out = bytearray(body)
    for place, patch in edits:
        at = int(place * (len(out) - 1))
        out[at : at + len(patch)] = patch
    return bytes(out[: max(1, int(cut * len(out)))])


def tiff_bytes(**profile):
    pixels = rasters.texture(3, 40, 50)
    profile["transform"] = rasterio.transform.from_origin(281000, 3403000, 1, 1)
    with rasterio.MemoryFile() as memory:
        with memory.open(
            driver="GTiff", width=50, height=40, count=3, dtype="uint8", crs=rasters.CRS, **profile
        ) as out:
            out.write(pixels)
        return memory.read()


def picture_bytes(kind):
    out = io.BytesIO()
    Image.fromarray(rasters.texture(3, 40, 50).transpose(1, 2, 0)).save(out, kind)
    return out.getvalue()


WHOLE = {
    "GTiff": tiff_bytes(),
    "JPEG": picture_bytes("JPEG"),
    "PNG": picture_bytes("PNG"),
    "JP2OpenJPEG": picture_bytes("JPEG2000"),
}


@pytest.mark.parametrize("driver", WHOLE)
def test_an_undamaged_file_tells_its_size(driver, tmp_path):
    path = tmp_path / "a"
    path.write_bytes(WHOLE[driver])
    header = headers.check(path, driver, Limits())
    assert (header.width, header.height, header.bands) == (50, 40, 3)
    assert header.decoded_bytes >= 6000


@pytest.mark.parametrize("driver", WHOLE)
@quickly
@given(edits=EDITS, cut=CUT)
def test_a_damaged_header_is_answered_or_refused(driver, tmp_path, edits, cut):
    path = tmp_path / "a"
    path.write_bytes(damaged(WHOLE[driver], edits, cut))
    try:
        header = headers.check(path, driver, Limits())
    except Refused:
        return
    assert header.width * header.height <= Limits().max_pixels


@quickly
@given(edits=EDITS, cut=CUT)
def test_damaged_exif_and_xmp_never_raise(edits, cut):
    exif.parse(damaged(pictures.exif().tobytes()[6:], edits, cut))
    xmp.parse(damaged(pictures.xmp(**pictures.NADIR), edits, cut))


@quickly
@given(edits=EDITS, cut=CUT)
def test_a_damaged_tile_file_is_refused(tmp_path, edits, cut):
    path = tmp_path / "d.tif"
    path.write_bytes(damaged(WHOLE["GTiff"], edits, cut))
    with path.open("rb") as file, pytest.raises(Refused):
        layout.read(file.fileno(), path.stat().st_size)


def test_a_bigtiff_is_read_like_a_tiff(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(tiff_bytes(BIGTIFF="YES"))
    assert headers.check(path, "GTiff", Limits()).width == 50
