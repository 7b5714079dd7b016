from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import rasterio

from geo.errors import Refused
from imagery.mosaic import mosaic, rectified
from tests.unit.imagery.mosaic.flight import CONVERGENCE_DEG, Shot, moved, offsets, painted


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("small")


@pytest.fixture(scope="module")
def two(folder, ground):
    return [Shot("a", -8, 0, 70).taken(folder, ground), Shot("b", 6, 4, 70).taken(folder, ground)]


def test_two_frames_tell_north_from_their_baseline(two, folder):
    lying = [replace(f, yaw_deg=f.yaw_deg + 180) for f in two]
    result = mosaic(lying, folder / "two.tif")
    assert [f.placed_by for f in result.frames] == ["ties", "ties"]
    assert all(f.yaw_flipped for f in result.frames)
    assert result.frames[0].yaw_deg == pytest.approx(70, abs=4)


def test_two_frames_from_one_place_cannot_tell_north(folder, ground, two):
    near = Shot("c", -7.9, 0.1, 72).taken(folder, ground)
    with pytest.raises(Refused) as refusal:
        mosaic([two[0], near], folder / "near.tif")
    assert refusal.value.code == "mosaic.nothing_fits"
    frames = refusal.value.params["frames"]
    assert {(f["used"], f["reason"]) for f in frames} == {(False, "mosaic.yaw_unknown")}
    assert not (folder / "near.tif").exists()


def test_frames_that_share_nothing_make_no_mosaic(folder, two):
    other = Shot("d", 2, 0, 70).taken(folder, painted(4, water=False))
    with pytest.raises(Refused, match="nothing_fits"):
        mosaic([two[0], other], folder / "none.tif")


def test_a_pair_from_elsewhere_is_not_laid_over_the_flight(folder, ground, two):
    elsewhere = painted(4, water=False)
    pair = [
        Shot("e", -4, 2, 70).taken(folder, elsewhere),
        Shot("f", 5, -3, 70).taken(folder, elsewhere),
    ]
    third = Shot("g", -12, 8, 70).taken(folder, ground)
    result = mosaic([*two, third, *pair], folder / "pair.tif")
    told = {f.name: (f.used, f.reason) for f in result.frames}
    assert told["e"] == told["f"] == (False, "mosaic.does_not_fit")
    assert told["a"] == told["b"] == told["g"] == (True, "")


def test_two_groups_apart_are_both_laid_and_said_to_be_apart(folder, ground, two):
    west = [
        Shot("h", -62, -44, 70).taken(folder, ground),
        Shot("i", -53, -50, 70).taken(folder, ground),
    ]
    third = Shot("j", 2, -7, 70).taken(folder, ground)
    result = mosaic([*two, third, *west], folder / "apart.tif")
    told = {f.name: (f.used, f.reason) for f in result.frames}
    assert told["h"] == told["i"] == (True, "mosaic.separate_block")
    assert told["a"] == (True, "")


def test_a_wrong_gps_place_of_one_frame_does_not_pull_the_others(folder, ground):
    frames = [
        Shot(f"k{i}", east, north, 70).taken(folder, ground, i)
        for i, (east, north) in enumerate([(-20, 0), (-8, 0), (4, 0), (-20, 12), (-8, 12), (4, 12)])
    ]
    frames[1] = moved(frames[1], 9, 9)
    result = mosaic(frames, folder / "gps.tif")
    told = {f.name: f for f in result.frames}
    assert (told["k1"].used, told["k1"].reason) == (False, "mosaic.shift_off")
    assert max(f.shift_m for name, f in told.items() if name != "k1") < 1


def test_a_hillside_lies_at_its_place(folder, ground):
    """Eight degrees at 40 m: laid level, it would lie 5 m beside."""
    frames = [
        Shot(f"m{i}", east, north, 70).taken(folder, ground, i, slope=0.14)
        for i, (east, north) in enumerate(np.mgrid[-21:15:3j, -16:15:3j].reshape(2, -1).T)
    ]
    mosaic(frames, folder / "hill.tif")
    found = offsets(ground, folder / "hill.tif")
    assert len(found) > 8
    assert np.hypot(*found[:, 2:].T).max() < 1


@pytest.mark.parametrize("how", [lambda f, out: mosaic([f], out), rectified])
def test_one_frame_is_laid_as_recorded_and_called_uncertain(folder, two, how):
    out = folder / "one.tif"
    result = how(two[0], out)
    (told,) = result.frames
    assert (told.used, told.placed_by, told.reason) == (True, "gps", "mosaic.one_frame")
    assert (result.tie_median_gsd, result.ties_held_out) == (None, 0)
    assert told.yaw_deg == pytest.approx(70, abs=0.1)
    with rasterio.open(out) as file:
        top = np.argwhere(file.read_masks(1) > 0).mean(axis=0)
        east, north = file.transform @ (top[1], top[0])
    assert (east - 281_000, north - 3_403_000) == pytest.approx((-8, 0), abs=0.3)
    assert result.gsd_m == pytest.approx(0.1, rel=0.01)
    assert CONVERGENCE_DEG < -1


def test_a_frame_without_heading_joins_but_cannot_stand_alone(folder, two):
    silent = [replace(two[0], yaw_deg=None), two[1]]
    result = mosaic(silent, folder / "silent.tif")
    assert result.frames[0].placed_by == "ties"
    assert not result.frames[0].yaw_flipped
    with pytest.raises(Refused, match="photo.no_attitude"):
        rectified(silent[0], folder / "alone.tif")


def test_a_pixel_size_may_be_asked_for_within_reason(folder, two):
    result = mosaic(two, folder / "coarse.tif", gsd_m=0.4)
    assert result.gsd_m == pytest.approx(0.4)
    with pytest.raises(Refused, match="mosaic.gsd"):
        mosaic(two, folder / "fine.tif", gsd_m=0.001)


def test_no_usable_frame_is_refused_with_each_reason(folder, two):
    odd = replace(two[1], name="odd", height_m=float("nan"))
    frames = [replace(two[0], height_m=None), replace(two[1], focal_px=None), odd]
    with pytest.raises(Refused) as refusal:
        mosaic(frames, folder / "x.tif")
    reasons = [f["reason"] for f in refusal.value.params["frames"]]
    assert (refusal.value.code, reasons) == (
        "mosaic.no_frames",
        ["photo.no_height", "photo.no_focal_length", "photo.bad_numbers"],
    )
