"""Where the display file's pixels lie: beside GDAL's own aligned file, and on the ground."""

from __future__ import annotations

import shutil
import subprocess

import cv2
import numpy as np
import pytest
import rasterio

from tests.unit.imagery.cog.builder import PLACES, made, scene


@pytest.mark.parametrize("place", ["utm", "dutch", "mercator"])
def test_no_level_is_shifted_against_gdals_aligned_cog(tmp_path, place):
    if shutil.which("gdal_translate") is None:
        pytest.skip("gdal-bin is not here")
    pixels = scene(900, 1000)
    files = made(tmp_path, pixels, place, rgb=True)
    grid, peer = files.plan.grid, tmp_path / "peer.tif"
    options = {
        "TILING_SCHEME": "GoogleMapsCompatible",
        "ZOOM_LEVEL": grid.zoom,
        "ALIGNED_LEVELS": grid.levels,
        "OVERVIEW_COUNT": grid.levels - 1,
        "COMPRESS": "JPEG",
        "ADD_ALPHA": "YES",
        "WARP_RESAMPLING": "BILINEAR",
        "OVERVIEW_RESAMPLING": "AVERAGE",
    }
    flags = [part for name, value in options.items() for part in ("-co", f"{name}={value}")]
    command = ["gdal_translate", "-q", "-of", "COG", *flags, str(files.analysis), str(peer)]
    subprocess.run(command, check=True)
    for level in range(-1, grid.levels - 2):
        more = {} if level < 0 else {"overview_level": level}
        with rasterio.open(files.display, **more) as ours, rasterio.open(peer, **more) as theirs:
            box = inner(theirs)
            window = rasterio.windows.from_bounds(*box, transform=ours.transform)
            a = ours.read(1, window=window.round())
            b = theirs.read(1, window=rasterio.windows.from_bounds(*box, theirs.transform).round())
        if min(a.shape) < 300:
            continue
        (dx, dy), response = cv2.phaseCorrelate(
            a.astype(np.float32), b.astype(np.float32), cv2.createHanningWindow(a.shape[::-1], 5)
        )
        assert response > 0.5
        assert abs(dx) < 0.05
        assert abs(dy) < 0.05


def inner(source):
    """Bounds of the middle of what a file shows, on its pixels."""
    seen = source.dataset_mask() > 0
    rows, cols = np.nonzero(seen.any(axis=1))[0], np.nonzero(seen.any(axis=0))[0]
    pad_r, pad_c = (rows[-1] - rows[0]) // 8, (cols[-1] - cols[0]) // 8
    left, top = source.transform @ (float(cols[0] + pad_c), float(rows[0] + pad_r))
    right, bottom = source.transform @ (float(cols[-1] - pad_c), float(rows[-1] - pad_r))
    return left, bottom, right, top


def test_coarse_pixels_are_placed_within_a_tenth_of_a_pixel_by_smaller_patches(tmp_path):
    files = made(tmp_path, scene(200, 300), "coarse degrees", rgb=True)
    assert files.plan.patches.per_tile > 1
    assert files.plan.patches.error_px <= 0.1


def test_a_turned_raster_shows_its_colours_where_they_lie(tmp_path):
    pixels = np.full((400, 400, 3), 40, np.uint8)
    pixels[180:220, 280:320] = 240
    files = made(tmp_path, pixels, "turned", rgb=True)
    crs, transform = PLACES["turned"]
    with rasterio.open(files.display) as shown:
        bright = shown.read(1) > 150
        rows, cols = np.nonzero(bright)
        x, y = shown.transform @ (cols.mean() + 0.5, rows.mean() + 0.5)
    there = rasterio.warp.transform("EPSG:3857", crs, [x], [y])
    col, row = ~transform @ (there[0][0], there[1][0])
    assert (row, col) == pytest.approx((200, 300), abs=0.5)
