"""A log's way through the child process, and the kinds told by content."""

import re
import sys
from pathlib import Path

import pytest

import imagery
from imagery.logs import is_log, order_near, take_log
from imagery.sandbox import log as log_task
from tests.unit.imagery.logs import written
from tests.unit.imagery.logs.written import LON, START, code_of, place

FLIGHT = [(n, *place(n), 3) for n in range(5)]
AMBIGUOUS = written.subtitle(*["HOME(-58.4,-34.7) GPS(-58.4563,-34.7383,19) BAROMETER:20.1"] * 3)


@pytest.fixture
def take(tmp_path):
    def taker(data, **more):
        path = tmp_path / "upload"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return take_log(path, filename="upload.dat", **more)

    return taker


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (written.ulog_flight(FLIGHT), "ulg"),
        (written.dataflash(FLIGHT), "bin"),
        (written.position_frame(0, place(0)) * 2, "tlog"),
        (b"\xef\xbb\xbf" + written.gpx("1 2").encode(), "gpx"),
        (written.kml("").encode("utf-16"), "kml"),
        (b'{"a": 1, "fileType" : "Plan"}', "plan"),
        (b"QGC WPL 110\n", "waypoints"),
        (AMBIGUOUS.encode(), "srt"),
        (b"lat,lon,time(ms)\n1,2,3", "csv"),
        (b"lat,lon\n1,2", None),
        (b"\xff\xd8\xff\xe0", None),
        (b'{"type": "FeatureCollection"}', None),
        (b"<svg><script/></svg>", None),
        (b"PK\x03\x04" + b"\0" * 40, None),
    ],
)
def test_a_kind_is_told_by_content(tmp_path, data, kind):
    path = tmp_path / "anything"
    path.write_bytes(data)
    assert is_log(path, "anything.jpg") == kind


def test_a_px4_log_counts_what_had_no_fix(take):
    log = take(written.ulog_flight([(0, 0.0, 0.0, 0), (1, LON, 30.7501, 2), *FLIGHT[2:]]))
    assert (log.kind, len(log.points), log.dropped) == ("ulg", 3, {"log.no_fix": 2})
    assert (log.points[0].at - START).total_seconds() == pytest.approx(2)
    assert log.points[0].altitude_m == 12
    assert log.track["coordinates"][0] == [LON, 30.7502]


def test_an_ardupilot_log_is_in_utc_and_not_in_gps_time(take):
    log = take(written.dataflash([(0, *place(0), 1), *FLIGHT[1:]]))
    assert (log.kind, len(log.points), log.dropped) == ("bin", 4, {"log.no_fix": 1})
    assert (log.started_at - START).total_seconds() == pytest.approx(1)


def test_a_telemetry_log_takes_one_aircraft_and_proves_every_frame(take):
    frames = [written.fix_frame(0, 1), written.position_frame(0, place(0)), written.fix_frame(0, 3)]
    frames += [written.position_frame(n, place(n)) for n in range(1, 5)]
    frames += [written.position_frame(9, (LON + 1, 30.0), system=7)]
    frames += [written.position_frame(5, place(5))[:-1] + b"?"]
    log = take(b"".join(frames))
    assert (log.kind, len(log.points), log.dropped) == ("tlog", 4, {"log.no_fix": 1})
    assert log.reasons == ("log.truncated", "log.other_aircraft")
    point = log.points[0]
    assert (point.height_agl_m, point.speed_m_s, point.yaw_deg) == (12.3, 5.0, 90.0)


def test_an_order_that_cannot_be_proven_is_asked_and_the_answer_taken(take):
    asked = take(AMBIGUOUS)
    assert (asked.points, asked.track) == ((), None)
    assert asked.reasons == ("log.ambiguous_order",)
    assert asked.asked == {"lonlat": (-58.4563, -34.7383), "latlon": (-34.7383, -58.4563)}
    assert take(AMBIGUOUS, order="latlon").points[0].lat == -58.4563


def test_photos_of_the_same_flight_answer_for_the_person(take):
    asked = take(AMBIGUOUS)
    assert order_near(asked, [(10.0, 50.0), (-58.45, -34.74)]) == "lonlat"
    assert order_near(asked, [(-34.74, -58.45)]) == "latlon"
    assert order_near(asked, [(10.0, 50.0)]) is None
    assert order_near(asked, [(-34.74, -58.45), (-58.45, -34.74)]) is None


def test_an_answer_that_the_log_disproves_is_refused(take):
    text = written.subtitle("GPS(120.75,30.75,19)")
    assert code_of(lambda: take(text, order="latlon")) == "log.order_disproved"
    assert code_of(lambda: take(text, order="xy")) == "log.order_unknown"


def test_a_subtitle_without_gps_still_tells_its_time(take):
    log = take(written.subtitle("2026-03-01 09:00:00,000,000\n[iso : 100]"))
    assert (log.points, log.started_at) == ((), START)
    assert log.dropped == {"log.no_position": 1}


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "intake.empty"), (b"\xff\xd8\xff", "log.kind_not_allowed")]
)
def test_what_is_no_log_never_meets_a_parser(take, data, code):
    assert code_of(lambda: take(data)) == code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (written.gpx("99 999", "nan inf"), "log.nothing_usable"),
        (written.gpx(), "log.no_position"),
        (written.ulog(("F", b"a:b[65535] x;"), ("F", b"b:char[65535] y;")), "log.damaged"),
        (written.ulog(("F", b"a:a[2] x;")), "log.damaged"),
        (written.ulog(("I", b"x"))[:-1] + b"\xff\xff\x00", "log.damaged"),
        (written.ulog(("I", b"x"), ("?", b"x" * 20_000)), "log.damaged"),
        (b"\xa3\x95\x80" + b"\xa3" * 100_000, "log.damaged"),
        (b"\xa3\x95\x80\x81\x00" + b"\0" * 84 + b"\xa3\x95\x81", "log.damaged"),
        ("1\n00:00:00,000 --> 1\n" + "9" * 10_000, "log.line_too_long"),
        ("1\n00:00:00,000 --> 1\n" + "\n" * 20_000, "log.damaged"),
    ],
)
def test_what_cannot_be_read_ends_with_its_code(tmp_path, data, code):
    path = tmp_path / "upload"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    params = {"kind": is_log(path, ""), "source": str(path), "filename": "", "order": None}
    params["table"] = str(tmp_path / "table")
    assert code_of(lambda: log_task.run(params, lambda *_: None)) == code


def test_binary_parsers_are_never_imported_by_the_caller(take):
    sources = [p.read_text("utf-8") for p in Path(imagery.__file__).parent.rglob("*.py")]
    assert not any(
        re.search(r"^\s*(import|from) (pymavlink|pyulog|av)\b", s, re.MULTILINE) for s in sources
    )
    take(written.dataflash(FLIGHT))
    assert not {"pymavlink", "pyulog", "av"} & set(sys.modules)
