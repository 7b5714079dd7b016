from __future__ import annotations

import cv2
import numpy as np
import pytest

from imagery.mosaic import pictures
from imagery.mosaic.network import Network
from imagery.mosaic.pictures import Pictures
from imagery.mosaic.pose import State, levelled, placed, unwrapped
from imagery.mosaic.sheet import Sheet
from imagery.mosaic.weights import blended
from imagery.photos.pose import Lens, Pose

BENT = Lens(1000.0, 2000, 1500, k1=-0.1, k2=0.02, p1=0.001)


def _state(rng: np.random.Generator, n: int = 3) -> State:
    return State(
        rng.normal(0, 10, (n, 2)),
        rng.uniform(-3, 3, n),
        rng.uniform(35, 45, n),
        rng.normal(0, 0.04, (n, 2)),
        np.array([0.05, -0.08]),
        np.array([0.01, -0.005]),
    )


def test_a_pixel_goes_to_the_sloping_ground_and_back():
    rng = np.random.default_rng(1)
    axes = levelled(Pose((0, 0), 40, 30, -84, 3)).axes
    frame = placed(BENT, axes, _state(rng), 1)
    pixels = rng.uniform((50, 50), (1950, 1450), (40, 2))
    assert frame.pixels(frame.ground(pixels)) == pytest.approx(pixels, abs=0.2)


def test_a_roll_of_180_straight_down_is_a_turned_heading():
    told = levelled(Pose((0, 0), 40, 30, -90, 180))
    assert abs(unwrapped(told.yaw_rad - np.radians(-150))) < 1e-6
    assert told.axes == pytest.approx(levelled(Pose((0, 0), 40, 0, -90)).axes, abs=1e-9)


def test_derivatives_are_those_of_the_residuals():
    """A shrinking block must not pay: residuals are in pixels of the height above the ground."""
    rng = np.random.default_rng(2)
    state, m = _state(rng), 12
    first = rng.integers(0, 3, m)
    tangents = rng.normal(0, 0.3, (2, m, 2))
    axes = np.stack([levelled(Pose((0, 0), 40, 0, -88, 1)).axes] * 3)
    held = np.zeros(m, bool)
    net = Network(first, (first + 1) % 3, *tangents, held, axes, np.full(3, 1000.0))
    by_first, _, _ = net.derivatives(state)
    step = 1e-5
    grown = State(
        state.xy,
        state.yaw,
        np.where(np.arange(3) == 0, state.height * np.exp(step), state.height),
        state.tilt,
        state.slope,
        state.k,
    )
    changed = (net.residuals(grown) - net.residuals(state)) / step
    mine = (first == 0) & ((first + 1) % 3 != 0)
    assert by_first[mine, :, 3] == pytest.approx(changed[mine], rel=1e-3, abs=0.05)


def test_a_place_takes_the_nearest_nadir_and_edges_fade():
    far = np.array([[1.0, 5.0, 9.9], [9.0, 5.0, 10.0]], np.float32)
    alpha = np.array([[1.0, 1.0, 0.25], [1.0, 1.0, 1.0]], np.float32)
    weights = blended(far, alpha, 0.5)
    assert weights.sum(axis=0) == pytest.approx(1)
    assert weights[:, 0].tolist() == [1, 0]
    assert weights[:, 1].tolist() == [0.5, 0.5]
    assert weights[1, 2] > weights[0, 2] > 0
    assert blended(far, np.zeros_like(alpha), 0.5).sum() == 0


def test_decoded_pictures_stay_within_their_budget(tmp_path, monkeypatch):
    paths = []
    for number in range(6):
        paths.append(tmp_path / f"{number}.jpg")
        cv2.imwrite(str(paths[-1]), np.full((100, 100, 3), 40 * number, np.uint8))
    monkeypatch.setattr(pictures, "BUDGET_BYTES", 70_000)
    kept = Pictures(paths)
    for number in (0, 1, 2, 2, 1, 3, 4, 5, 1):
        assert abs(int(kept[number][50, 50, 0]) - 40 * number) < 3
        assert sum(p.nbytes for p in kept._kept.values()) <= 70_000
    assert kept.decoded == 7
    assert Pictures(paths, shrink=4)[0].shape == (25, 25, 3)


def test_tiles_cover_the_sheet_once_and_neighbours_follow_each_other():
    sheet = Sheet(0.0, 0.0, 0.1, 1300, 1100)
    tiles = list(sheet.tiles())
    assert sum(t.width * t.height for t in tiles) == 1300 * 1100
    assert [(t.row, t.col) for t in tiles[:4]] == [(0, 0), (0, 512), (512, 0), (512, 512)]
