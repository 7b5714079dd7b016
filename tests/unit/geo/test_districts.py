import csv
import json

import pytest
from shapely.geometry import mapping

from geo.districts import locate, read_districts
from geo.errors import Refused

SQUARE = [[[120.0, 30.0], [121.0, 30.0], [121.0, 31.0], [120.0, 31.0], [120.0, 30.0]]]


def doc(*features):
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": properties, "geometry": geometry}
                for properties, geometry in features
            ],
        }
    ).encode()


def square(code="330402", name="南湖区", west=0.0, **properties):
    ring = [[[x + west, y] for x, y in SQUARE[0]]]
    return {"code": code, "name": name} | properties, {"type": "Polygon", "coordinates": ring}


def refused(data):
    with pytest.raises(Refused) as refusal:
        read_districts(data, "wgs84")
    return refusal.value.code


def test_the_city_is_declared_or_read_from_the_six_digits():
    first, second = read_districts(doc(square(), square("XQ1", city_code="XQ")), "wgs84")
    assert (first.city_code, second.city_code) == ("330400", "XQ")


def test_a_position_lies_in_one_district_even_on_the_shared_border():
    shapes = read_districts(doc(square("B2", west=1.0), square("A1")), "wgs84")
    assert locate([(120.5, 30.5), (121.5, 30.5), (121.0, 30.5), (0, 0)], shapes) == [
        "A1",
        "B2",
        "A1",
        None,
    ]


def test_no_points_and_no_outlines_are_fine():
    assert locate([], []) == []
    assert locate([(1, 1)], []) == [None]


def test_a_wrong_district_is_refused_by_feature_and_reason():
    assert refused(doc(square(code=""))) == "districts.no_code"
    assert refused(doc(square(name=" "))) == "districts.no_name"
    assert refused(doc(square(), square())) == "districts.duplicate"
    assert refused(
        doc(({"code": "A1", "name": "x"}, {"type": "Point", "coordinates": [1, 1]}))
    ) == ("districts.not_area")
    assert refused(doc()) == "districts.empty"


def test_jiaxing_is_read_in_both_datums_and_lies_in_one_place(sample_data):
    folder = sample_data / "geodata/boundaries"
    plain = read_districts((folder / "jiaxing_districts_tianditu.geojson").read_bytes(), "cgcs2000")
    moved = read_districts((folder / "datav_330400_gcj02.json").read_bytes(), "gcj02")
    as_is = read_districts((folder / "datav_330400_gcj02.json").read_bytes(), "wgs84")
    assert {d.code for d in plain} == {d.code for d in moved}
    assert {d.city_code for d in plain} == {"330400"}
    by_code = {d.code: d.geometry for d in plain}

    def agreement(shapes):
        return {
            d.code: d.geometry.intersection(by_code[d.code]).area
            / d.geometry.union(by_code[d.code]).area
            for d in shapes
        }

    right, wrong = agreement(moved), agreement(as_is)
    assert all(right[code] > wrong[code] + 0.02 for code in by_code)
    assert min(right[code] for code in ("330402", "330421", "330483")) > 0.94


def test_a_wrong_datum_moves_stations_into_other_districts(sample_data):
    folder = sample_data / "geodata"
    shapes = read_districts(
        (folder / "boundaries/zhejiang_districts_wgs84_amap.geojson").read_bytes(), "wgs84"
    )
    with (folder / "stations/air_cnemc_2026_national.csv").open(encoding="utf-8-sig") as file:
        points = [(float(r["longitude"]), float(r["latitude"])) for r in csv.DictReader(file)]
    right = locate(points, shapes)
    wrong = locate([(lon - 0.0045, lat + 0.0023) for lon, lat in points], shapes)
    assert sum(code is not None for code in right) == 57
    assert 0 < sum(a != b for a, b in zip(right, wrong, strict=True)) < 10


def test_an_outline_keeps_its_holes():
    hole = [[120.4, 30.4], [120.6, 30.4], [120.6, 30.6], [120.4, 30.6], [120.4, 30.4]]
    properties, geometry = square()
    (shape,) = read_districts(
        doc((properties, geometry | {"coordinates": [*SQUARE, hole]})), "wgs84"
    )
    assert len(mapping(shape.geometry)["coordinates"]) == 2
    assert locate([(120.5, 30.5)], [shape]) == [None]
