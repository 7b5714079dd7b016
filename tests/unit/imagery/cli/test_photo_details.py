from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
import rasterio
from affine import Affine
from pyproj import Transformer

from imagery.cli import main
from tests.unit.imagery.photos import pictures

CRS = "EPSG:4549"
DETAILS = {"roll_deg", "mount", "altitude_m", "accuracy_m", "gsd_worst_m", "lens", "make"} | {
    *("model", "band", "origins", "look_hash", "measures", "reasons")
}


def shown(capsys, *argv):
    assert main(["photo", *map(str, argv)]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture
def ground(tmp_path):
    """Terrain at 150 m around the photos' place, 160 m in its west."""
    x, y = Transformer.from_crs("EPSG:4326", CRS, always_xy=True).transform(120.75, 30.75)
    heights = np.full((200, 200), 150, np.float32)
    heights[:, :20] = 160
    path = tmp_path / "dtm.tif"
    shape = {"width": 200, "height": 200, "count": 1, "dtype": "float32"}
    place = {"crs": CRS, "transform": Affine(1, 0, x - 100, 0, -1, y + 100)}
    with rasterio.open(path, "w", driver="GTiff", **shape, **place) as out:
        out.write(heights, 1)
    return path


def test_terrain_gives_the_height_that_the_photo_does_not_tell_and_says_so(
    tmp_path, ground, capsys
):
    pose = {k: v for k, v in pictures.NADIR.items() if k != "RelativeAltitude"}
    photo = pictures.jpeg(tmp_path / "a.jpg", exif=pictures.exif(), xmp=pictures.xmp(**pose))
    (without,) = shown(capsys, photo)
    assert (without["height_agl_m"], without["footprint"]) == (None, None)
    (found,) = shown(capsys, photo, "--dtm", ground, "--details")
    assert found["height_agl_m"] == pytest.approx(48.4)
    assert found["origins"]["height_agl_m"] == "dtm"
    assert "photo.height_from_terrain" in found["quality"]
    assert found["footprint"]["type"] == "Polygon"


def test_a_height_above_take_off_follows_the_ground_where_the_take_off_is_known(
    tmp_path, ground, capsys
):
    photo = pictures.jpeg(
        tmp_path / "a.jpg", exif=pictures.exif(), xmp=pictures.xmp(**pictures.NADIR)
    )
    (unknown,) = shown(capsys, photo, "--dtm", ground)
    assert unknown["height_agl_m"] == 40.1
    assert "photo.takeoff_unknown" in unknown["quality"]
    (known,) = shown(capsys, photo, "--dtm", ground, "--takeoff", "120.74905,30.75")
    assert known["height_agl_m"] == pytest.approx(50.1)
    assert known["gsd_m"] > unknown["gsd_m"]


def test_details_hold_lens_origins_and_reasons_in_words(tmp_path, capsys):
    photo = pictures.jpeg(
        tmp_path / "a.jpg", exif=pictures.exif(), xmp=pictures.xmp(**pictures.NADIR)
    )
    (short,) = shown(capsys, photo)
    (found,) = shown(capsys, photo, "--details")
    assert set(found) - set(short) == DETAILS
    assert found["lens"]["focal_px"] == pytest.approx(24 / 34.6 * 640)
    assert len(found["reasons"]) == len(found["quality"])
    assert all(" " in r or "。" in r for r in found["reasons"])
    assert len(found["look_hash"]) == 16


def test_a_second_copy_among_the_files_is_named_a_duplicate(tmp_path, capsys):
    photo = pictures.jpeg(tmp_path / "a.jpg", exif=pictures.exif())
    shutil.copy(photo, tmp_path / "b.jpg")
    first, second = shown(capsys, photo, tmp_path / "b.jpg")
    assert "quality.duplicate" not in first["quality"]
    assert "quality.duplicate" in second["quality"]


@pytest.mark.parametrize("place", ["here", "1", "200,5", "nan,nan"])
def test_a_take_off_that_is_no_place_is_refused(tmp_path, ground, capsys, place):
    assert main(["photo", "a.jpg", "--dtm", str(ground), "--takeoff", place]) == 2
    assert json.loads(capsys.readouterr().out)["code"] == "cli.usage"


def test_a_terrain_model_that_lies_nowhere_is_refused(tmp_path, capsys):
    photo = pictures.jpeg(tmp_path / "a.jpg")
    assert main(["photo", str(photo), "--dtm", str(photo)]) == 2
    assert json.loads(capsys.readouterr().out)["code"] == "photo.dtm_unplaced"
