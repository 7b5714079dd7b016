from __future__ import annotations

import cv2
import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine, from_origin
from rio_cogeo import cog_validate

from geo.crs import area_m2
from imagery.intake import take_in
from tests.unit.imagery import rasters


def turned_in_black(rows=700, cols=900):
    """A picture that stands turned in a black frame, with a black pond inside."""
    pixels = rasters.texture(3, rows, cols)
    inside = np.zeros((rows, cols), np.uint8)
    corners = np.array(
        [[cols // 2, 10], [cols - 10, rows // 2], [cols // 2, rows - 10], [10, rows // 2]]
    )
    cv2.fillConvexPoly(inside, corners, 1)
    pixels[:, inside == 0] = 0
    pond = np.zeros((rows, cols), np.bool_)
    pond[rows // 2 - 30 : rows // 2 + 30, cols // 2 - 30 : cols // 2 + 30] = True
    pixels[:, pond] = 0
    return pixels, inside.astype(bool), pond


@pytest.fixture(scope="module")
def framed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("framed")
    pixels, inside, pond = turned_in_black()
    source = rasters.write(folder / "a.tif", pixels, photometric="RGB")
    return take_in(source, filename="a.tif", out_dir=folder / "out"), inside, pond


def test_black_that_touches_the_frame_becomes_missing_and_black_inside_stays(framed):
    stored, inside, pond = framed
    assert "intake.black_border" in stored.flags
    with rasterio.open(stored.analysis) as after:
        valid = after.dataset_mask() > 0
    assert np.array_equal(valid, inside)
    assert valid[pond].all()
    for path in (stored.analysis, stored.display):
        assert cog_validate(path, strict=True) == (True, [], [])


def test_the_footprint_is_the_outline_of_what_is_shown(framed):
    stored, inside, _ = framed
    assert area_m2(stored.footprint) == pytest.approx(inside.sum() * 0.25, rel=0.03)


def test_a_noisy_black_border_of_a_jpeg_mosaic_is_found_too(tmp_path):
    pixels, inside, _ = turned_in_black()
    source = rasters.write(
        tmp_path / "a.tif", pixels, photometric="YCBCR", compress="JPEG", tiled=True
    )
    stored = take_in(source, filename="a.tif", out_dir=tmp_path / "out", display=False)
    with rasterio.open(stored.analysis) as after:
        valid = after.dataset_mask() > 0
    assert (valid == inside).mean() > 0.98


def test_a_dark_corner_of_a_single_band_is_a_value(tmp_path):
    pixels = rasters.texture(1, 200, 200)
    pixels[:, :40, :40] = 0
    stored = take_in(
        rasters.write(tmp_path / "a.tif", pixels), filename="a.tif", out_dir=tmp_path / "out"
    )
    assert "intake.black_border" not in stored.flags
    with rasterio.open(stored.analysis) as after:
        assert (after.dataset_mask() > 0).all()


@pytest.mark.parametrize(
    "transform",
    [
        from_origin(*rasters.ORIGIN, 0.5, 0.5) @ Affine.rotation(40),
        Affine(0.5, 0, rasters.ORIGIN[0], 0, 0.5, rasters.ORIGIN[1]),
    ],
    ids=["turned", "south up"],
)
def test_a_raster_that_lies_turned_is_shown_where_it_is(tmp_path, transform):
    pixels = np.full((3, 300, 400), 60, np.uint8)
    pixels[:, 140:160, 240:260] = 250
    source = rasters.write(tmp_path / "a.tif", pixels, photometric="RGB", transform=transform)
    stored = take_in(source, filename="a.tif", out_dir=tmp_path / "out")
    with rasterio.open(stored.display) as shown:
        rows, cols = np.nonzero(shown.read(1) > 160)
        x, y = shown.transform @ (float(cols.mean()) + 0.5, float(rows.mean()) + 0.5)
        there = rasterio.warp.transform(shown.crs, rasters.CRS, [x], [y])
    col, row = ~transform @ (there[0][0], there[1][0])
    assert (row, col) == pytest.approx((150, 250), abs=0.7)
