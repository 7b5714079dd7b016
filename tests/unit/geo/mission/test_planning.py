from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
from shapely.geometry import LineString, MultiPolygon, Polygon

from geo import crs, messages
from geo.errors import Refused
from geo.mission import cameras, plan
from geo.mission.site import Site
from geo.mission.terrain import Terrain

HERE = (113.5, 34.75)
ZONE = crs.buffer_m(HERE, 100)
TEMPLATES = ("grid", "orbit", "oblique", "strip")


def _hill(slope: float) -> Terrain:
    """A plane rising to the east by ``slope``, 100 m high in the middle, 2 km wide."""
    epsg = crs.epsg_of(HERE)
    x, y = crs.to_metres(Polygon(ZONE), around=HERE).centroid.coords[0]
    east = (np.arange(200) - 99.5) * 10
    heights = np.tile(100 + east * slope, (200, 1))
    return Terrain(heights_m=heights, transform=(10, 0, x - 1000, 0, -10, y + 1000), epsg=epsg)


def test_height_and_gsd_are_two_ways_to_say_one_thing():
    camera = cameras()["m3e"]
    from_gsd = plan(ZONE, "grid", camera, gsd_m=0.02)
    from_height = plan(ZONE, "grid", camera, height_m=from_gsd.height_m)

    assert from_gsd.height_m == pytest.approx(0.02 * 12.29 / 17.3 * 5280)
    assert from_height.gsd_m == pytest.approx(0.02)
    assert from_height.photos == from_gsd.photos


@pytest.mark.parametrize("template", ["grid", "oblique", "strip"])
def test_a_mission_covers_its_area_at_the_gsd_that_was_asked_for(template):
    mission = plan(ZONE, template, gsd_m=0.02)

    assert mission.coverage == pytest.approx(1.0, abs=1e-6)
    assert "mission.coverage" not in mission.warnings
    assert mission.photos == len(mission.shots)


def test_neighbouring_photos_overlap_as_asked():
    mission = plan(ZONE, "grid", height_m=60, overlap=(0.75, 0.6))
    line = [shot for shot in mission.shots if shot.yaw_deg == mission.shots[0].yaw_deg][:4]
    outlines = [crs.to_metres(Polygon(s.footprint), around=HERE) for s in line]

    for one, other in itertools.pairwise(outlines):
        assert one.intersection(other).area / one.area == pytest.approx(0.75, abs=0.01)


def test_less_overlap_needs_fewer_photos_and_no_overlap_still_covers():
    dense, sparse = (plan(ZONE, "grid", gsd_m=0.02, overlap=o) for o in ((0.8, 0.7), (0.0, 0.0)))

    assert sparse.photos < dense.photos / 8
    assert sparse.coverage == pytest.approx(1.0, abs=1e-6)


def test_passes_run_along_a_long_area_to_and_fro():
    west, east = (crs.buffer_m((HERE[0] + d, HERE[1]), 30) for d in (-0.003, 0.003))
    mission = plan(west.union(east).convex_hull, "grid", height_m=50)
    yaws = {round(shot.yaw_deg) % 180 for shot in mission.shots}

    assert yaws <= {88, 89, 90, 91, 92}
    assert len({round(shot.yaw_deg) for shot in mission.shots}) == 2


def test_separate_gaps_are_flown_in_one_mission_and_all_covered():
    gaps = MultiPolygon(
        [crs.buffer_m((HERE[0] + d, HERE[1] + e), r) for d, e, r in
         ((0, 0, 3), (0.004, 0.001, 20), (-0.003, -0.002, 0.5), (0.0002, 0, 1))]
    )  # fmt: skip
    mission = plan(gaps, "grid", gsd_m=0.015)

    assert mission.coverage == pytest.approx(1.0, abs=1e-6)
    assert mission.photos < 150
    assert sum(p.action == "start" for p in mission.waypoints) >= 3


def test_an_orbit_looks_at_the_middle_from_all_sides():
    mission = plan(crs.buffer_m(HERE, 15), "orbit", height_m=40)

    assert mission.photos == len(mission.waypoints) >= 24
    assert mission.coverage == pytest.approx(1.0, abs=1e-6)
    for point in mission.waypoints:
        assert point.target is not None
        assert crs.distance_m(point.target, HERE) < 0.5
        assert crs.distance_m(point.lonlat, HERE) == pytest.approx(40, abs=0.5)


def test_an_orbit_of_a_wide_area_says_that_it_does_not_cover_it():
    mission = plan(ZONE, "orbit", gsd_m=0.01)

    assert mission.coverage < 0.3
    assert "mission.coverage" in mission.warnings
    assert not mission.gaps.is_empty


def test_oblique_passes_see_the_area_from_four_sides():
    mission = plan(ZONE, "oblique", gsd_m=0.02)

    assert len({round(shot.yaw_deg / 90) % 4 for shot in mission.shots}) == 4
    assert {shot.pitch_deg for shot in mission.shots} == {-60.0}


def test_a_strip_follows_a_bent_line():
    line = LineString([HERE, (113.504, 34.75), (113.504, 34.754)])
    mission = plan(line, "strip", gsd_m=0.02, site=Site(strip_width_m=40))

    assert mission.coverage > 0.999
    assert {round(shot.yaw_deg / 90) % 2 for shot in mission.shots} == {0, 1}


def test_over_a_hill_the_aircraft_follows_the_ground():
    site = Site(terrain=_hill(0.15))
    mission = plan(ZONE, "grid", gsd_m=0.02, site=site)
    flat = plan(ZONE, "grid", gsd_m=0.02)
    heights = [point.height_m for point in mission.waypoints]

    assert max(heights) - min(heights) > 20
    assert mission.coverage == pytest.approx(1.0, abs=0.01)
    assert {"mission.flat_ground", "mission.terrain_gap"}.isdisjoint(mission.warnings)
    assert "mission.flat_ground" in flat.warnings


def test_a_terrain_that_does_not_reach_the_mission_is_told():
    hill = _hill(0.0)
    small = dataclasses.replace(hill, heights_m=hill.heights_m[95:105, 95:105], transform=(
        10, 0, hill.transform[2] + 950, 0, -10, hill.transform[5] - 950))  # fmt: skip

    assert "mission.terrain_gap" in plan(ZONE, gsd_m=0.02, site=Site(terrain=small)).warnings


@pytest.mark.parametrize(
    ("kwargs", "code"),
    [
        ({"height_m": 121}, "mission.above_120"),
        ({"height_m": 15}, "mission.low"),
        ({"height_m": 60, "site": Site(wind_m_s=10.5)}, "mission.wind"),
        ({"height_m": 60, "site": Site(inlets=(HERE,), home=HERE)}, "mission.hover_near_inlet"),
    ],
)
def test_what_the_pilot_must_mind_is_a_warning(kwargs, code):
    calm = plan(ZONE, height_m=60, site=Site(wind_m_s=3, inlets=(HERE,)))

    assert code in plan(ZONE, **kwargs).warnings
    assert calm.warnings == ("mission.flat_ground",)
    assert messages.known(code)


def test_a_take_off_point_that_no_battery_comes_back_to_is_refused():
    with pytest.raises(Refused, match=r"mission\.home_too_far"):
        plan(ZONE, height_m=60, site=Site(home=(HERE[0] + 1, HERE[1])))


def test_true_height_is_over_the_ground_below():
    cliff = _hill(0.0)
    cliff.heights_m[:, 101:] -= 60

    between = plan(ZONE, height_m=100, site=Site(terrain=cliff))

    assert "mission.above_120" in between.warnings


def test_passes_keep_aside_of_an_inlet():
    for east in (-40, 7, 13):
        inlet = (HERE[0] + float(east) / 91_000, HERE[1])
        mission = plan(ZONE, "grid", height_m=60, site=Site(inlets=(inlet,)))
        assert "mission.over_inlet" not in mission.warnings


def test_batteries_and_time_grow_with_the_area():
    small, large = (
        plan(crs.buffer_m(HERE, r), height_m=118, overlap=(0.6, 0.4)) for r in (50, 1200)
    )

    assert (small.batteries, large.batteries > 1) == (1, True)
    assert large.time_s > large.length_m / large.speed_m_s
    assert small.speed_m_s <= 12


@pytest.mark.parametrize(
    ("args", "kwargs", "code"),
    [
        ((ZONE, "spiral"), {"gsd_m": 0.02}, "mission.template"),
        ((ZONE, "grid", "box brownie"), {"gsd_m": 0.02}, "mission.camera"),
        ((ZONE,), {}, "mission.gsd_or_height"),
        ((ZONE,), {"gsd_m": 0.02, "height_m": 50}, "mission.gsd_or_height"),
        ((ZONE,), {"gsd_m": float("nan")}, "mission.height_range"),
        ((ZONE,), {"gsd_m": -0.02}, "mission.height_range"),
        ((ZONE,), {"height_m": 1e9}, "mission.height_range"),
        ((ZONE,), {"height_m": 60, "overlap": (0.99, 0.5)}, "mission.overlap"),
        ((ZONE,), {"height_m": 60, "overlap": (float("nan"), 0.5)}, "mission.overlap"),
        ((LineString([HERE, (113.6, 34.7)]),), {"height_m": 60}, "mission.area"),
        ((Polygon(),), {"height_m": 60}, "mission.area"),
        (({"type": "Polygon"},), {"height_m": 60}, "mission.area"),
        ((crs.buffer_m(HERE, 5000),), {"height_m": 60}, "mission.area_size"),
        ((crs.buffer_m(HERE, 2000),), {"height_m": 20}, "mission.too_many_photos"),
    ],
)
def test_what_cannot_be_flown_is_refused_by_name(args, kwargs, code):
    with pytest.raises(Refused) as refusal:
        plan(*args, **kwargs)

    assert refusal.value.code == code
    assert refusal.value.text("zh") != refusal.value.text("en") != code


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_same_question_has_the_same_answer(template):
    assert plan(ZONE, template, height_m=50) == plan(ZONE, template, height_m=50)


def test_every_camera_has_a_source_and_a_certainty_and_answers_to_its_other_names():
    for camera in cameras().values():
        assert camera.source
        assert camera.certainty
        assert 500 < camera.focal_px < 13_000
    assert plan(ZONE, "grid", "DJI Mavic 3E", height_m=50).camera.name == "m3e"
