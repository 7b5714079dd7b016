"""DJI's and Autel's subtitles, and the order of their coordinates."""

import math

import pytest

from imagery.logs import order, table
from imagery.logs.readers import srt
from imagery.logs.request import Request
from tests.unit.imagery.logs.written import code_of, subtitle


@pytest.fixture
def read(tmp_path):
    def reader(text, encoding="utf-8"):
        path = tmp_path / "input"
        path.write_text(text, encoding=encoding)
        return srt.read(Request(path=path))

    return reader


@pytest.mark.parametrize("key", ["longitude", "longtitude"])
def test_named_coordinates_are_read_in_both_spellings(read, key):
    cue = f"2026-03-01 09:00:00,774,808\n[latitude : 30.75] [{key} : 120.75] [altitude: 12.5]"
    found = read(subtitle(cue))
    assert found.pairs is None
    assert found.rows[0, [table.LON, table.LAT, table.ALTITUDE]].tolist() == [120.75, 30.75, 12.5]
    assert found.rows[0, table.AT] % 1 == pytest.approx(0.774808, abs=1e-5)
    assert found.reasons == ["log.height_reference_unknown"]


def test_height_above_take_off_and_above_the_sea_are_kept_apart(read):
    found = read(subtitle("[latitude: 1.5] [longitude: 2.5] [rel_alt: 41.200 abs_alt: 57.9]"))
    assert found.rows[0, [table.HEIGHT, table.ALTITUDE]].tolist() == [41.2, 57.9]
    assert found.reasons == []


def test_attitude_of_aircraft_and_gimbal_are_taken_from_their_own_brackets(read):
    cue = (
        "GPS (-58.851745, -34.237922, 15), HOME (-58.847509, -34.232707, -57.98m), D 698.70m, "
        "H 85.80m, H.S 2.88m/s, V.S 0.00m/s, F.PRY (2.7°, -7.0°, 110.1°), "
        "G.PRY (-24.4°, 0.0°, 110.4°)"
    )
    found = read(subtitle(cue))
    values = [table.HEIGHT, table.SPEED, table.YAW, table.GIMBAL_YAW, table.GIMBAL_PITCH]
    assert found.rows[0, values].tolist() == [85.8, 2.88, 110.1, 110.4, -24.4]
    assert found.home_distance_m.tolist() == [698.7]


def test_letters_name_the_axis_so_nothing_is_asked(read):
    found = read(subtitle("HOME(E: 114.1, N: 22.6) GPS(W: 1.5, S: 22.5, 12.30m)"))
    assert found.pairs is None
    assert found.rows[0, [table.LON, table.LAT]].tolist() == [-1.5, -22.5]


def test_an_rtk_position_and_a_height_with_its_unit_are_read(read):
    found = read(subtitle("RTK (120.083799, 30.213635, 28), BAROMETER:85.7M"))
    assert found.pairs.tolist() == [[120.083799, 30.213635]]
    assert found.rows[0, table.HEIGHT] == 85.7


def test_utf_16_and_a_lone_first_second_are_read(read):
    found = read(subtitle("GPS(120.75,30.75,16) BAROMETER:1.9", first=1), encoding="utf-16")
    assert found.rows[0, [table.OFFSET, table.HEIGHT]].tolist() == [1.0, 1.9]


def test_a_subtitle_of_a_film_is_refused(read):
    assert code_of(lambda: read(subtitle("- Where are we?", "- Near the inlet."))) == (
        "log.not_telemetry"
    )


def test_a_longitude_beyond_90_proves_the_order(read):
    assert order.disproved(read(subtitle("GPS(120.75,30.75,16)"))) == {order.LATLON}
    assert order.disproved(read(subtitle("GPS (30.75, 120.75, 16)"))) == {order.LONLAT}


def test_one_bad_cue_beyond_90_proves_nothing(read):
    cues = ["GPS(20.75,30.75,16)"] * 5
    assert order.disproved(read(subtitle(*cues, "GPS(120.75,30.75,16)"))) == set()


def test_the_distance_from_home_proves_the_order(read):
    cues = [
        f"GPS (-58.8517, -34.{2379 + n}, 15), HOME (-58.8475, -34.2327, 0m), D {d}m, H 5m"
        for n, d in enumerate((694.4, 702.2, 710.3))
    ]
    assert order.disproved(read(subtitle(*cues))) == {order.LATLON}


def test_a_speed_too_small_for_the_way_flown_proves_the_order(read):
    """Eastwards at 60 degrees north a degree is half as long as it would be read as latitude."""
    cues = [f"GPS ({8 + n * 2e-4:.6f}, 60.0, 15), D n/a, H 5m, H.S 11.1m/s" for n in range(40)]
    assert order.disproved(read(subtitle(*cues))) == {order.LATLON}


def test_a_hover_proves_nothing(read):
    cues = [f"GPS (8.2090, 47.4692, 18), D {49 - n}.0m, H 45.6m, H.S 1.0m/s" for n in range(8)]
    assert order.disproved(read(subtitle(*cues))) == set()


def test_what_is_no_number_is_told_from_what_is_missing(read):
    found = read(subtitle("[latitude: 1e400] [longitude: nan]", "[iso: 100] 2026-03-01 09:00:00"))
    assert math.isinf(found.rows[0, table.LON])
    assert math.isnan(found.rows[1, table.LON])
