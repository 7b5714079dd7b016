"""Points no aircraft flew are left out, each counted by its reason."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagery.logs import table
from imagery.logs.table import UNREADABLE
from tests.unit.imagery.logs.written import START, cleaned, reading, row


def test_every_point_left_out_is_counted_by_its_reason():
    found = reading(
        row(0, lon=0.0, lat=0.0),
        *(row(n) for n in range(1, 6)),
        row(6, lon=math.nan),
        row(7, lat=UNREADABLE),
        row(8, lat=99.0),
        row(9, lon=121.75),
        row(10, at_s=9e9),
        row(11),
    )
    no_fix = np.zeros(12, bool)
    no_fix[11] = True
    found.no_fix = no_fix
    left = cleaned(found)
    assert len(left.rows) == 5
    assert left.dropped == {
        "log.no_position": 1,
        "log.not_a_number": 1,
        "log.out_of_range": 1,
        "log.no_fix": 2,
        "log.time_invalid": 1,
        "log.jump": 1,
    }
    assert left.started_s == START.timestamp() + 1


def test_a_wrong_first_position_does_not_condemn_the_rest():
    left = cleaned(reading(row(0, lat=31.75), *(row(n) for n in range(1, 20))))
    assert left.dropped == {"log.jump": 1}
    assert len(left.rows) == 19


def test_a_pause_is_no_jump():
    left = cleaned(reading(*(row(n) for n in range(5)), *(row(n) for n in range(300, 305))))
    assert left.dropped == {}


def test_positions_that_jump_all_the_time_are_no_track():
    left = cleaned(reading(*(row(n, lat=30 + n % 2) for n in range(20))))
    assert left.dropped == {"log.jump": 20}


def test_times_that_are_all_impossible_leave_a_track_without_a_clock():
    left = cleaned(reading(*(row(n, at_s=9e9 + n, offset_s=n) for n in range(3))))
    assert (len(left.rows), left.started_s) == (3, None)
    assert left.reasons == ["log.time_invalid", "log.no_clock"]


def test_a_log_out_of_order_is_sorted_and_says_so():
    left = cleaned(reading(row(1), row(0), row(2)))
    assert np.diff(left.rows[:, table.AT]).tolist() == [1, 1]
    assert left.rows[:, table.OFFSET].tolist() == [0, 1, 2]
    assert left.reasons == ["log.time_disordered"]


@pytest.mark.parametrize(("lon", "hours"), [(120.75, 8), (-3.37, 0), (-106.2, -7)])
def test_a_clock_on_the_spot_becomes_utc_as_for_photos(lon, hours):
    left = cleaned(reading(row(0, lon=lon), local_clock=True))
    assert left.started_s == START.timestamp() - hours * 3600
    assert left.reasons == ["log.zone_assumed"]


def test_impossible_heights_and_angles_are_unknown_and_keep_their_point():
    changed = {"height_agl_m": 1e9, "yaw_deg": -90, "gimbal_pitch_deg": math.inf}
    left = cleaned(reading(row(0, **changed)))
    assert math.isnan(left.rows[0, table.HEIGHT])
    assert left.rows[0, table.YAW] == 270
    assert math.isnan(left.rows[0, table.GIMBAL_PITCH])


@given(st.lists(st.tuples(*(st.floats(width=32) for _ in table.COLUMNS)), min_size=1, max_size=30))
def test_whatever_numbers_come_every_record_is_kept_or_counted(rows):
    found = table.Reading(kind="csv", rows=np.array(rows, dtype=np.float64))
    left = cleaned(found)
    assert len(left.rows) + sum(left.dropped.values()) == len(rows)
    assert np.isfinite(left.rows[:, [table.LON, table.LAT]]).all()
