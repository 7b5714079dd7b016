"""The clock offset from positions, points between points, and the profile."""

from datetime import timedelta

import pytest

from imagery.logs import TrackPoint, at, at_offset, clock_offset, decimated
from tests.unit.imagery.logs.written import START, points


def photos(shift_s, *, moments=range(3, 57, 4), wrong=0):
    """Photos along the track, their clock ``shift_s`` behind; the last ones lie elsewhere."""
    track = points()
    taken = []
    for n in moments:
        seen = at(track, START + timedelta(seconds=n + 0.5))
        taken.append((seen.at - timedelta(seconds=shift_s), seen.lon, seen.lat))
    bad = [(moment, lon + 1, lat) for moment, lon, lat in taken[:wrong]]
    return taken[wrong:] + bad


@pytest.mark.parametrize("shift_s", [0.0, 7.3, -8 * 3600.0, 400 * 86400.0])
def test_the_offset_is_found_whatever_the_clocks_claim(shift_s):
    found = clock_offset(points(), photos(shift_s))
    assert found.seconds == pytest.approx(shift_s, abs=0.1)
    assert found.matched == 14
    assert found.residual_m < 0.5
    assert found.spread_s < 0.5


def test_wrong_positions_have_no_pull():
    found = clock_offset(points(), photos(7.3, wrong=5))
    assert found.seconds == pytest.approx(7.3, abs=0.1)
    assert found.matched == 9


def test_photos_of_another_day_do_not_hide_the_offset():
    other = [(moment + timedelta(days=30), lon, lat) for moment, lon, lat in photos(7.3)[::2]]
    found = clock_offset(points(), [*photos(7.3), *other])
    assert found.seconds == pytest.approx(7.3, abs=0.1)
    assert found.matched == 14


def test_a_hover_a_track_elsewhere_and_a_log_without_clock_give_no_offset():
    track = points()
    hover = [TrackPoint(at=START + timedelta(seconds=n), lon=120.75, lat=30.75) for n in range(300)]
    still = [(START + timedelta(seconds=n), 120.75, 30.75) for n in (10, 20, 30)]
    assert clock_offset(hover, still) is None
    assert clock_offset(track, [(moment, 10.0, 50.0) for moment, _, _ in still]) is None
    assert clock_offset([TrackPoint(at=None, lon=1, lat=1)] * 5, still) is None
    assert clock_offset(track, photos(0)[:2]) is None


def test_a_point_between_points_is_interpolated_the_short_way_round():
    track = [
        TrackPoint(at=START, lon=179.999, lat=10, yaw_deg=350, gimbal_pitch_deg=-90, offset_s=0),
        TrackPoint(at=START + timedelta(seconds=2), lon=-179.999, lat=11, yaw_deg=20, offset_s=2),
    ]
    middle = at(track, START + timedelta(seconds=1))
    assert abs(middle.lon) == pytest.approx(180)
    assert (middle.lat, middle.yaw_deg, middle.gimbal_pitch_deg) == (10.5, 5, None)
    assert at_offset(track, 0.5).at == START + timedelta(seconds=0.5)


def test_nothing_is_told_outside_the_log_or_inside_a_gap():
    track = [*points(3), *(TrackPoint(at=START + timedelta(seconds=99), lon=120.75, lat=30.75),)]
    assert at(track, START - timedelta(seconds=1)) is None
    assert at(track, START + timedelta(seconds=50)) is None
    assert at(track, START + timedelta(seconds=100)) is None
    assert at(track, START + timedelta(seconds=2)) == track[2]
    assert at([], START) is None


def test_the_profile_is_short_and_keeps_the_highest_point_and_the_speed():
    track = points(5000)
    top = TrackPoint(at=track[777].at, lon=120.75, lat=30.75, height_agl_m=999, offset_s=777)
    track[777] = top
    shown = decimated(track, 100)
    assert len(shown) <= 100
    assert max(step["height_m"] for step in shown) == 999
    assert (shown[0]["t_s"], shown[-1]["t_s"]) == (0, 4999)
    step = decimated(points(8))[3]
    assert (step["t_s"], step["lon"], step["lat"]) == (3.0, 120.75, 30.7503)
    assert (step["height_m"], step["speed_m_s"]) == (40.0, 11.12)
    assert decimated([]) == []
