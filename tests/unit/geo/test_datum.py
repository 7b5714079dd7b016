import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from geo.crs import distance_m
from geo.datum import DATUMS, from_wgs84, geometry_to_wgs84, parse_datum, to_wgs84
from geo.errors import Refused

JIAXING = (120.75, 30.75)


def test_reference_triples_agree_within_a_metre(sample_data):
    pairs = json.loads((sample_data / "geodata/coords/coord_pairs.json").read_text("utf-8"))
    assert len(pairs) == 12
    for pair in pairs:
        for datum in ("gcj02", "bd09"):
            assert distance_m(from_wgs84(tuple(pair["wgs84"]), datum), tuple(pair[datum])) < 1
            assert distance_m(to_wgs84(tuple(pair[datum]), datum), tuple(pair["wgs84"])) < 1


@given(
    lon=st.floats(73.5, 135),
    lat=st.floats(18, 53.5),
    datum=st.sampled_from(DATUMS),
)
def test_there_and_back_is_the_same_place(lon, lat, datum):
    back = to_wgs84(from_wgs84((lon, lat), datum), datum)
    assert back == pytest.approx((lon, lat), abs=1e-8)


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_web_map_positions_lie_hundreds_of_metres_away(datum):
    assert 100 < distance_m(JIAXING, from_wgs84(JIAXING, datum)) < 1500


@pytest.mark.parametrize("datum", DATUMS)
def test_outside_china_every_datum_is_the_same(datum):
    assert to_wgs84((-91.994, 46.8426), datum) == (-91.994, 46.8426)


def test_cgcs2000_is_taken_as_it_is():
    assert to_wgs84(JIAXING, "cgcs2000") == JIAXING


def test_a_whole_outline_moves_vertex_by_vertex():
    outline = box(120.7, 30.7, 120.8, 30.8)
    moved = geometry_to_wgs84(outline, "gcj02")
    for was, now in zip(outline.exterior.coords, moved.exterior.coords, strict=True):
        assert now == pytest.approx(to_wgs84(was, "gcj02"))


@pytest.mark.parametrize(
    ("text", "datum"),
    [
        ("WGS-84", "wgs84"),
        ("EPSG:4490", "cgcs2000"),
        ("2000国家大地坐标系", "cgcs2000"),
        (" GCJ-02 ", "gcj02"),
        ("BD09LL", "bd09"),
        ("百度", "bd09"),
    ],
)
def test_the_usual_names_are_known(text, datum):
    assert parse_datum(text) == datum


@pytest.mark.parametrize("text", [None, "", "北京54", "auto", "wgs"])
def test_an_unknown_datum_is_refused_not_guessed(text):
    with pytest.raises(Refused) as refusal:
        parse_datum(text)
    assert refusal.value.code == "datum.unknown"


def test_no_number_is_no_position():
    with pytest.raises(Refused, match=r"geo\.not_a_position"):
        to_wgs84((float("nan"), 30.0), "gcj02")
