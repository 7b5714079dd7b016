import pytest

from geo.crs import distance_m
from geo.zones import Rule, Sign, zones_for

ANCHOR = (120.75, 30.75)


def sign(**fields):
    return Sign(
        **{
            "sign": "VEG",
            "name_zh": "植被侵入采样口",
            "station_type": "air",
            "issue_code": "ENV-01",
            "zone_rule": "A-02,A-04 (20 m ring first)",
            "zone_m": 20.0,
            "context_m": 50.0,
            "grade": 2,
        }
        | fields
    )


def rule(rule_id):
    texts = (
        *("station_type", "name_zh", "name_en", "metric", "operator", "unit", "anchor"),
        *("issue_code", "imagery_detectable", "formula", "source", "certainty"),
    )
    return Rule(
        rule_id=rule_id, values=(), buffer_m=0.0, grade_if_fail=1, **dict.fromkeys(texts, "")
    )


def test_a_zone_is_the_disc_of_its_sign_around_the_anchor():
    (zone,) = zones_for("air", ANCHOR, [sign()], [])
    edges = zone.polygon.exterior.coords[:-1:8]
    assert all(distance_m(ANCHOR, edge) == pytest.approx(20, rel=5e-3) for edge in edges)
    assert zone.context_polygon.contains(zone.polygon)


@pytest.mark.parametrize(("kind", "found"), [("air", ["A", "B"]), ("water", ["B", "W"])])
def test_a_station_has_the_zones_of_its_kind_and_of_both(kind, found):
    signs = [
        sign(sign="A", station_type="air"),
        sign(sign="B", station_type="both"),
        sign(sign="W", station_type="water"),
    ]
    assert [zone.sign for zone in zones_for(kind, ANCHOR, signs, [])] == found


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("A-02,A-04 (20 m ring first)", ("A-02", "A-04")),
        ("A-06..A-08", ("A-06", "A-07", "A-08")),
        ("A-06..08; W-10", ("A-06", "A-07", "A-08", "W-10")),
        ("our proposal", ()),
    ],
)
def test_ranges_of_rules_are_written_out(text, ids):
    assert sign(zone_rule=text).rule_ids == ids


def test_a_zone_names_only_rules_that_the_table_knows():
    (zone,) = zones_for("air", ANCHOR, [sign()], [rule("A-04")])
    assert zone.rule_ids == ("A-04",)
