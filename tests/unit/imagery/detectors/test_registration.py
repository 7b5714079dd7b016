"""Registration finds a known move to a tenth of a pixel, and says when it cannot tell."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from scipy import ndimage

from geo.errors import Refused
from imagery.detectors import registration
from imagery.detectors.registration import aligned, check, register


def _ground(side, seed=0):
    """Fields of different colour with texture at several scales."""
    rng = np.random.default_rng(seed)
    fields = rng.normal(size=(side // 24 + 1, side // 24 + 1)).astype(np.float32)
    fine = ndimage.gaussian_filter(rng.normal(size=(side, side)), 1.0)
    broad = ndimage.gaussian_filter(rng.normal(size=(side, side)), 6)
    parcels = cv2.resize(fields, (side, side), interpolation=cv2.INTER_NEAREST)
    return (parcels + 2 * fine + 20 * broad).astype(np.float32)


def _map(side, dx, dy, degrees=0.0):
    turn = np.deg2rad(degrees)
    matrix = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0]])
    middle = np.full(2, side / 2)
    matrix[:, 2] = middle - matrix[:, :2] @ middle + [dx, dy]
    return matrix


def _moved(plane, matrix):
    return cv2.warpAffine(
        plane, matrix, plane.shape[::-1], flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT
    )


def _error(found, matrix, side):
    points = np.array([(x, y, 1) for x in (0.1, 0.9) for y in (0.1, 0.9)]) * [side, side, 1]
    return np.linalg.norm(points @ found.matrix.T - points @ matrix.T, axis=1).max()


@pytest.mark.parametrize("side", [200, 512, 1500])
@pytest.mark.parametrize(
    "move", [(0, 0, 0), (0.37, -0.62, 0), (3.3, -4.8, 0), (20.4, 15.7, 0), (1.2, 0.4, 0.1)]
)
def test_a_known_move_is_found_to_a_tenth_of_a_pixel(side, move):
    image, matrix = _ground(side), _map(side, *move)
    found = register(image, _moved(image, matrix))
    assert found.trusted
    assert _error(found, matrix, side) < 0.1
    assert found.residual_px < 0.1


def test_other_light_and_turned_contrast_do_not_matter():
    side = 512
    image, matrix = _ground(side), _map(side, 2.3, -1.6)
    light = 400 - 90 * np.tanh(_moved(image, matrix) / 3)
    noise = np.random.default_rng(5).normal(0, 9, light.shape)
    found = register(image, (light + noise).astype(np.float32))
    assert _error(found, matrix, side) < 0.1


def test_fields_of_another_season_are_outvoted_by_what_stayed():
    side = 700
    image, matrix = _ground(side), _map(side, 4.2, 2.7)
    other = _moved(image, matrix)
    other[:, : side // 2] = _ground(side, seed=9)[:, : side // 2]
    found = register(image, other)
    assert found.trusted
    assert found.inliers < found.tiles
    assert _error(found, matrix, side) < 0.3


def test_moving_cloud_is_left_out_by_the_stable_mask():
    side = 512
    image, matrix = _ground(side), _map(side, 3.0, 1.0)
    reference = _moved(image, matrix)
    cloud = np.zeros((side, side), bool)
    cloud[:, 100:] = True
    sky = 40 * _ground(side, seed=3)
    image, reference = np.where(cloud, sky, image), np.where(cloud, np.roll(sky, 30, 1), reference)
    misled = register(image.astype(np.float32), reference.astype(np.float32))
    found = register(image.astype(np.float32), reference.astype(np.float32), ~cloud)
    assert _error(misled, matrix, side) > 5
    assert not found.trusted or _error(found, matrix, side) < 0.5


def test_half_a_scene_of_water_is_left_out_and_the_rest_decides():
    side = 512
    image, matrix = _ground(side), _map(side, 3.0, 1.0)
    stable = np.ones((side, side), bool)
    stable[:, 200:360] = False
    found = register(image, _moved(image, matrix), stable)
    assert found.trusted
    assert _error(found, matrix, side) < 0.1


def test_holes_and_borders_do_not_pull():
    side = 400
    image, matrix = _ground(side), _map(side, 3.0, -2.0)
    reference = _moved(image, matrix)
    image[:60] = np.nan
    reference[:, -50:] = np.nan
    image[150:170, 150:170] = np.nan
    assert _error(register(image, reference), matrix, side) < 0.15


@pytest.mark.parametrize("seed", range(6))
def test_unrelated_ground_is_not_trusted(seed):
    found = register(_ground(400, seed), _ground(400, seed + 50))
    assert not found.trusted
    assert np.array_equal(found.matrix, np.eye(2, 3))


@pytest.mark.parametrize("value", [0.0, np.nan])
def test_constant_and_empty_planes_are_not_trusted(value):
    flat = np.full((300, 300), value, np.float32)
    assert not register(_ground(300), flat).trusted
    assert not register(flat, flat).trusted


def test_a_tiny_scene_is_not_trusted_even_with_itself():
    assert not register(_ground(63), _ground(63)).trusted
    assert register(_ground(64), _ground(64)).trusted


def test_an_aligned_reference_lies_on_the_image_and_says_where_it_ends():
    side = 400
    image, matrix = _ground(side), _map(side, 12.0, -7.0, 0.1)
    reference = _moved(image, matrix)
    found = register(image, reference)
    back = aligned(reference, found)
    known = np.isfinite(back)
    inner = (slice(40, -40), slice(40, -40))
    off = np.abs(back - image)[inner]
    assert known[inner].all()
    assert not known.all()
    assert np.median(off) < 0.2 * np.abs(reference - image)[inner].mean()


def test_a_block_is_aligned_as_the_whole_is():
    side = 400
    image, matrix = _ground(side), _map(side, 3.4, -2.3, 0.15)
    reference = _moved(image, matrix)
    found = register(image, reference)
    block = (slice(100, 300), slice(160, 330))
    part = aligned(reference[block], found.at(100, 160))
    inner = (slice(10, -10), slice(10, -10))
    assert np.allclose(part[inner], aligned(reference, found)[block][inner], atol=0.05)


def test_a_scene_read_by_windows_is_registered_as_the_whole_and_only_its_cells_are_read():
    side = 1500
    image, matrix = _ground(side), _map(side, 5.0, 3.0)
    reference = _moved(image, matrix)
    read = []

    def window(frame):
        read.append(frame)
        return (
            registration.cut(image, frame, fill=np.nan),
            registration.cut(reference, frame, fill=np.nan),
            None,
        )

    found = registration.register_by(window, (side, side))
    assert np.array_equal(found.matrix, register(image, reference).matrix)
    assert len(read) <= 40
    assert max(max(frame.shape) for frame in read) < 300


def test_too_large_a_move_is_refused_and_an_unknown_one_is_not():
    image = _ground(400)
    found = register(image, _moved(image, _map(400, 5.0, 0.0)))
    with pytest.raises(Refused) as refused:
        check(found, 3.0)
    assert refused.value.code == "detect.misaligned"
    assert "5.0" in refused.value.text("en")
    check(found, 6.0)
    check(registration.unknown(), 3.0)


def test_the_detail_gives_shift_residual_and_votes_or_says_unknown():
    image = _ground(400)
    detail = register(image, _moved(image, _map(400, 3.0, 4.0))).detail
    assert detail["shift_px"] == pytest.approx(5.0, abs=0.1)
    assert detail["registration_residual_px"] < 0.1
    assert registration.unknown().detail == {"shift_px": "unknown"}
