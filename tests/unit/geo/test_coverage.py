from __future__ import annotations

import pytest
from shapely.geometry import MultiPolygon, Polygon, box, mapping
from shapely.geometry.base import BaseGeometry

from geo import crs
from geo.coverage import coverage
from geo.errors import Refused

HERE = (113.5, 34.75)


def _square(east: float, north: float, size: float = 100.0) -> BaseGeometry:
    """A square in metres from the zone's corner, as WGS-84."""
    corner = crs.to_metres(Polygon([HERE, (113.501, 34.75), (113.5, 34.751)]), around=HERE).bounds
    x, y = corner[0] + east, corner[1] + north
    return crs.to_degrees(box(x, y, x + size, y + size), around=HERE)


def test_a_zone_seen_whole_has_no_gap():
    found = coverage(_square(0, 0), [(_square(-10, -10, 120), 0.02)], gsd_limit_m=0.03)

    assert (found.covered, found.gap_area_m2, found.gaps.is_empty) == (1.0, 0.0, True)
    assert found.overlap == [(1, 1.0)]


def test_half_a_zone_leaves_the_other_half_as_a_gap_and_counts_how_often_each_part_was_seen():
    frames = [(_square(-50, 0), 0.02), (_square(-50, 0), 0.03)]

    found = coverage(_square(0, 0), frames, gsd_limit_m=0.03)

    assert found.covered == pytest.approx(0.5, abs=1e-4)
    assert found.gap_area_m2 == pytest.approx(5000, rel=1e-4)
    assert found.gaps.intersects(_square(60, 10, 10))
    assert dict(found.overlap) == pytest.approx({0: 0.5, 2: 0.5}, abs=0.01)


def test_frames_that_are_too_coarse_or_unknown_show_nothing_and_are_counted():
    frames = [(_square(0, 0), 0.031), (_square(0, 0), None), (None, 0.01)]

    found = coverage(_square(0, 0), frames, gsd_limit_m=0.03)

    assert (found.covered, found.frames_coarse, found.frames_used) == (0.0, 3, 0)
    assert found.gap_area_m2 == pytest.approx(10_000, rel=1e-3)


def test_an_outline_that_crosses_itself_is_no_footprint():
    ring = list(_square(0, 0).exterior.coords)
    bow = Polygon([ring[0], ring[2], ring[1], ring[3]])

    found = coverage(_square(0, 0), [(bow, 0.01), ({"type": "Point"}, 0.01)], gsd_limit_m=0.03)

    assert (found.covered, found.frames_unusable) == (0.0, 2)


def test_slivers_under_a_pixel_are_no_gaps_but_are_told():
    frames = [(_square(0.02, 0, 100), 0.03)]

    found = coverage(_square(0, 0), frames, gsd_limit_m=0.03)

    assert found.gaps.is_empty
    assert found.ignored_m2 == pytest.approx(2.0, rel=0.01)
    assert found.covered == pytest.approx(1 - 2 / 10_000, abs=1e-6)


def test_a_zone_of_parts_with_holes_and_geojson_frames_is_measured_as_it_is():
    hole = Polygon(_square(0, 0).exterior, [_square(40, 40, 20).exterior.coords[::-1]])
    zone = MultiPolygon([hole, _square(500, 0)])

    found = coverage(mapping(zone), [(mapping(_square(0, 0)), 0.02)], gsd_limit_m=0.03)

    assert found.covered == pytest.approx(9600 / 19_600, abs=1e-3)
    assert found.gap_area_m2 == pytest.approx(10_000, rel=1e-3)


def test_frames_of_another_city_change_nothing():
    far = crs.buffer_m((120.0, 30.0), 100)

    found = coverage(_square(0, 0), [(far, 0.01)], gsd_limit_m=0.03)

    assert (found.covered, found.frames_used) == (0.0, 1)


@pytest.mark.parametrize("zone", [{}, {"type": "Point", "coordinates": [1, 2]}, Polygon()])
def test_a_zone_that_is_no_polygon_is_refused(zone):
    with pytest.raises(Refused, match="coverage.zone"):
        coverage(zone, [], gsd_limit_m=0.03)


@pytest.mark.parametrize("limit", [0.0, -1.0, float("nan"), float("inf")])
def test_a_limit_that_is_no_length_is_refused(limit):
    with pytest.raises(Refused, match="coverage.gsd"):
        coverage(_square(0, 0), [], gsd_limit_m=limit)
