"""Fine pictures are looked at through their overviews; coarse ones and those without stay."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio
from rasterio.enums import Resampling
from rasterio.transform import from_origin

from imagery.detectors import SceneInput, grid, reading
from imagery.detectors.thinning import thinned
from workers.shifting import moved_view


def picture(folder, *, gsd_m, overviews=(2, 4, 8, 16)):
    path = folder / f"{gsd_m}-{len(overviews)}.tif"
    values = np.random.default_rng(2).integers(1, 255, (3, 512, 512)).astype(np.uint8)
    place = from_origin(500_000, 3_400_000, gsd_m, gsd_m)
    profile = {"driver": "GTiff", "width": 512, "height": 512, "count": 3, "dtype": "uint8"}
    profile |= {"tiled": True, "blockxsize": 256, "blockysize": 256, "crs": "EPSG:32651"}
    with rasterio.open(path, "w", transform=place, **profile) as out:
        out.write(values)
        out.build_overviews(list(overviews), Resampling.average)
    return SceneInput(path, {"red": 1, "green": 2, "blue": 3})


def step_of(scene):
    with reading.opened(scene, ("red",), detector="x") as source:
        return max(grid.gsd_m(source)), source.shape


def test_a_drone_picture_is_looked_at_near_the_pixel_a_sign_needs(tmp_path):
    scene = picture(tmp_path, gsd_m=0.0167)
    step, shape = step_of(thinned(scene, "land-change"))
    assert step == pytest.approx(0.1336, rel=0.01)
    assert shape == (64, 64)
    assert step_of(thinned(scene, "debris"))[0] == pytest.approx(0.0334, rel=0.01)
    assert step_of(scene)[1] == (512, 512)


@pytest.mark.parametrize(("gsd_m", "overviews"), [(0.1, (2, 4)), (10.0, (2,)), (0.02, ())])
def test_what_is_coarse_enough_or_has_no_overviews_stays(tmp_path, gsd_m, overviews):
    scene = picture(tmp_path, gsd_m=gsd_m, overviews=overviews)
    assert thinned(scene, "land-change") is scene


def test_a_detector_that_averages_by_itself_gets_every_pixel(tmp_path):
    scene = picture(tmp_path, gsd_m=0.02)
    assert thinned(scene, "vegetation") is scene


def test_a_nudged_view_has_the_overviews_of_its_file(tmp_path):
    scene = picture(tmp_path, gsd_m=0.0167)
    moved = SceneInput(moved_view(scene.path, (1.0, -2.0), tmp_path), scene.bands)
    assert step_of(thinned(moved, "land-change"))[1] == (64, 64)


def test_one_pass_keeps_the_picture_and_its_overview_apart(tmp_path):
    scene = picture(tmp_path, gsd_m=0.02)
    kept = reading.Kept()
    with kept.lent():
        shapes = [step_of(one)[1] for one in (scene, thinned(scene, "land-change"), scene)]
    kept.close()
    assert shapes == [(512, 512), (128, 128), (512, 512)]
