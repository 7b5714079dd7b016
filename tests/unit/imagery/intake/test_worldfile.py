"""A picture, six numbers and a declared CRS."""

from __future__ import annotations

import json

import numpy as np
import pytest
import rasterio
from PIL import Image

from geo import messages
from geo.errors import Refused
from imagery.cli import main
from imagery.intake import WorldFile, take_in
from tests.unit.imagery import rasters

LINES = "0.5\n0\n0\n-0.5\n281000.25\n3402999.75\n"
"""The world file of ``rasters.write``: pixel middles, half a pixel inside the corner."""


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "plot_20240506.jpg"
    Image.fromarray(rasters.texture(3, 90, 120).transpose(1, 2, 0)).save(path, quality=95)
    return path


def world(tmp_path, text=LINES, crs=rasters.CRS):
    path = tmp_path / "elsewhere" / "plot.jgw"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return WorldFile(path=path, crs=crs)


def refused(path, given, out):
    with pytest.raises(Refused) as refusal:
        take_in(path, filename=path.name, out_dir=out, world=given)
    assert messages.known(refusal.value.code)
    assert not out.exists() or list(out.iterdir()) == []
    return refusal.value.code


def test_a_jpeg_lies_where_its_world_file_and_the_declared_crs_say(photo, tmp_path):
    stored = take_in(photo, filename=photo.name, out_dir=tmp_path / "out", world=world(tmp_path))
    assert (stored.driver, stored.crs, stored.flags) == ("JPEG", rasters.CRS, ())
    assert stored.gsd_m == pytest.approx(0.5, rel=0.01)
    assert stored.display is not None
    assert f"{stored.guess.taken_at:%Y-%m-%d}" == "2024-05-06"
    assert stored.guess.bands == {"red": 1, "green": 2, "blue": 3}
    with rasterio.open(stored.analysis) as after, Image.open(photo) as before:
        assert tuple(after.transform)[:6] == (0.5, 0, 281000, 0, -0.5, 3403000)
        assert np.array_equal(after.read(), np.asarray(before).transpose(2, 0, 1))


def test_a_turned_grid_keeps_its_turn(photo, tmp_path):
    text = "0.3\n0.4\n0.4\n-0.3\n281000\n3403000\n"
    stored = take_in(photo, filename="a.jpg", out_dir=tmp_path / "out", world=world(tmp_path, text))
    with rasterio.open(stored.analysis) as after:
        assert after.transform @ (0.5, 0.5) == pytest.approx((281000, 3403000))
        assert after.transform @ (1.5, 0.5) == pytest.approx((281000.3, 3403000.4))
    assert stored.gsd_m == pytest.approx(0.5, rel=0.01)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_png_and_plain_tiff_take_a_world_file_too(kind, tmp_path):
    path = tmp_path / f"a.{kind.lower()}"
    pixels = rasters.texture(3, 40, 50)
    Image.fromarray(pixels.transpose(1, 2, 0)).save(path)
    stored = take_in(path, filename=path.name, out_dir=tmp_path / "out", world=world(tmp_path))
    with rasterio.open(stored.analysis) as after:
        assert np.array_equal(after.read(), pixels)
        assert after.transform.c == 281000


def test_a_world_file_beside_the_picture_is_not_looked_at_unless_it_is_named(photo, tmp_path):
    photo.with_suffix(".jgw").write_text(LINES)
    photo.with_suffix(".wld").write_text(LINES)
    photo.with_suffix(".prj").write_text("EPSG:32651")
    stored = take_in(photo, filename=photo.name, out_dir=tmp_path / "out")
    assert (stored.crs, stored.flags) == (None, ("intake.no_position",))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0.5\n0\n0\n-0.5\n281000",
        LINES + "7\n",
        LINES.replace("281000.25", "nan"),
        LINES.replace("281000.25", "inf"),
        LINES.replace("0.5\n0", "０.５\n0"),
        LINES.replace("281000.25", "281_000"),
        LINES.replace("281000.25", "0x7f"),
        LINES.replace("281000.25", "1e999"),
        LINES.replace("0.5\n0\n0\n-0.5", "0\n0\n0\n0"),
        LINES.replace("0.5\n0\n0\n-0.5", "1\n1\n1\n1"),
        LINES.replace("0.5\n0\n0\n-0.5", "1e9\n0\n0\n-1e9"),
        "<VRTDataset/>",
        b"\0" * 64,
        "0" * 2000,
    ],
)
def test_anything_but_six_plausible_numbers_is_refused(photo, tmp_path, text):
    assert refused(photo, world(tmp_path, text), tmp_path / "out") == "intake.world_damaged"


@pytest.mark.parametrize(
    ("crs", "code"),
    [
        ("EPSG:99999", "intake.crs_unknown"),
        ("http://127.0.0.1/x", "intake.crs_unknown"),
        ("/etc/passwd", "intake.crs_unknown"),
        ("+proj=longlat", "intake.crs_unknown"),
        ("EPSG:4326", "intake.position_implausible"),
    ],
)
def test_only_a_known_epsg_number_that_fits_is_a_crs(photo, tmp_path, crs, code):
    assert refused(photo, world(tmp_path, crs=crs), tmp_path / "out") == code


def test_a_raster_with_a_position_of_its_own_takes_no_world_file(tmp_path):
    path = rasters.write(tmp_path / "a.tif", rasters.texture(3, 40, 50))
    assert refused(path, world(tmp_path), tmp_path / "out") == "intake.world_contradiction"


def test_a_picture_cut_short_is_refused_with_a_world_file_as_without(photo, tmp_path):
    body = photo.read_bytes()
    photo.write_bytes(body[: len(body) // 2] + b"\xff\xd9")
    assert refused(photo, world(tmp_path), tmp_path / "out") == "intake.unreadable"


def test_the_command_line_takes_world_and_crs_together(photo, tmp_path, capsys):
    given = world(tmp_path)
    argv = ["intake", str(photo), "--out", str(tmp_path / "o.tif"), "--world", str(given.path)]
    assert main(argv) == 2
    assert json.loads(capsys.readouterr().out)["code"] == "cli.usage"
    assert main([*argv, "--crs", rasters.CRS]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["crs"], answer["driver"]) == (rasters.CRS, "JPEG")
