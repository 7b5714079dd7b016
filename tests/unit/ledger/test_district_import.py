import json

import pytest
from shapely.geometry import Point, box, mapping
from sqlalchemy import select

from geo.errors import Refused
from ledger.district_import import import_districts
from ledger.models import District, StationChange
from tests.factories import make_station


def doc(*districts):
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"code": code, "name": name},
                    "geometry": mapping(area),
                }
                for code, name, area in districts
            ],
        }
    ).encode()


NANHU = ("330402", "南湖区", box(120.7, 30.7, 120.8, 30.8))
WUJIANG = ("320509", "吴江区", box(120.6, 30.9, 120.8, 31.0))


def bring(session, *districts, **kwargs):
    values = {"source": "测试", "approval_no": "GS(2026)0001号", "own_city": "330400"} | kwargs
    return import_districts(session, doc(*districts), "wgs84", **values)


def rows(session):
    return {row.code: row for row in session.scalars(select(District))}


def test_districts_keep_source_approval_number_and_whose_they_are(session):
    done = bring(session, NANHU, WUJIANG)
    assert (done.imported, done.codes) == (2, ("330402", "320509"))
    own, other = rows(session)["330402"], rows(session)["320509"]
    assert (own.own, other.own) == (True, False)
    assert (own.source, own.approval_no, own.city_code) == ("测试", "GS(2026)0001号", "330400")


def test_without_a_declared_city_every_district_is_own(session):
    bring(session, NANHU, WUJIANG, own_city=None)
    assert all(row.own for row in rows(session).values())


def test_a_second_import_updates_what_differs_and_nothing_else(session):
    bring(session, NANHU, WUJIANG)
    again = bring(session, NANHU, ("320509", "吴江", WUJIANG[2]))
    assert (again.imported, again.changed, again.same) == (0, 1, 1)
    assert rows(session)["320509"].name_zh == "吴江"


def test_stations_that_were_there_first_find_their_district(session):
    station = make_station(session, anchor=Point(120.75, 30.75))
    far = make_station(session, anchor=Point(-1.3, 42.9))
    assert bring(session, NANHU).moved == 1
    assert (station.stands_in_code, station.counts_for_code) == ("330402", "330402")
    assert far.stands_in_code is None
    assert {c.field for c in session.scalars(select(StationChange))} == {
        "stands_in_code",
        "counts_for_code",
    }


def test_a_duty_that_was_set_by_hand_stays(session):
    station = make_station(session, anchor=Point(120.75, 30.75), counts_for_code="133100")
    bring(session, NANHU)
    assert (station.stands_in_code, station.counts_for_code) == ("330402", "133100")


def test_a_wrong_feature_stores_nothing(session):
    with pytest.raises(Refused, match=r"districts\.no_code"):
        bring(session, NANHU, ("", "无码", WUJIANG[2]))
    assert rows(session) == {}


def test_an_unknown_datum_is_refused(session):
    with pytest.raises(Refused, match=r"datum\.unknown"):
        import_districts(session, doc(NANHU), "bj54", source="x")


def test_the_real_outlines_come_in(session, sample_data):
    folder = sample_data / "geodata/boundaries"
    first = import_districts(
        session,
        (folder / "jiaxing_districts_tianditu.geojson").read_bytes(),
        "cgcs2000",
        source="天地图",
        own_city="330400",
    )
    around = import_districts(
        session,
        (folder / "neighbour_districts_suzhou_wuxi_shanghai_wgs84_amap.geojson").read_bytes(),
        "wgs84",
        source="高德",
        own_city="330400",
    )
    moved = import_districts(
        session,
        (folder / "datav_330400_gcj02.json").read_bytes(),
        "gcj02",
        source="DataV",
        own_city="330400",
    )
    assert (first.imported, around.imported, moved.changed) == (7, 32, 7)
    assert sum(row.own for row in rows(session).values()) == 7
    assert rows(session)["330402"].datum_claimed == "gcj02"


def test_an_outline_without_its_citys_name_does_not_take_the_name_away(session):
    bring(session, NANHU)
    rows(session)["330402"].city_name_zh = "嘉兴市"
    bring(session, ("330402", "南湖区", box(120.7, 30.7, 120.9, 30.8)))
    assert rows(session)["330402"].city_name_zh == "嘉兴市"
