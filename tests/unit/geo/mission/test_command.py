from __future__ import annotations

import json

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin
from shapely.geometry import mapping

from geo import crs
from geo.cli import main

HERE = (-77.0533, 38.8100)
KEYS = ["photos", "length_m", "time_s", "batteries", "coverage", "height_m", "warnings"]


@pytest.fixture
def area(tmp_path):
    path = tmp_path / "aoi.geojson"
    path.write_text(json.dumps(mapping(crs.buffer_m(HERE, 60))))
    return path


def _told(capsys):
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    return json.loads(lines[0])


@pytest.mark.parametrize("ending", ["plan", "kmz", "waypoints", "kml"])
def test_the_command_writes_a_file_and_one_line_of_figures(area, tmp_path, capsys, ending):
    out = tmp_path / f"m.{ending}"
    command = ["mission", str(area), "--template", "grid", "--gsd", "0.02"]

    assert main([*command, "--inlet", "-77.0533,38.81", "--out", str(out)]) == 0
    out_lines, said = capsys.readouterr()
    told = json.loads(out_lines)
    assert list(told) == KEYS
    assert all(f"{code}: " in said for code in told["warnings"])
    assert told["coverage"] == 1.0
    assert out.stat().st_size > 1000


def test_a_terrain_file_passes_the_intake_and_is_followed(area, tmp_path, capsys):
    dtm, epsg = tmp_path / "dtm.tif", 32618
    x, y = 321_720.0, 4_297_780.0
    rows, cols = np.mgrid[0:300, 0:300]
    with rasterio.open(
        dtm, "w", driver="GTiff", width=300, height=300, count=1, dtype="float32", crs=epsg,
        transform=from_origin(x - 600, y + 600, 4, 4), nodata=-9999,
    ) as file:  # fmt: skip
        file.write((cols * 0.4).astype("float32"), 1)
    del rows

    command = ["mission", str(area), "--gsd", "0.02", "--dtm", str(dtm), "--out"]
    assert main([*command, str(tmp_path / "m.plan")]) == 0
    assert "mission.flat_ground" not in _told(capsys)["warnings"]
    items = json.loads((tmp_path / "m.plan").read_text())["mission"]["items"]
    heights = [item["Altitude"] for item in items if item["command"] == 16]
    assert max(heights) - min(heights) > 5


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--gsd", "0.02", "--template", "spiral", "--out", "m.plan"], "mission.template"),
        (["--gsd", "0.02", "--out", "m.exe"], "mission.format"),
        (["--gsd", "0.02", "--height", "50", "--out", "m.plan"], "mission.gsd_or_height"),
        (["--gsd", "0.02", "--overlap", "0.8", "--out", "m.plan"], "cli.usage"),
        (["--gsd", "0.02", "--overlap", "nan,0", "--out", "m.plan"], "cli.usage"),
        (["--gsd", "0.02"], "cli.usage"),
        (["--gsd", "0.02", "--out", "no/such/folder/m.plan"], "mission.not_written"),
    ],
)
def test_a_refusal_is_a_code_and_a_message_and_exit_code_two(area, capsys, more, code):
    assert main(["mission", str(area), *more]) == 2
    told = _told(capsys)
    assert list(told) == ["code", "message"]
    assert told["code"] == code


@pytest.mark.parametrize("text", ["", "{}", '{"type": "Point", "coordinates": [1, 2]}', "\0"])
def test_a_hostile_area_is_refused(tmp_path, capsys, text):
    path = tmp_path / "aoi.geojson"
    path.write_text(text)

    assert main(["mission", str(path), "--gsd", "0.02", "--out", str(tmp_path / "m.plan")]) == 2
    assert "code" in _told(capsys)


@pytest.mark.parametrize("argv", [[], ["mission"], ["nothing"], ["mission", "/none.geojson"]])
def test_wrong_words_are_refused(capsys, argv):
    assert main(argv) == 2
    assert _told(capsys)["code"] == "cli.usage"
