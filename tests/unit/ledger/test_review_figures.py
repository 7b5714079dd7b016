"""Figures of the desk: where a picture's pixels lie, and where the sun stood."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import shapely
from shapely.geometry import MultiPolygon, Point, box

from geo.crs import to_degrees, to_metres
from ledger import review_frame, review_sun
from tests.factories import make_scene

AROUND = (120.9, 30.7)  # 0.9 degrees off its zone's middle: the grid is turned by half a degree
ZENITH_NREL = 50.11162
REFRACTION_NREL = 0.0141


def picture(side_m: float, width: int = 640):
    middle = to_metres(Point(AROUND), around=AROUND)
    x, y = middle.x - side_m / 2, middle.y - side_m / 2
    square = box(x, y, x + side_m, y + side_m)
    bounds = to_degrees(square, around=AROUND).bounds
    pixels = {"m_per_px": side_m / width}
    return {"bbox": [round(v, 7) for v in bounds], "width": width, "pixels": pixels}, (x, y)


@pytest.mark.parametrize(("side_m", "within_m"), [(40, 0.02), (500, 0.02), (4000, 0.8)])
def test_a_pixel_lies_where_the_affine_says(side_m, within_m):
    entry, (west, south) = picture(side_m)
    a, b, c, d, e, f = review_frame.lonlat_affine(entry, AROUND)
    for px, py in [(0, 0), (640, 0), (320, 320), (100, 600)]:
        there = to_metres(Point(a * px + b * py + c, d * px + e * py + f), around=AROUND)
        step = side_m / 640
        expected = Point(west + px * step, south + side_m - py * step)
        assert there.distance(expected) < within_m


def test_an_outline_in_pixels_comes_back_to_its_ground():
    entry, _ = picture(200)
    a, b, c, d, e, f = review_frame.lonlat_affine(entry, AROUND)
    hole = box(120.9001, 30.7001, 120.9002, 30.7002)
    found = box(120.9, 30.7, 120.9005, 30.7005).difference(hole)
    shape = MultiPolygon([found, box(120.8995, 30.6995, 120.8996, 30.6996)])
    drawn = review_frame.outline(entry, shape, AROUND)
    assert (len(drawn["polygons"]), len(drawn["holes"])) == (2, 1)
    back = [(a * x + b * y + c, d * x + e * y + f) for x, y in drawn["polygons"][0]]
    there = shapely.Polygon(back)
    assert there.hausdorff_distance(shapely.Polygon(found.exterior)) < 5e-7


def test_a_picture_without_a_place_is_none():
    assert not review_frame.is_placed({"kind": "frame", "pixel_polygon": [[0, 0]], "width": 9})


def test_the_sun_stands_where_the_published_example_says():
    """NREL's solar position algorithm, Reda and Andreas 2008, example of appendix A.5."""
    moment = datetime(2003, 10, 17, 19, 30, 30, tzinfo=UTC)
    sun = review_sun.position(moment, (-105.1786, 39.742476))
    assert sun.elevation_deg == pytest.approx(90 - ZENITH_NREL - REFRACTION_NREL, abs=0.02)
    assert sun.azimuth_deg == pytest.approx(194.34024, abs=0.02)


def test_the_sun_is_high_at_noon_and_below_the_horizon_at_midnight():
    at = datetime(2026, 6, 21, 4, tzinfo=UTC)
    assert review_sun.position(at, (120, 30)).elevation_deg == pytest.approx(83.4, abs=0.3)
    assert review_sun.position(at + timedelta(hours=12), (120, 30)).elevation_deg < -30


@pytest.mark.parametrize(
    "taken_at",
    [None, datetime(2026, 6, 21, tzinfo=UTC), datetime(2026, 6, 21, 14, tzinfo=UTC)],
)
def test_without_a_believable_hour_there_is_no_height_from_shadows(session, taken_at):
    scene = make_scene(session, taken_at=taken_at)
    assert review_sun.sun_of(scene, (120, 30)) is None


def test_a_doubtful_hour_makes_a_wider_uncertainty(session):
    moment = datetime(2026, 6, 21, 1, 30, tzinfo=UTC)
    told = make_scene(session, taken_at=moment, taken_at_origin="metadata")
    typed = make_scene(session, taken_at=moment, taken_at_origin="declared")
    sure, doubtful = (review_sun.sun_of(scene, (120, 30)) for scene in (told, typed))
    assert sure.elevation_deg == doubtful.elevation_deg
    assert 0.27 < sure.uncertainty_deg < 0.5
    assert 2 < doubtful.uncertainty_deg < 3


def test_the_outline_in_a_frames_crop_is_where_the_crop_shows_it(tmp_path):
    import cv2  # noqa: PLC0415  (only here)
    import numpy as np  # noqa: PLC0415

    from imagery.mosaic import seen  # noqa: PLC0415

    frame = np.zeros((900, 1200, 3), np.uint8)
    frame[300:420, 1000:1190] = 255
    path = tmp_path / "frame.jpg"
    cv2.imwrite(str(path), frame)
    ring = [[1000.0, 300.0], [1190.0, 300.0], [1190.0, 420.0], [1000.0, 420.0], [1000.0, 300.0]]
    crop = cv2.imdecode(np.frombuffer(seen.crop(path, ring, 640), np.uint8), 0)
    (outline,) = review_frame.crop_outline({"pixel_polygon": ring, "width": 640})
    bright = np.argwhere(crop > 220)
    assert bright.min(axis=0)[::-1].tolist() == pytest.approx(outline[0], abs=3)
    assert bright.max(axis=0)[::-1].tolist() == pytest.approx(outline[2], abs=3)
    assert review_frame.crop_outline({"pixel_polygon": [], "width": 640}) == []
