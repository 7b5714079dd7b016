"""CSV flight logs: units, clocks and dates are read only when the file says what they are."""

import pytest

from imagery.logs import table
from imagery.logs.readers import csv_log
from imagery.logs.request import Request
from tests.unit.imagery.logs.written import START, code_of


@pytest.fixture
def read(tmp_path):
    def reader(*lines):
        path = tmp_path / "input"
        path.write_text("\n".join(lines), encoding="utf-8")
        return csv_log.read(Request(path=path))

    return reader


def test_airdata_in_feet_and_whole_seconds_is_metres_and_tenths(read):
    found = read(
        "time(millisecond),datetime(utc),latitude,longitude,height_above_takeoff(feet),"
        "speed(mph), compass_heading(degrees),gimbal_pitch(degrees),satellites",
        "700,2026-03-01 01:00:00,30.75,120.75,100,10,90,-90,12",
        "900,2026-03-01 01:00:00,30.75,120.75,100,10,90,-90,3",
        "1000,2026-03-01 01:00:01,30.75,120.75,100,10,90,-90,12",
    )
    assert found.rows[0, table.HEIGHT] == pytest.approx(30.48)
    assert found.rows[0, table.SPEED] == pytest.approx(4.4704)
    seconds = found.rows[:, table.AT] - START.timestamp()
    assert seconds.tolist() == pytest.approx([0.7, 0.9, 1.0])
    assert found.no_fix.tolist() == [False, True, False]
    assert (found.local_clock, found.reasons) == (False, [])


def test_djis_flight_record_is_local_and_its_date_proven_by_a_day_above_twelve(read):
    heading = (
        "CUSTOM.date [local],CUSTOM.updateTime [local],OSD.latitude,OSD.longitude,OSD.height [ft]"
    )
    found = read("sep=,", heading, "3/13/2026,1:00:02.5 PM,30.75,120.75,10")
    assert found.rows[0, table.AT] - START.timestamp() == 12 * 86400 + 12 * 3600 + 2.5
    assert found.local_clock
    unclear = read(heading, "3/4/2026,1:00:02.5 PM,30.75,120.75,10")
    assert unclear.reasons == ["log.date_ambiguous"]
    assert str(unclear.rows[0, table.AT]) == "nan"


def test_a_unit_that_is_not_known_is_never_metres(read):
    found = read("time(millisecond),latitude,longitude,height_above_takeoff(cubits)", "0,1,2,100")
    assert str(found.rows[0, table.HEIGHT]) == "nan"
    assert found.reasons == ["log.unit_unknown"]


@pytest.mark.parametrize("stamp", ["1772326800", "1772326800000", "1772326800000000"])
def test_seconds_milliseconds_and_microseconds_since_1970_are_told_apart(read, stamp):
    found = read("timestamp;lat;lon", f"{stamp};30.75;120.75")
    assert found.rows[0, table.AT] == START.timestamp()
    assert not found.local_clock


def test_tables_that_are_no_flight_log_are_refused(read):
    assert code_of(lambda: read("站点编码,经度,纬度", "A,1,2")) == "log.kind_not_allowed"
    assert code_of(lambda: read("time(ms),lat,lon", '0,"' + "x" * 9000)) == "log.line_too_long"
    assert code_of(lambda: read("time(ms),lat,lon", '0,"', *["x" * 99] * 200)) == "log.damaged"
