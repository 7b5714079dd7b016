import csv
import io
from datetime import date

import pytest
from shapely.geometry import Point, box
from sqlalchemy import select

from geo.errors import NotFound, Refused
from ledger import stations
from ledger.models import StationChange
from ledger.station_export import neutral, to_csv
from tests.factories import make_district, make_organisation, make_station, make_user


def test_a_station_is_found_by_name_pinyin_initials_and_codes():
    words = stations.search_text(
        code="1252A",
        name_zh="清河小学",
        name_en="Qinghe School",
        external_codes={"cnemc": "JX-7"},
    )
    for typed in ("清河", "qinghexiaoxue", "qhxx", "1252a", "qinghe school", "jx-7"):
        assert typed in words


def test_a_change_leaves_one_dated_line_a_field(session):
    actor = make_user(session, "supervisor")
    company = make_organisation(session, name_zh="运维一公司")
    station = make_station(session, anchor=Point(120.75, 30.75))
    lines = stations.update(
        session,
        station,
        {"anchor": Point(120.76, 30.75), "company_id": company.id, "kind": "air"},
        actor=actor,
        effective_on=date(2026, 5, 1),
        source="核对",
    )
    assert {(line.field, line.old, line.new) for line in lines} == {
        ("anchor", "120.750000, 30.750000", "120.760000, 30.750000"),
        ("company_id", "", "运维一公司"),
    }
    assert {(line.effective_on, line.source) for line in lines} == {(date(2026, 5, 1), "核对")}


def test_nothing_changed_leaves_no_line(session):
    station = make_station(session, anchor=Point(120.75, 30.75))
    stations.update(session, station, {"anchor": Point(120.75, 30.75)}, actor=None)
    assert session.scalars(select(StationChange)).all() == []


@pytest.mark.parametrize("field", ["code", "id", "version", "search_text", "nonsense"])
def test_the_code_and_what_follows_from_others_never_change(session, field):
    with pytest.raises(Refused, match=r"station\.unknown_field"):
        stations.update(session, make_station(session), {field: "x"}, actor=None)


def test_a_renamed_station_is_found_by_its_new_name(session):
    station = make_station(session)
    stations.update(session, station, {"name_zh": "南湖"}, actor=None)
    assert "nanhu" in station.search_text


def test_an_unknown_code_is_not_found(session):
    with pytest.raises(NotFound, match=r"station\.not_found"):
        stations.by_code(session, "nope")


def test_positions_find_their_districts_at_once(session):
    make_district(session, code="A1", geom=box(120, 30, 121, 31))
    assert stations.locate_all(session, [(120.5, 30.5), (0.0, 0.0)]) == ["A1", None]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2+3", "@SUM(1)", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_run_is_made_harmless_on_export_only(session, text):
    make_station(session, code="A1", name_zh=text, anchor=Point(-1.32343, 42.8803))
    exported, count = to_csv(session)
    header, row = csv.reader(io.StringIO(exported, newline=""))
    cells = dict(zip(header, row, strict=True))
    assert count == 1
    assert cells["name_zh"] == "'" + text
    assert float(cells["longitude"]) == -1.32343
    assert stations.by_code(session, "A1").name_zh == text


def test_plain_text_is_exported_as_it_is():
    assert neutral("清河小学") == "清河小学"
