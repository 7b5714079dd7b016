from __future__ import annotations

import io
import json
import zipfile

import pytest
from defusedxml import ElementTree

from geo import crs
from geo.errors import Refused
from geo.mission import FORMATS, as_bytes, plan, write
from geo.mission.writers.xmltext import KML, WPML

ZONE = crs.buffer_m((113.5, 34.75), 60)
GRID = plan(ZONE, "grid", "m3e", gsd_m=0.02)
ORBIT = plan(crs.buffer_m((113.5, 34.75), 10), "orbit", "m3e", height_m=40)
OLD_WPML = "http://www.dji.com/wpmz/1.0.2"


def _parts(data: bytes) -> dict[str, ElementTree.Element]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}


def _local(root, space: str) -> set[str]:
    start = f"{{{space}}}"
    return {e.tag.removeprefix(start) for e in root.iter() if e.tag.startswith(start)}


def _all(root, name: str) -> list[str]:
    return [e.text for e in root.iter(f"{{{WPML}}}{name}")]


@pytest.mark.parametrize("mission", [GRID, ORBIT], ids=["grid", "orbit"])
def test_a_plan_has_the_keys_of_the_sample_and_what_mavsdk_insists_on(mission, sample_data):
    folder = sample_data / "drone/logs/qgc_plan"
    sample = json.loads((folder / "qgroundcontrol_sample.plan").read_text())
    plan_file = json.loads(as_bytes(mission, "plan"))

    assert plan_file.keys() == sample.keys()
    assert plan_file["mission"].keys() == sample["mission"].keys()
    assert {"geoFence", "rallyPoints"} <= plan_file.keys()
    kinds = {frozenset(item) for item in sample["mission"]["items"]}
    for number, item in enumerate(plan_file["mission"]["items"], start=1):
        assert frozenset(item) in kinds
        assert (len(item["params"]), item["doJumpId"]) == (7, number)


@pytest.mark.parametrize("mission", [GRID, ORBIT], ids=["grid", "orbit"])
def test_plan_and_waypoints_bring_back_every_position_height_and_photo(mission):
    items = json.loads(as_bytes(mission, "plan"))["mission"]["items"]
    flown = [i["params"][4:] for i in items if i["command"] == 16]
    rows = [r.split("\t") for r in as_bytes(mission, "waypoints").decode().splitlines()]

    expected = [(p.lonlat[1], p.lonlat[0], p.height_m) for p in mission.waypoints]
    listed = [[float(v) for v in row[8:11]] for row in rows[2:] if row[3] == "16"]
    for got in (flown, listed):
        assert [v[:2] for v in got] == [pytest.approx(e[:2], abs=1e-7) for e in expected]
        assert [v[2] for v in got] == pytest.approx([e[2] for e in expected], abs=0.01)
    photos = sum(i["command"] in {2000, 206} and i["params"][2] == 1 for i in items)
    assert photos == sum(p.action in {"photo", "start"} for p in mission.waypoints)


def test_the_text_list_has_the_shape_of_the_sample(sample_data):
    sample = (sample_data / "drone/logs/ardupilot/mpmission.waypoints.txt").read_text()
    ours = as_bytes(GRID, "waypoints").decode("ascii")

    assert ours.splitlines()[0] == sample.splitlines()[0] == "QGC WPL 110"
    assert {len(row.split("\t")) for row in ours.splitlines()[1:]} == {12}
    assert [row.split("\t")[0] for row in ours.splitlines()[1:]] == [
        str(n) for n in range(len(ours.splitlines()) - 1)
    ]


@pytest.mark.parametrize("mission", [GRID, ORBIT], ids=["grid", "orbit"])
def test_a_dji_file_holds_both_parts_with_the_elements_the_sample_has(mission, sample_data):
    sample = _parts((sample_data / "drone/logs/dji_wpml/waygen_mission.kmz").read_bytes())
    ours = _parts(as_bytes(mission, "kmz"))

    assert ours.keys() == sample.keys() == {"wpmz/template.kml", "wpmz/waylines.wpml"}
    theirs = _local(sample["wpmz/waylines.wpml"], OLD_WPML)
    missing = theirs - _local(ours["wpmz/waylines.wpml"], WPML)
    assert missing <= {"fileSuffix"}


def test_a_dji_file_says_which_aircraft_in_the_numbers_of_its_maker():
    for root in _parts(as_bytes(GRID, "kmz")).values():
        assert _all(root, "droneEnumValue") == ["77"]
        assert _all(root, "droneSubEnumValue") == ["0"]
        assert _all(root, "payloadEnumValue") == ["66"]


@pytest.mark.parametrize("mission", [GRID, ORBIT], ids=["grid", "orbit"])
def test_a_wayline_brings_back_places_heights_and_photos(mission):
    root = _parts(as_bytes(mission, "kmz"))["wpmz/waylines.wpml"]
    marks = root.findall(f".//{{{KML}}}Placemark")
    places = [m.findtext(f"{{{KML}}}Point/{{{KML}}}coordinates") for m in marks]

    got = [tuple(float(v) for v in place.split(",")) for place in places]
    assert got == [pytest.approx(p.lonlat, abs=1e-7) for p in mission.waypoints]
    assert _all(root, "index") == [str(n) for n in range(len(mission.waypoints))]
    heights = [float(h) for h in _all(root, "executeHeight")]
    assert heights == pytest.approx([p.height_m for p in mission.waypoints], abs=0.01)
    taken = _all(root, "actionActuatorFunc").count("takePhoto")
    assert taken == sum(p.action in {"photo", "start"} for p in mission.waypoints)


def test_groups_of_actions_keep_the_rules_of_the_format():
    root = _parts(as_bytes(GRID, "kmz"))["wpmz/waylines.wpml"]
    starts = [int(v) for v in _all(root, "actionGroupStartIndex")]
    ends = [int(v) for v in _all(root, "actionGroupEndIndex")]
    ids = _all(root, "actionGroupId")

    assert all(a <= b for a, b in zip(starts, ends, strict=True))
    assert len(set(ids)) == len(ids)
    assert all(float(v) > 0 for v in _all(root, "actionTriggerParam"))
    assert all(-180 <= float(v) <= 180 for v in _all(root, "waypointHeadingAngle"))
    assert all(-90 <= float(v) <= 30 for v in _all(root, "gimbalPitchRotateAngle"))
    assert all(0 < float(v) <= 15 for v in _all(root, "waypointSpeed"))


def test_a_camera_without_dji_numbers_gets_no_dji_file():
    with pytest.raises(Refused, match="mission.no_drone_number"):
        as_bytes(plan(ZONE, "grid", "p4rtk", gsd_m=0.02), "kmz")


def test_an_unknown_format_is_refused(tmp_path):
    with pytest.raises(Refused, match="mission.format"):
        write(GRID, tmp_path / "m.exe")


def test_every_format_is_written_the_same_each_time(tmp_path):
    for name in FORMATS:
        write(GRID, tmp_path / f"m.{name}")
        assert (tmp_path / f"m.{name}").read_bytes() == as_bytes(GRID, name)


def test_the_kml_shows_area_track_and_photos():
    root = ElementTree.fromstring(as_bytes(GRID, "kml"))

    assert len(root.findall(f".//{{{KML}}}Point")) == GRID.photos
    assert len(root.findall(f".//{{{KML}}}LineString")) == 1
    assert len(root.findall(f".//{{{KML}}}Polygon")) == 1
