from __future__ import annotations

import cv2
import numpy as np
import pytest
import rasterio

from imagery.intake import take_in
from tests.unit.imagery.mosaic.flight import offsets, truth_at

TIED = [f"s{strip}{number}" for strip in range(3) for number in range(4)]


def test_the_ground_lies_where_it_is_without_collapse_or_turn(flight):
    found = offsets(flight.ground, flight.out)
    assert len(found) >= 12
    at = found[:, :2] - found[:, :2].mean(axis=0)
    off = found[:, 2:]
    assert np.hypot(*off.mean(axis=0)) < 0.8  # twelve GPS places with 0.7 m of noise
    steps = at[:, 0] + 1j * at[:, 1]
    moved = (off[:, 0] - off[:, 0].mean()) + 1j * (off[:, 1] - off[:, 1].mean())
    growth = np.sum(np.conj(steps) * moved) / np.sum(np.abs(steps) ** 2)
    assert abs(growth.real) < 0.02  # recorded heights are 10 % too small
    assert abs(np.degrees(growth.imag)) < 1.5


@pytest.mark.parametrize("name", TIED)
def test_every_overlapping_frame_is_tied_near_its_true_pose(flight, name):
    told, shot = flight.told(name), flight.shots[name]
    assert (told.used, told.placed_by, told.reason) == (True, "ties", "")
    assert told.ties >= 30
    assert abs((told.yaw_deg - shot.yaw_deg + 180) % 360 - 180) < 3
    assert told.height_m == pytest.approx(shot.height_m, rel=0.03)


def test_headings_recorded_the_wrong_way_round_are_found(flight):
    flipped = {f.name for f in flight.result.frames if f.yaw_flipped and f.placed_by == "ties"}
    assert flipped == {"s10", "s11", "s12", "s13"}


def test_held_out_points_agree_within_a_pixel_or_two(flight):
    assert flight.result.ties_held_out >= 100
    assert flight.result.tie_median_gsd < 1.5
    assert flight.result.tie_p90_gsd < 4


def test_open_water_is_laid_by_gps_below_the_rest(flight):
    told = flight.told("water")
    assert (told.used, told.placed_by, told.reason) == (True, "gps", "mosaic.no_ties")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("unrelated", "mosaic.does_not_fit"),
        ("oblique", "mosaic.oblique"),
        ("far", "mosaic.far_away"),
        ("no_height", "photo.no_height"),
        ("no_place", "photo.unplaced"),
        ("twice", "mosaic.duplicate"),
    ],
)
def test_what_does_not_fit_stays_out_with_a_reason(flight, name, reason):
    told = flight.told(name)
    assert (told.used, told.reason, told.placed_by) == (False, reason, "")


def test_brightness_is_evened_between_frames(flight):
    """Frames were taken with gains from 0.8 to 1.15; what is left over the land is small."""
    with rasterio.open(flight.out) as file:
        seen = cv2.blur(file.read(2).astype(np.float32), (41, 41))
        true = truth_at(flight.ground, file.transform, file.height, file.width, 0, 0)[..., 1]
        mask = cv2.erode(file.read_masks(1), np.ones((81, 81)), borderValue=0) > 0
    ratio = np.log(seen[mask] / cv2.blur(true.astype(np.float32), (41, 41))[mask])
    assert ratio.std() < 0.06


def test_intake_takes_the_mosaic_unchanged(flight, tmp_path):
    stored = take_in(flight.out, filename="mosaic.tif", out_dir=tmp_path, display=False)
    assert stored.accepted
    assert stored.crs == flight.result.crs == "EPSG:32651"
    assert stored.gsd_m == pytest.approx(flight.result.gsd_m, rel=0.01)


def test_a_pixel_of_a_frame_is_found_on_the_ground(flight):
    told, shot = flight.told("s21"), flight.shots["s21"]
    east, north, one = np.array(told.ground_from_pixel) @ (240, 180, 1)
    slope = np.tan(np.radians(shot.pitch_deg + 90)) * shot.height_m
    azimuth = np.radians(shot.yaw_deg)
    expected = (shot.east + slope * np.sin(azimuth), shot.north + slope * np.cos(azimuth))
    assert np.hypot(east / one - 281_000 - expected[0], north / one - 3_403_000 - expected[1]) < 1.2
