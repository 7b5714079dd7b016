import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import Refused
from geo.geojson import Limits, parse

POINT = {"type": "Point", "coordinates": [118.7, 32.1]}


def doc(geometry=POINT, properties=None, **extra):
    feature = {"type": "Feature", "properties": properties or {}, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]} | extra).encode()


def refused(data, **kwargs):
    with pytest.raises(Refused) as refusal:
        parse(data, **kwargs)
    return refusal.value.code


def test_properties_and_positions_come_back_as_they_were():
    (feature,) = parse(doc(properties={"名称": "A{{7*7}}B"}))
    assert (feature.number, feature.properties["名称"]) == (1, "A{{7*7}}B")
    assert (feature.geometry.x, feature.geometry.y) == (118.7, 32.1)


def test_a_byte_order_mark_is_no_part_of_the_text():
    assert len(parse(b"\xef\xbb\xbf" + doc())) == 1


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_numbers_that_are_not_finite_are_refused(number):
    assert refused(doc().replace(b"118.7", number.encode())) == "geojson.number"


def test_a_position_off_the_globe_is_refused_by_feature():
    assert refused(doc({"type": "Point", "coordinates": [500000, 3500000]})) == "geojson.position"


def test_one_key_twice_is_refused():
    twice = b'{"type": "Point", "coordinates": [1, 2], "coordinates": [3, 4]}'
    assert refused(twice) == "geojson.duplicate_key"


def test_deep_nesting_is_refused_before_it_is_parsed():
    assert refused(b"[" * 10_000 + b"]" * 10_000) == "geojson.too_deep"


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "x" * 20_000])
def test_text_that_no_database_takes_is_refused(text):
    assert refused(doc(properties={"name": text})) == "geojson.text"


@pytest.mark.parametrize(
    ("ring", "code"),
    [
        ([[0, 0], [1, 0], [1, 1], [0, 1]], "geojson.ring"),
        ([[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]], "geojson.invalid_geometry"),
        ([[179, 0], [-179, 0], [-179, 1], [179, 1], [179, 0]], "geojson.antimeridian"),
    ],
)
def test_a_ring_is_never_repaired(ring, code):
    assert refused(doc({"type": "Polygon", "coordinates": [ring]})) == code


def test_a_foreign_crs_is_refused_and_the_plain_ones_are_not():
    crs84 = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert len(parse(doc(crs=crs84))) == 1
    url = {"type": "name", "properties": {"name": "http://example.org/crs"}}
    assert refused(doc(crs=url)) == "geojson.crs"


def test_the_size_is_limited_before_anything_else():
    assert refused(doc(), limits=Limits(max_bytes=10)) == "geojson.too_big"


def test_other_encodings_are_refused_with_the_byte():
    assert refused(doc().replace(b'"Feature"', "“要素”".encode("gbk"))) == "geojson.encoding"


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_read_or_refused_never_worse(data):
    with contextlib.suppress(Refused):
        parse(data)


def test_hostile_vector_files_end_as_the_manifest_says(sample_data):
    hostile = sample_data / "hostile"
    entries = json.loads((hostile / "manifest.json").read_text("utf-8"))
    chosen = [e for e in entries if e["file"].startswith("vector/geojson_")]
    assert len(chosen) >= 15
    for entry in chosen:
        try:
            parse((hostile / entry["file"]).read_bytes())
            outcome = "accept"
        except Refused:
            outcome = "reject"
        assert outcome in entry["expect"], entry["file"]
