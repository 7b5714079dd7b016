"""``python -m imagery mosaic``: photos with EXIF and XMP through intake into one GeoTIFF."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import cv2
import pytest
import rasterio
from PIL import Image

from imagery.cli import main
from imagery.render import metadata
from tests.unit.imagery.mosaic import flight
from tests.unit.imagery.mosaic.flight import Shot, lonlat, painted

KEYS = {
    "file",
    "used",
    "reason",
    "ties",
    "yaw_deg",
    "yaw_flipped",
    "height_m",
    "shift_m",
    "placed_by",
}


def _photo(path, shot: Shot, ground) -> None:
    """Write what a DJI aircraft would; its 24 mm lens has 333 pixels on 480 of width."""
    pixels = cv2.cvtColor(shot.picture(ground), cv2.COLOR_BGR2RGB)
    place = lonlat(shot.east, shot.north)
    pose = metadata.Pose(place, datetime(2026, 6, 1, tzinfo=UTC), 40.0, 3.0, shot.yaw_deg)
    memory = io.BytesIO()
    Image.fromarray(pixels).save(
        memory, "JPEG", quality=95, exif=metadata.exif(pose), xmp=metadata.xmp(pose)
    )
    path.write_bytes(memory.getvalue())


@pytest.fixture
def card(tmp_path, monkeypatch):
    monkeypatch.setattr(flight, "LENS", replace(flight.LENS, focal_px=480 * 24 / 34.6))
    folder = tmp_path / "card"
    (folder / "DCIM").mkdir(parents=True)
    ground = painted(water=False)
    for number, east in enumerate((-14, 0, 14)):
        _photo(folder / "DCIM" / f"A{number}.JPG", Shot("", east, 2 * number, 90), ground)
    (folder / "A3.jpg").write_bytes((folder / "DCIM" / "A0.JPG").read_bytes()[:4000])
    (folder / "notes.txt").write_text("no photo")
    return folder


def _run(capsys, *arguments: object) -> tuple[int, dict]:
    code = main(["mosaic", *map(str, arguments)])
    return code, json.loads(capsys.readouterr().out.splitlines()[-1])


def test_a_folder_becomes_one_line_and_one_geotiff(card, tmp_path, capsys):
    out = tmp_path / "out.tif"
    code, told = _run(capsys, card, "--out", out)
    assert code == 0
    assert list(told) == [
        "gsd_m",
        "area_m2",
        "tie_median_gsd",
        "tie_p90_gsd",
        "ties_held_out",
        "frames",
    ]
    frames = {f["file"]: f for f in told["frames"]}
    assert all(set(f) == KEYS for f in told["frames"])
    assert list(frames) == ["A3.jpg", "DCIM/A0.JPG", "DCIM/A1.JPG", "DCIM/A2.JPG"]
    assert [f["placed_by"] for f in told["frames"]] == ["", "ties", "ties", "ties"]
    assert not frames["A3.jpg"]["used"]
    assert frames["A3.jpg"]["reason"].startswith("intake.")
    with rasterio.open(out) as file:
        assert file.crs.to_epsg() == 32651
        assert (file.read_masks(1) > 0).sum() * file.transform.a**2 == pytest.approx(
            told["area_m2"], rel=0.01
        )
    assert sorted(p.name for p in tmp_path.iterdir()) == ["card", "out.tif"]


def test_photos_without_attitude_are_refused_one_by_one(tmp_path, capsys):
    folder = tmp_path / "plain"
    folder.mkdir()
    Image.new("RGB", (64, 48), (90, 120, 60)).save(folder / "a.jpg")
    Image.new("RGB", (64, 48), (20, 120, 60)).save(folder / "b.png")
    code, told = _run(capsys, folder, "--out", tmp_path / "out.tif")
    assert (code, told["code"]) == (2, "mosaic.no_frames")
    assert [f["reason"] for f in told["frames"]] == ["photo.unplaced", "photo.unplaced"]
    assert not (tmp_path / "out.tif").exists()


@pytest.mark.parametrize("folder", ["missing", "empty"])
def test_a_folder_without_photos_is_refused(tmp_path, capsys, folder):
    (tmp_path / "empty").mkdir()
    code, told = _run(capsys, tmp_path / folder, "--out", tmp_path / "out.tif")
    assert code == 2
    assert told["code"] in {"cli.usage", "mosaic.no_frames"}
