from __future__ import annotations

import io
import shutil
import subprocess
import sys

import numpy as np
import pytest
import rasterio
import rasterio.shutil
from PIL import Image
from rasterio.transform import from_origin
from rio_tiler.io import Reader

from geo.errors import Refused
from imagery.intake import take_in
from imagery.tiles import open_tiles
from imagery.tiles import source as tile_source
from tests.unit.imagery import rasters

PLACES = {
    "UTM": {},
    "degrees": {
        "crs": "EPSG:4326",
        "transform": from_origin(120.7, 30.7, 6e-6, 5e-6),
    },
    "web": {
        "crs": "EPSG:3857",
        "transform": from_origin(13_437_000, 3_598_000, 0.5, 0.5),
    },
    "south": {
        "crs": "EPSG:32719",
        "transform": from_origin(354_000, 6_300_000, 0.5, 0.5),
    },
}


def taken_in(folder, rows, cols, **profile):
    """Return the display COG of a raster with a hole: full, edge and empty tiles."""
    mask = np.full((rows, cols), 255, np.uint8)
    mask[300 : rows - 200, 100 : cols // 3] = 0
    source = rasters.write(
        folder / "a.tif", rasters.texture(3, rows, cols), photometric="RGB", mask=mask, **profile
    )
    return take_in(source, filename="a.tif", out_dir=folder / "out").display


@pytest.fixture(scope="module")
def display(tmp_path_factory):
    """A display COG of several zooms."""
    return taken_in(tmp_path_factory.mktemp("tiles"), 900, 1300)


def decoded(tile):
    return np.asarray(Image.open(io.BytesIO(tile.data)).convert("RGBA"))


def addresses(source, display):
    """Every tile address over the picture, with one row and column beyond it."""
    with Reader(display) as reader:
        for z in range(source.minzoom, source.maxzoom + 1):
            west, south, east, north = source.bounds_lonlat
            first, last = reader.tms.tile(west, north, z), reader.tms.tile(east, south, z)
            for x in range(first.x - 1, last.x + 2):
                for y in range(first.y - 1, last.y + 2):
                    yield reader, z, x, y


@pytest.mark.parametrize("place", PLACES)
def test_every_tile_at_every_zoom_equals_rio_tiler_pixel_by_pixel(tmp_path, place):
    rows, cols = (900, 1300) if place == "UTM" else (600, 1000)
    assert_equals_rio_tiler(taken_in(tmp_path, rows, cols, **PLACES[place]))


def test_a_large_file_of_64_bit_offsets_gives_the_same_tiles(display, tmp_path):
    levels = open_tiles(display).maxzoom - open_tiles(display).minzoom + 1
    rasterio.shutil.copy(
        display,
        tmp_path / "big.tif",
        driver="COG",
        BIGTIFF="YES",
        TILING_SCHEME="GoogleMapsCompatible",
        ALIGNED_LEVELS=levels,
        OVERVIEW_COUNT=levels - 1,
        COMPRESS="JPEG",
        SPARSE_OK="YES",
    )
    assert (tmp_path / "big.tif").read_bytes()[:4] == b"II+\0"
    assert_equals_rio_tiler(tmp_path / "big.tif")


def assert_equals_rio_tiler(display):
    source = open_tiles(display)
    assert source.maxzoom - source.minzoom >= 1
    kinds = set()
    for reader, z, x, y in addresses(source, display):
        tile = source.tile(z, x, y)
        expected = reader.tile(x, y, z) if reader.tile_exists(x, y, z) else None
        alpha = np.zeros((256, 256), np.uint8) if expected is None else expected.mask
        if tile is None:
            kinds.add("empty")
            assert not alpha.any()
            continue
        kinds.add(tile.content_type)
        got = decoded(tile)
        assert np.array_equal(got[..., 3] > 0, alpha > 0)
        seen = alpha > 0
        apart = np.abs(got[..., :3].astype(int) - expected.data.transpose(1, 2, 0).astype(int))[
            seen
        ]
        if tile.content_type == "image/jpeg":
            assert apart.max() <= 3
            assert apart.mean() < 0.2
        else:
            assert apart.mean() < 8
    assert kinds == {"empty", "image/jpeg", "image/webp"}


def test_the_tiles_show_the_source_where_it_lies(display):
    source = open_tiles(display)
    west, south, east, north = source.bounds_lonlat
    with rasterio.open(display.with_name("analysis.tif")) as analysis:
        (lon,), (lat,) = rasterio.warp.transform(
            analysis.crs, "EPSG:4326", *[[v] for v in analysis.transform @ (900, 450)]
        )
        wanted = analysis.read(window=((440, 460), (890, 910))).mean(axis=(1, 2))
    assert west < lon < east
    assert south < lat < north
    n = 2**source.maxzoom * 256
    px = (lon + 180) / 360 * n
    py = (1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2 * n
    got = decoded(source.tile(source.maxzoom, int(px // 256), int(py // 256)))
    row, col = int(py % 256), int(px % 256)
    around = got[max(0, row - 8) : row + 8, max(0, col - 8) : col + 8, :3].mean(axis=(0, 1))
    assert around == pytest.approx(wanted, abs=12)


def test_outside_the_picture_and_its_zooms_there_is_nothing(display):
    source = open_tiles(display)
    assert source.tile(source.maxzoom, 0, 0) is None
    assert source.tile(source.maxzoom + 1, 0, 0) is None
    assert source.tile(source.minzoom - 1, 0, 0) is None
    assert source.tile(3, -1, 99) is None


def test_an_opened_source_is_kept_and_a_replaced_file_is_opened_anew(display, tmp_path):
    copy = shutil.copy(display, tmp_path / "d.tif")
    first = open_tiles(copy)
    assert open_tiles(copy) is first
    copy.unlink()
    shutil.copy(display, copy)
    assert open_tiles(copy) is not first


def test_a_cog_whose_overviews_are_off_the_grid_is_refused(display, tmp_path):
    rasterio.shutil.copy(
        display.with_name("analysis.tif"),
        tmp_path / "d.tif",
        driver="COG",
        TILING_SCHEME="GoogleMapsCompatible",
        COMPRESS="JPEG",
        OVERVIEW_COUNT=6,
    )
    with pytest.raises(Refused, match=r"tiles\.unreadable"):
        open_tiles(tmp_path / "d.tif")


@pytest.mark.parametrize("body", [b"", b"II*\0", b"II*\0\x08\0\0\0\xff\xff", b"not a tiff at all"])
def test_what_is_no_display_cog_is_refused(tmp_path, body):
    (tmp_path / "d.tif").write_bytes(body)
    with pytest.raises(Refused, match=r"tiles\.unreadable"):
        open_tiles(tmp_path / "d.tif")
    with pytest.raises(Refused, match=r"tiles\.unreadable"):
        open_tiles(tmp_path / "absent.tif")


def test_the_web_process_gets_tiles_without_a_raster_or_science_library():
    code = (
        "import sys, imagery.tiles;"
        "print([m for m in ('rasterio','numpy','rio_tiler','cv2','shapely') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_masks_that_lie_elsewhere_in_the_file_are_found(display, tmp_path):
    plain = tmp_path / "plain.tif"
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(display) as source:
        profile = source.profile | {
            "driver": "GTiff",
            "interleave": "pixel",
            "photometric": "YCBCR",
        }
        with rasterio.open(plain, "w", **profile) as out:
            out.write(source.read())
            out.write_mask(source.dataset_mask())
    ours, moved = open_tiles(display), open_tiles(plain)
    z = ours.maxzoom
    assert moved.minzoom == moved.maxzoom == z
    level = ours._levels[z]
    kinds = set()
    for x in range(level.x, level.x + level.across):
        for y in range(level.y, level.y + level.down):
            one, other = ours.tile(z, x, y), moved.tile(z, x, y)
            assert (one is None) == (other is None)
            if one:
                kinds.add(one.content_type)
                assert np.array_equal(decoded(one)[..., 3], decoded(other)[..., 3])
    assert kinds == {"image/jpeg", "image/webp"}


def test_a_mask_that_is_cut_short_is_refused_and_not_shown_as_full(display, tmp_path):
    body = bytearray(display.read_bytes())
    source = open_tiles(display)
    level = source._levels[source.maxzoom]
    index = next(i for i, n in enumerate(level.mask.counts) if n > 64)
    at = level.mask.offsets[index]
    body[at : at + 8] = bytes(8)
    (tmp_path / "d.tif").write_bytes(body)
    z, x, y = source.maxzoom, level.x + index % level.across, level.y + index // level.across
    assert source.tile(z, x, y).content_type == "image/webp"
    with pytest.raises(Refused, match=r"tiles\.unreadable"):
        open_tiles(tmp_path / "d.tif").tile(z, x, y)


def test_edge_tiles_are_made_once_and_only_so_many_are_kept(display):
    source = open_tiles(display)
    level = source._levels[source.maxzoom]
    index = next(i for i, n in enumerate(level.mask.counts) if n > 64)
    where = source.maxzoom, level.x + index % level.across, level.y + index // level.across
    assert source.tile(*where) is source.tile(*where)
    assert tile_source._edge_tile.cache_info().maxsize == 2048
