from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import morecantile
import numpy as np
import pytest
import rasterio
import rasterio.warp
from PIL import Image

from geo.errors import Refused
from imagery.intake import take_in
from imagery.tiles import colours, layers, render
from tests.unit.imagery import rasters

ROLES = ("blue", "green", "red", "nir")
BANDS = layers.Bands(
    numbers={role: n for n, role in enumerate(ROLES, 1)}, scale=0.0001, offset=-0.1
)
SIDE = 700
GRID = morecantile.tms.get("WebMercatorQuad")


def analysis_of(folder, pixels, **options):
    source = rasters.write(folder / "a.tif", pixels, descriptions=ROLES[: len(pixels)], **options)
    return take_in(source, filename="a.tif", out_dir=folder / "out").analysis


@pytest.fixture(scope="module")
def analysis(tmp_path_factory):
    """Four 16-bit bands with a hole of no data, and one pixel where a single band is 0."""
    pixels = rasters.texture(4, SIDE, SIDE, dtype="uint16") + np.uint16(1500)
    pixels[:, 200:420, 180:400] = 0
    pixels[3, 100, 100] = 0
    return analysis_of(tmp_path_factory.mktemp("layers"), pixels, nodata=0)


def covering(path):
    """Return the addresses of tiles over the file at its own resolution."""
    with rasterio.open(path) as source:
        west, south, east, north = rasterio.warp.transform_bounds(
            source.crs, "EPSG:4326", *source.bounds
        )
        zoom = GRID.zoom_for_res(source.res[0] * 1.1)
    return [(t.z, t.x, t.y) for t in GRID.tiles(west, south, east, north, [zoom])]


def at_tile_pixels(path, z, x, y):
    """Return what the file holds under each pixel of a tile (bands, 256, 256), 0 outside."""
    left, _, right, top = GRID.xy_bounds(x, y, z)
    step = (right - left) / 256
    east, north = np.meshgrid(
        left + (np.arange(256) + 0.5) * step, top - (np.arange(256) + 0.5) * step
    )
    with rasterio.open(path) as source:
        xs, ys = rasterio.warp.transform("EPSG:3857", source.crs, east.ravel(), north.ravel())
        columns, rows = ~source.transform @ (np.array(xs), np.array(ys))
        stored = np.pad(source.read(), ((0, 0), (1, 1), (1, 1)))
    row = np.clip(np.floor(rows).astype(int) + 1, 0, SIDE + 1).reshape(256, 256)
    col = np.clip(np.floor(columns).astype(int) + 1, 0, SIDE + 1).reshape(256, 256)
    return stored[:, row, col]


def test_an_index_equals_numpy_on_the_analysis_cog_and_no_data_stays_unknown(analysis):
    layer, seen = layers.named("ndvi", BANDS.numbers), 0
    for z, x, y in covering(analysis):
        stored = at_tile_pixels(analysis, z, x, y)
        planes, valid = render.values(analysis, layer, BANDS, z, x, y) or (
            np.zeros((1, 256, 256)),
            np.zeros((256, 256), bool),
        )
        known = (stored[[3, 2]] != 0).any(axis=0)
        # A pixel whose centre falls on a border of two may take either.
        assert (valid != known).mean() < 0.002
        red, nir = (stored[n].astype(np.float32) * 0.0001 - 0.1 for n in (2, 3))
        both = valid & known
        apart = np.abs(planes[0] - (nir - red) / (nir + red))[both]
        assert (apart > 1e-4).mean() < 0.002 if apart.size else True
        seen += int(both.sum())
    assert seen > SIDE * SIDE // 2


def test_what_is_unknown_is_transparent_and_known_values_have_the_legends_colours(analysis):
    layer = layers.named("ndvi", BANDS.numbers)
    mixed = 0
    for z, x, y in covering(analysis):
        found = render.values(analysis, layer, BANDS, z, x, y)
        body = render.tile_png(analysis, layer, BANDS, z, x, y)
        assert (found is None) == (body is None)
        if found is None:
            continue
        (plane,), valid = found
        shown = np.asarray(Image.open(io.BytesIO(body)).convert("RGBA"))
        assert np.array_equal(shown[..., 3] == 255, valid)
        assert set(np.unique(shown[..., 3])) <= {0, 255}
        share = np.clip((plane - layer.low) / (layer.high - layer.low), 0, 1)
        table = np.frombuffer(colours.palette(layer.stops), np.uint8).reshape(256, 3)
        wanted = table[1 + np.round(share * 254).astype(int)].astype(int)
        assert np.abs(shown[..., :3].astype(int) - wanted)[valid].max() <= 4
        mixed += 0 < valid.mean() < 1
    assert mixed


def test_a_picture_shows_its_three_bands_stretched_over_the_whole_scene(analysis):
    layer = layers.named("falsecolor", BANDS.numbers)
    low, high = render.stretch(analysis, layer, BANDS)
    for z, x, y in covering(analysis)[:6]:
        found = render.values(analysis, layer, BANDS, z, x, y)
        if found is None:
            continue
        planes, valid = found
        body = render.tile_png(analysis, layer, BANDS, z, x, y)
        shown = np.asarray(Image.open(io.BytesIO(body)).convert("RGBA"))
        assert np.array_equal(shown[..., 3] == 255, valid)
        for k in range(3):
            wanted = np.clip((planes[k] - low[k]) / (high[k] - low[k]), 0, 1) * 255
            assert np.abs(shown[..., k] - wanted)[valid].max() <= 1
    with rasterio.open(analysis) as source:
        nir = source.read(4).astype(float)
    assert low[0] == pytest.approx(np.percentile(nir[nir > 0], 2) * 0.0001 - 0.1, abs=0.005)


def test_an_8_bit_picture_keeps_its_own_colours(tmp_path):
    pixels = rasters.texture(3, 300, 300)
    path = analysis_of(tmp_path, pixels, photometric="RGB")
    bands = layers.Bands(numbers={"red": 1, "green": 2, "blue": 3})
    layer = layers.named("truecolor", bands.numbers)
    assert render.stretch(path, layer, bands) == ((0.0,) * 3, (255.0,) * 3)
    single = layers.named("band-red", bands.numbers)
    body = render.tile_png(path, single, bands, *covering(path)[0])
    assert Image.open(io.BytesIO(body)).mode == "P"


def test_outside_the_picture_and_the_grid_there_is_nothing(analysis):
    layer = layers.named("ndvi", BANDS.numbers)
    for z, x, y in ((5, 0, 0), (25, 0, 0), (3, 8, 0), (3, -1, 0), (0, 0, 1)):
        assert render.tile_png(analysis, layer, BANDS, z, x, y) is None


def test_a_file_without_the_band_or_no_raster_at_all_is_refused(analysis, tmp_path):
    layer = layers.named("ndvi", BANDS.numbers)
    wrong = layers.Bands(numbers={"red": 3, "nir": 9})
    with pytest.raises(Refused, match=r"tiles\.unreadable"):
        render.tile_png(analysis, layer, wrong, *covering(analysis)[0])
    (tmp_path / "x.tif").write_bytes(b"<VRTDataset/>")
    with pytest.raises(Refused, match=r"tiles\.unreadable"):
        render.tile_png(tmp_path / "x.tif", layer, BANDS, 5, 0, 0)


def test_a_scene_read_by_many_threads_gives_each_the_same_tiles(analysis):
    layer = layers.named("ndvi", BANDS.numbers)
    addresses = covering(analysis) * 3
    alone = [render.tile_png(analysis, layer, BANDS, *a) for a in addresses]
    with ThreadPoolExecutor(4) as threads:
        together = list(
            threads.map(lambda a: render.tile_png(analysis, layer, BANDS, *a), addresses)
        )
    assert together == alone
