from datetime import UTC, datetime, timedelta

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.crs import distance_m
from geo.districts import locate, read_districts
from ledger.demo import city as cities
from ledger.demo.measurements import DAYS, measure, plan_gaps

NOW = datetime(2026, 6, 30, 8, tzinfo=UTC)
seeds = st.integers(0, 2**32 - 1)


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_districts_fill_the_ground_without_gaps_or_overlaps(seed):
    polygons = [d.polygon for d in cities.generate(seed).districts]
    assert all(p.is_valid for p in polygons)
    whole = shapely.union_all(polygons)
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0
    assert whole.area == pytest.approx(sum(p.area for p in polygons))


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_forty_stations_stand_in_the_city_with_codes_of_their_own(seed):
    city = cities.generate(seed)
    assert len({s.code for s in city.stations}) == 40
    assert {s.kind for s in city.stations} == {"air", "water"}
    shapes = read_districts(city.geojson(), "wgs84")
    own = {d.code for d in shapes if d.city_code == cities.CODE}
    assert len(own) == 6
    assert len(shapes) == 8
    assert set(locate([s.lonlat for s in city.stations], shapes)) <= own


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_water_stations_stand_on_the_river_but_for_the_reservoir(seed):
    city = cities.generate(seed)
    for station in (s for s in city.stations if s.kind == "water"):
        away = shapely.Point(station.lonlat).distance(city.river)
        assert (away > 1e-5) == (station.code == cities.RESERVOIR)


def test_the_same_seed_is_the_same_city_and_another_is_not():
    assert cities.generate(7) == cities.generate(7)
    assert cities.generate(7) != cities.generate(8)


def test_the_two_sites_of_the_generated_imagery_are_remote_and_far_apart():
    sites = {s.code: s for s in cities.generate(1).stations}
    air, water = sites[cities.AIR_SITE], sites[cities.RESERVOIR]
    assert air.remote_reason
    assert water.remote_reason
    assert distance_m(air.lonlat, water.lonlat) > 2000


def test_nothing_is_measured_inside_a_planted_gap_and_everything_outside():
    stations = cities.generate(3).stations
    gaps = plan_gaps(stations, NOW, 3)
    assert len(gaps) > 10
    times = {}
    for item in measure(stations, NOW, gaps, 3):
        assert item.value >= 0
        assert item.observed_at <= NOW
        times.setdefault(item.code, set()).add(item.observed_at)
    for station in stations:
        step = timedelta(hours=1 if station.kind == "air" else 4)
        slots = {NOW - n * step for n in range(timedelta(days=DAYS) // step)}
        own = [g for g in gaps if g.code == station.code]
        due = {t for t in slots if not any(g.start <= t < g.until for g in own)}
        assert times.get(station.code, set()) == due


def test_the_same_seed_measures_the_same():
    stations = cities.generate(3).stations[:2]
    assert list(measure(stations, NOW, (), 3)) == list(measure(stations, NOW, (), 3))
