"""GPX, KML, KMZ and missions: what was flown, what was planned, what is only a place."""

import json

import pytest

from imagery.logs import table
from imagery.logs.readers import gpx, kml, kmz, qgc_plan, waypoints
from imagery.logs.request import Request
from tests.unit.imagery.logs import written
from tests.unit.imagery.logs.written import START, code_of

PLACES = [table.LON, table.LAT]


@pytest.fixture
def read(tmp_path):
    def reader(module, text):
        path = tmp_path / "input"
        path.write_text(text, encoding="utf-8")
        return module.read(Request(path=path))

    return reader


def test_a_gpx_track_is_flown(read):
    found = read(gpx, written.gpx("30.75 120.75 2026-03-01T01:00:00Z", "30.76 120.75"))
    assert (found.kind, found.flown, found.local_clock) == ("gpx", True, False)
    assert found.rows[0, [table.AT, *PLACES, table.ALTITUDE]].tolist() == [
        *(START.timestamp(), 120.75, 30.75, 12.5)
    ]


def test_a_gpx_route_is_a_plan_and_waypoints_are_places(read):
    assert read(gpx, written.gpx("1 2", "3 4", tag="rtept")).kind == "plan"
    assert read(gpx, written.gpx("1 2", tag="wpt")).flown is False


def test_a_gx_track_pairs_times_places_and_headings(read):
    inside = (
        "<Placemark><gx:Track><altitudeMode>absolute</altitudeMode>"
        "<when>2026-03-01T09:00:00+08:00</when><when>2026-03-01T09:00:01+08:00</when>"
        "<gx:coord>120.75 30.75 12</gx:coord><gx:coord>120.76 30.75 13</gx:coord>"
        "<gx:angles>90 0 0</gx:angles></gx:Track></Placemark>"
        "<Placemark><LineString><coordinates>1,2,3 4,5,6</coordinates></LineString></Placemark>"
    )
    found = read(kml, written.kml(inside))
    wanted = [table.AT, *PLACES, table.ALTITUDE, table.YAW]
    assert found.rows[0, wanted].tolist() == [START.timestamp(), 120.75, 30.75, 12, 90]
    assert len(found.rows) == 2


def test_points_with_times_are_flown_and_those_without_are_places(read):
    place = "<Placemark>{}<Point><coordinates>1,2</coordinates></Point></Placemark>"
    when = "<TimeStamp><when>2026-03-01T01:00:00Z</when></TimeStamp>"
    assert read(kml, written.kml(place.format(when))).flown
    assert not read(kml, written.kml(place.format(""))).flown


def test_djis_mission_is_a_plan_whatever_holds_it(tmp_path, read):
    inside = (
        "<wpml:missionConfig/><Placemark><Point><coordinates>\n120.75,30.75\n</coordinates></Point>"
        "<wpml:executeHeight>50</wpml:executeHeight></Placemark>"
    )
    entries = {"wpmz/template.kml": written.kml(""), "wpmz/waylines.wpml": written.kml(inside)}
    packed = written.kmz(tmp_path / "mission.kmz", entries)
    for found in (read(kml, written.kml(inside)), kmz.read(Request(path=packed))):
        assert (found.kind, found.flown) == ("plan", False)
        assert found.rows[0, [*PLACES, table.HEIGHT]].tolist() == [120.75, 30.75, 50]


def test_qgroundcontrols_surveys_are_unfolded_and_places_where_it_stands_are_none(read):
    def item(command, lat, lon):
        return {"command": command, "frame": 3, "params": [0, 0, 0, None, lat, lon, 50]}

    survey = {"type": "ComplexItem", "TransectStyleComplexItem": {"Items": [item(16, 1, 2)] * 2}}
    items = [item(22, 0, 0), survey, item(206, 5, 6), item(16, 3, 4), "?", None]
    found = read(qgc_plan, json.dumps({"fileType": "Plan", "mission": {"items": items}}))
    assert found.rows[:, [*PLACES, table.HEIGHT]].tolist() == [[2, 1, 50], [2, 1, 50], [4, 3, 50]]


def test_a_waypoint_file_gives_waypoints_without_home(read):
    text = (
        "QGC WPL 110\n0\t1\t0\t16\t0\t0\t0\t0\t-35.3\t149.1\t584\t1\n"
        "1\t0\t3\t22\t0\t0\t0\t0\t-35.4\t149.2\t100\t1\n2\t0\t3\t20\t0\t0\t0\t0\t0\t0\t0\t1\n"
    )
    found = read(waypoints, text)
    assert found.rows[:, [*PLACES, table.HEIGHT]].tolist() == [[149.2, -35.4, 100]]
    assert code_of(lambda: read(waypoints, "QGC WPL 110\n1 2 3")) == "log.damaged"


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/hostname">]><gpx><a>&x;</a></gpx>',
        "<gpx>" + "<a>" * 100,
        "<gpx><trkpt></gpx>",
    ],
)
def test_entities_depth_and_broken_xml_are_refused(read, text):
    assert code_of(lambda: read(gpx, text)) == "log.xml_refused"


@pytest.mark.parametrize(
    "text", ['{"mission":' + "[" * 99, '{"mission": [NaN]}', '{"mission": 1, "mission": 2}', "[]"]
)
def test_plans_that_are_no_strict_json_are_refused(read, text):
    assert code_of(lambda: read(qgc_plan, text)) == "log.damaged"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("../doc.kml", "<kml/>", "card.unsafe_name"),
        ("doc.kml", " " * 2_000_000, "card.bomb"),
        ("photo.jpg", "?", "log.no_position"),
    ],
)
def test_bad_archives_are_refused_whole(tmp_path, name, text, code):
    packed = written.kmz(tmp_path / "x.kmz", {name: text})
    assert code_of(lambda: kmz.read(Request(path=packed))) == code
