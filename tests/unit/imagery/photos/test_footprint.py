from __future__ import annotations

import cv2
import numpy as np
import pytest
from affine import Affine
from pyproj import CRS, Transformer
from scipy.spatial.transform import Rotation

from imagery.photos import Lens, Pose, Terrain, ground, ground_of
from imagery.photos.pose import lens_of

PLACE = (123.0, 31.0)
METRES = Transformer.from_crs(
    "EPSG:4326", f"+proj=aeqd +lon_0={PLACE[0]} +lat_0={PLACE[1]} +ellps=WGS84", always_xy=True
)
P4RTK = Lens(
    3659.78,
    5472,
    3648,
    2736 - 7.71,
    1824 + 45.9,
    k1=-0.269478,
    k2=0.115681,
    p1=-0.0000875619,
    p2=-0.000306177,
    k3=-0.0357628,
)


def metres(found):
    ring = np.array(found.polygon["coordinates"][0])
    return np.column_stack(METRES.transform(ring[:, 0], ring[:, 1]))


def by_other_means(lens, pose, pixels):
    """Where pixels lie on level ground: OpenCV undoes the lens, scipy turns the camera."""
    matrix = np.array([[lens.focal_px, 0, lens.cx], [0, lens.focal_px, lens.cy], [0, 0, 1]])
    terms = np.array([lens.k1, lens.k2, lens.p1, lens.p2, lens.k3])
    until = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 500, 1e-12)
    flat = cv2.undistortPoints(pixels.reshape(-1, 1, 2), matrix, terms, criteria=until)[:, 0]
    angles = [pose.yaw_deg, pose.pitch_deg, pose.roll_deg]
    turn = Rotation.from_euler("ZYX", angles, degrees=True)
    rays = turn.apply(np.column_stack([np.ones(len(flat)), flat]))
    return (rays * (pose.height_m / rays[:, 2:]))[:, [1, 0]]


def test_the_corners_agree_with_opencv_and_scipy_for_any_pose_and_lens():
    rng = np.random.default_rng(4)
    corners = np.array([[0, 0], [4000, 0], [4000, 3000], [0, 3000]], float)
    for _ in range(40):
        bend = rng.uniform([-0.1, -0.02, -1e-3, -1e-3, -0.01], [0.05, 0.05, 1e-3, 1e-3, 0.01])
        lens = Lens(rng.uniform(2900, 5000), 4000, 3000, 2020.0, 1480.0, *bend)
        pose = Pose(PLACE, rng.uniform(30, 120), *rng.uniform([-180, -90, -10], [180, -65, 10]))
        drawn = metres(ground_of(lens, pose))
        wanted = by_other_means(lens, pose, corners)
        missed = np.linalg.norm(drawn[:, None] - wanted[None], axis=2).min(axis=0)
        assert missed.max() < 0.002


def test_forty_metres_with_a_twenty_millimetre_lens_give_1_73_centimetres_everywhere():
    found = ground_of(Lens(20 / 34.6 * 4000, 4000, 2250), Pose(PLACE, 40, 0, -90))
    assert (found.gsd_m, found.gsd_worst_m) == (pytest.approx(0.0173), pytest.approx(0.0173))
    assert np.ptp(metres(found), axis=0) == pytest.approx([69.2, 38.925], abs=1e-3)


def test_an_oblique_view_counts_the_longer_side_of_a_pixel():
    found = ground_of(Lens(3000, 4000, 3000), Pose(PLACE, 50, 0, -45))
    assert found.gsd_m == pytest.approx(50 / 3000 / np.sin(np.pi / 4) ** 2, rel=1e-4)
    assert (found.reason, found.cut) == (None, False)
    assert found.gsd_worst_m > 4 * found.gsd_m


def test_with_the_horizon_in_it_a_frame_counts_up_to_sixty_degrees_and_says_why():
    found = ground_of(Lens(3000, 4000, 3000), Pose(PLACE, 50, 20, -10))
    assert (found.reason, found.cut) == ("photo.horizon", True)
    far = np.linalg.norm(metres(found), axis=1)
    assert far.max() == pytest.approx(50 * np.tan(np.radians(60)), rel=1e-3)
    assert far.min() > 40


@pytest.mark.parametrize("pitch", [0.0, 10.0, 60.0])
def test_a_frame_that_looks_over_all_ground_within_sixty_degrees_has_no_footprint(pitch):
    found = ground_of(Lens(3000, 4000, 3000), Pose(PLACE, 50, 0, pitch))
    assert (found.polygon, found.reason, found.gsd_worst_m) == (None, "photo.horizon", None)


def test_a_real_calibration_reaches_its_corners_and_bends_the_edges():
    found = ground_of(P4RTK, Pose(PLACE, 100, 30, -90))
    assert len(found.polygon["coordinates"][0]) == 33
    assert found.gsd_m == pytest.approx(100 / 3659.78, rel=0.01)
    pixels = np.array([[0, 0], [5472, 0], [5472, 3648], [100, 3000.0]])
    assert P4RTK.pixels(P4RTK.rays(pixels)) == pytest.approx(pixels, abs=0.01)


def test_a_lens_that_makes_no_sense_is_taken_as_straight_and_says_so():
    found = ground_of(Lens(3000, 4000, 3000, k1=-0.9), Pose(PLACE, 50, 0, -90))
    assert found.reason == "photo.lens_invalid"
    assert np.ptp(metres(found), axis=0) == pytest.approx([66.67, 50], abs=0.01)


def test_a_fisheye_lens_maps_pixels_to_rays_and_back():
    lens = Lens(1664.4, 1280, 960, 671.0, 447.0, fisheye=(0.0, 1.0, 0.0068, -0.1365))
    pixels = np.array([[0.0, 0], [1280, 960], [671, 447], [300, 900]])
    rays = lens.rays(pixels)
    assert lens.pixels(rays) == pytest.approx(pixels, abs=1e-6)
    assert rays[2] == pytest.approx([0, 0, 1])
    assert lens.central_px == pytest.approx(1664.4 * 2 / np.pi)


def test_a_camera_in_an_aircraft_s_floor_tilts_with_its_nose_and_wings():
    turn = Rotation.from_euler("ZYX", [206, 8, -2], degrees=True).as_matrix()
    to_world = np.array([[0, 1, 0], [1, 0, 0], [0, 0, -1]])
    nose, right, down = (to_world @ turn).T
    axes = Pose(PLACE, 70, 206, 8 - 90, -2, "body").axes
    assert axes == pytest.approx(np.stack([right, -nose, down]))


def test_nothing_is_below_a_camera_on_the_ground():
    assert ground_of(P4RTK, Pose(PLACE, 0.0, 0, -90)).reason == "photo.no_height"


def test_the_older_call_gives_the_same_outline():
    said = {"lonlat": PLACE, "height_m": 40, "yaw_deg": 10, "pitch_deg": -80, "roll_deg": 1}
    assert ground(**said, focal_px=3000, size=(4000, 3000)) == (
        ground_of(Lens(3000, 4000, 3000), Pose(PLACE, 40, 10, -80, 1)).polygon
    )


def test_a_lens_survives_its_way_through_json():
    assert lens_of({"focal_px": 9.0, "width": 4, "height": 3, "fisheye": [0, 1]}).fisheye == (0, 1)
    assert lens_of({}) is None


def terrain(heights):
    """Cells of one metre around the place, on the zone's middle meridian."""
    crs = CRS("EPSG:32651")
    x, y = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(*PLACE)
    rows, cols = heights.shape
    corner = Affine(1, 0, x - cols / 2, 0, -1, y + rows / 2)
    return Terrain(heights.astype(float), corner, crs)


EAST = np.broadcast_to(np.arange(300) - 149.5, (300, 300))
WIDE = Lens(3000, 4000, 3000)


def test_level_terrain_changes_nothing():
    pose = Pose(PLACE, 50, 33, -70)
    level, without = (ground_of(WIDE, pose, terrain=t) for t in (terrain(EAST * 0 + 37), None))
    missed = np.linalg.norm(metres(without)[:, None] - metres(level)[None], axis=2).min(axis=1)
    assert missed.max() < 0.02


def test_rising_ground_is_met_sooner_and_falling_ground_later():
    drawn = metres(ground_of(WIDE, Pose(PLACE, 50, 0, -90), terrain=terrain(100 + 0.2 * EAST)))
    side = 2000 / 3000
    assert drawn[:, 0].max() == pytest.approx(50 * side / (1 + 0.2 * side), rel=2e-3)
    assert drawn[:, 0].min() == pytest.approx(-50 * side / (1 - 0.2 * side), rel=2e-3)


def test_what_lies_behind_a_wall_is_not_seen():
    wall = np.where((EAST > 10) & (EAST < 15), 45.0, 0.0)
    drawn = metres(ground_of(WIDE, Pose(PLACE, 50, 0, -90), terrain=terrain(wall)))
    assert 9 < drawn[:, 0].max() < 11


def test_where_the_terrain_says_nothing_the_ground_is_level():
    pose = Pose(PLACE, 50, 0, -90)
    hole = np.where(np.abs(EAST) < 5, 20.0, np.nan)
    found = ground_of(WIDE, pose, terrain=terrain(hole))
    assert np.ptp(metres(found)[:, 0]) == pytest.approx(66.67, abs=0.1)
