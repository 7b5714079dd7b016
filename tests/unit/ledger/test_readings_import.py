import gzip
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from geo.errors import Refused
from ledger.models import Reading
from ledger.readings_import import import_readings
from tests.factories import make_station

HEAD = "file_hour,time,sitecode,AQI,PM10,PM25,O3,NO2,SO2,CO"


def file(*rows, head=HEAD):
    return "\n".join([head, *rows]).encode()


def bring(session, *rows, head=HEAD, **kwargs):
    return import_readings(session, file(*rows, head=head), **kwargs)


def row(stamp="2026-07-24 18:00:00", values="33,13,8,105,2,6,0.5"):
    return f"x,{stamp},330421001,{values}"


@pytest.fixture
def station(session):
    return make_station(session, code="330421001")


def stored(session):
    return {
        (r.parameter, r.observed_at): (r.value, r.flag) for r in session.scalars(select(Reading))
    }


def test_a_row_is_one_reading_a_parameter_and_the_index_is_left_out(session, station):
    done = bring(session, row())
    at = datetime(2026, 7, 24, 10, tzinfo=UTC)
    assert (done.rows, done.readings, done.first, done.last) == (1, 6, at, at)
    assert stored(session)["pm25", at] == (8.0, "")
    assert {parameter for parameter, _ in stored(session)} == {
        "pm10",
        "pm25",
        "o3",
        "no2",
        "so2",
        "co",
    }


@pytest.mark.parametrize("missing", ["", "/", "--", "-;", "-", "—"])
def test_a_missing_value_is_no_reading(session, station, missing):
    assert bring(session, row(values=f"33,{missing},8,105,2,6,0.5")).readings == 5
    assert "pm10" not in {parameter for parameter, _ in stored(session)}


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        ("2026-05-01", datetime(2026, 4, 30, 16, tzinfo=UTC)),
        ("2026-05-01T20", datetime(2026, 5, 1, 12, tzinfo=UTC)),
        ("2026-05-01 20:00:00", datetime(2026, 5, 1, 12, tzinfo=UTC)),
        ("2026-05-01T20:00:00+00:00", datetime(2026, 5, 1, 20, tzinfo=UTC)),
    ],
)
def test_stamps_are_beijing_time_and_a_bare_date_is_its_midnight(session, station, stamp, moment):
    assert bring(session, row(stamp)).last == moment


@pytest.mark.parametrize(
    ("cell", "value", "flag"),
    [("12;T", 12.0, "water:T"), ("12.5(H)", 12.5, "water:H"), ("7", 7.0, "")],
)
def test_a_flag_is_kept_with_the_scheme_it_belongs_to(session, station, cell, value, flag):
    bring(session, row(values=f"33,{cell},8,105,2,6,0.5"), scheme="water")
    assert stored(session)["pm10", datetime(2026, 7, 24, 10, tzinfo=UTC)] == (value, flag)


def test_the_same_file_again_changes_nothing_and_a_corrected_value_replaces(session, station):
    bring(session, row())
    before = stored(session)
    bring(session, row())
    assert stored(session) == before
    bring(session, row(values="33,99,8,105,2,6,0.5"))
    assert len(stored(session)) == 6
    assert stored(session)["pm10", datetime(2026, 7, 24, 10, tzinfo=UTC)] == (99.0, "")


def test_unknown_stations_are_named_and_left_out(session, station):
    done = bring(session, row(), row().replace("330421001", "999"))
    assert (done.unknown, done.rows) == (("999",), 1)


def test_older_readings_can_be_left_out(session, station):
    done = bring(
        session,
        row("2026-05-01"),
        row("2026-05-02"),
        since=datetime(2026, 5, 1, 10, tzinfo=UTC),
    )
    assert done.rows == 1


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (row("yesterday"), "time"),
        (row("2026-02-30"), "time"),
        (row(values="33,1e999,8,105,2,6,0.5"), "pm10"),
        (row(values="33,nan,8,105,2,6,0.5"), "pm10"),
        (row(values="33,<5,8,105,2,6,0.5"), "pm10"),
        ("x", "row"),
    ],
)
def test_one_bad_value_refuses_the_file_by_row(session, station, line, field):
    with pytest.raises(Refused) as refusal:
        bring(session, row(), line)
    assert (refusal.value.code, refusal.value.params["row"]) == ("readings.row", 3)
    assert refusal.value.params["field"] == field


def test_a_short_row_is_missing_at_its_end(session, station):
    assert bring(session, "x,2026-07-24,330421001,33,13").readings == 1


def test_a_table_of_something_else_is_refused(session):
    with pytest.raises(Refused, match=r"readings\.format"):
        bring(session, "1,2", head="a,b")


def test_a_gzip_file_is_read_and_a_broken_or_huge_one_refused(session, station, monkeypatch):
    packed = gzip.compress(file(row()))
    assert import_readings(session, packed).readings == 6
    with pytest.raises(Refused, match=r"readings\.compression"):
        import_readings(session, packed[:-9])
    monkeypatch.setattr("ledger.readings_import._MAX_UNPACKED", 50)
    with pytest.raises(Refused, match=r"readings\.compression"):
        import_readings(session, packed)


def test_the_real_hourly_files_come_in_with_their_gaps(session, sample_data):
    folder = sample_data / "geodata/hourly"
    make_station(session, code="1252A")
    make_station(session, code="330421001")
    since = datetime(2026, 7, 17, tzinfo=UTC)
    names = (
        "air_cnemc_yrd_2026-02-26_2026-07-24.csv.gz",
        "air_zjemc_north_zhejiang_2026-04-28_2026-07-24.csv.gz",
    )
    national, provincial = (
        import_readings(session, (folder / name).read_bytes(), since=since) for name in names
    )
    assert (len(national.unknown), len(provincial.unknown)) == (73, 44)
    assert national.last == datetime(2026, 7, 24, 11, tzinfo=UTC)
    assert provincial.last == datetime(2026, 7, 24, 10, tzinfo=UTC)
    # Hours are there or not as the file has them: never more than six values a row.
    for done in (national, provincial):
        assert 150 < done.rows <= 180
        assert done.rows * 5 < done.readings <= done.rows * 6
    count = session.scalar(select(func.count()).select_from(Reading))
    assert count == national.readings + provincial.readings
