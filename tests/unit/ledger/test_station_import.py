from datetime import date

import pytest
from shapely.geometry import box
from sqlalchemy import func, select

from geo.datum import from_wgs84
from geo.errors import Refused
from ledger import station_import
from ledger.models import Organisation, Station, StationChange
from ledger.station_import import Defaults
from tests.factories import make_district, make_organisation, make_user

HEAD = "站点编码,站点名称,经度,纬度"
ROW = "1252A,清河小学,120.7439,30.7780"


def csv(*rows, head=HEAD):
    return "\n".join([head, *rows]).encode()


def look(session, data, name="list.csv", datum="wgs84", **defaults):
    return station_import.preview(session, data, name, datum=datum, defaults=Defaults(**defaults))


def bring(session, data, actor=None, **kwargs):
    preview = look(session, data, **kwargs)
    return station_import.commit(session, preview, actor=actor)


def only(session, code="1252A"):
    return session.scalars(select(Station).where(Station.code == code)).one()


def count(session, model=Station):
    return session.scalar(select(func.count()).select_from(model))


def codes(preview):
    return {(row.number, p.field, p.code) for row in preview.rows for p in row.problems}


def test_every_rows_error_is_shown_at_once(session):
    preview = look(
        session,
        csv(
            ROW,
            ",无编码,120.7,30.7",
            "A1,东经,1e5,30.7",
            "A2,颠倒,30.7,120.7",
            "A3,空岛,0,0",
            "1252a,重复,120.7,30.7",
        ),
    )
    assert codes(preview) == {
        (2, "code", "import.duplicate_code"),
        (3, "code", "import.required"),
        (4, "lon", "import.number"),
        (5, "lat", "import.range"),
        (6, "lon", "import.null_island"),
        (7, "code", "import.duplicate_code"),
    }
    assert all(p.text("zh") != p.code for row in preview.rows for p in row.problems)


def test_one_wrong_row_stops_all_of_them(session):
    preview = look(session, csv(ROW, "A1,坏,x,y"))
    with pytest.raises(Refused, match=r"import\.has_problems"):
        station_import.commit(session, preview, actor=None)
    assert count(session) == 0


def test_the_same_file_again_changes_nothing(session):
    first = bring(session, csv(ROW))
    again = bring(session, csv(ROW))
    assert (first.imported, again.imported, again.changed, again.same) == (1, 0, 0, 1)
    assert count(session, StationChange) == 0


def test_a_changed_field_leaves_a_dated_line_with_who_and_from_where(session):
    actor = make_user(session, "supervisor")
    bring(session, csv(ROW))
    done = bring(
        session,
        csv(ROW.replace("清河小学", "清河") + ",2026-03-01", head=HEAD + ",生效日期"),
        actor=actor,
    )
    assert (done.changed, done.codes) == (1, ("1252A",))
    line = session.scalars(select(StationChange)).one()
    assert (line.field, line.old, line.new) == ("name_zh", "清河小学", "清河")
    assert (line.effective_on, line.actor_id) == (date(2026, 3, 1), actor.id)
    assert line.source == "list.csv"
    assert "qinghe" in only(session).search_text


def test_an_empty_cell_clears_nothing(session):
    bring(session, csv(ROW + ",Qinghe School", head=HEAD + ",英文名称"))
    assert bring(session, csv(ROW + ",", head=HEAD + ",英文名称")).same == 1
    assert only(session).name_en == "Qinghe School"


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_positions_are_brought_from_the_declared_datum(session, datum):
    lon, lat = from_wgs84((120.7439, 30.7780), datum)
    bring(session, csv(f"1252A,清河小学,{lon:.9f},{lat:.9f}"), datum=datum)
    station = only(session)
    assert (station.anchor.x, station.anchor.y) == pytest.approx((120.7439, 30.7780), abs=1e-6)
    assert station.datum_claimed == datum


def test_an_unknown_datum_is_refused_for_the_file_and_named_for_the_row(session):
    with pytest.raises(Refused, match=r"datum\.unknown"):
        look(session, csv(ROW), datum="北京54")
    preview = look(session, csv(ROW + ",北京54", head=HEAD + ",坐标系"))
    assert codes(preview) == {(2, "datum", "datum.unknown")}


def test_the_district_is_found_by_the_position(session):
    make_district(session, code="330402", geom=box(120.7, 30.7, 120.8, 30.8))
    bring(session, csv(ROW))
    station = only(session)
    assert (station.stands_in_code, station.counts_for_code) == ("330402", "330402")


def test_a_declared_duty_district_wins_by_name_or_code(session):
    make_district(session, code="330402", name_zh="南湖区", geom=box(120.7, 30.7, 120.8, 30.8))
    make_district(session, code="330411", name_zh="秀洲区", geom=box(120.6, 30.7, 120.7, 30.8))
    bring(session, csv(ROW + ",秀洲区", head=HEAD + ",责任区县"))
    assert (only(session).stands_in_code, only(session).counts_for_code) == ("330402", "330411")
    preview = look(session, csv(ROW + ",不存在区", head=HEAD + ",责任区县"))
    assert codes(preview) == {(2, "counts_for", "import.district_unknown")}


def test_a_duty_set_by_hand_survives_the_same_list_again(session):
    make_district(session, code="330402", geom=box(120.7, 30.7, 120.8, 30.8))
    bring(session, csv(ROW))
    only(session).counts_for_code = "330411"
    session.flush()
    assert bring(session, csv(ROW)).same == 1
    assert only(session).counts_for_code == "330411"


@pytest.mark.parametrize(
    ("city", "code"),
    [("雄安新区", "133100"), ("辛集市", "130181"), ("定州市", "130682"), ("五家渠市", "659004")],
)
def test_the_four_places_count_for_their_override(session, city, code):
    make_district(session, code="130600", geom=box(120.7, 30.7, 120.8, 30.8))
    bring(session, csv(f"{ROW},{city}", head=HEAD + ",city"))
    assert (only(session).stands_in_code, only(session).counts_for_code) == ("130600", code)


def test_an_unknown_company_is_a_problem_unless_it_may_be_created(session):
    data = csv(ROW + ",运维一公司", "1253A,学院,120.7,30.7,运维一公司", head=HEAD + ",运维单位")
    assert codes(look(session, data)) == {
        (2, "company", "import.company_unknown"),
        (3, "company", "import.company_unknown"),
    }
    bring(session, data, create_companies=True)
    row = session.scalars(select(Organisation)).one()
    assert (row.name_zh, row.kind) == ("运维一公司", "om_company")
    assert {only(session).company_id, only(session, "1253A").company_id} == {row.id}


def test_a_company_is_known_by_key_or_name(session):
    company = make_organisation(session, key="om-1", name_zh="运维一公司")
    bring(session, csv(ROW + ",om-1", head=HEAD + ",company"))
    assert only(session).company_id == company.id


def test_every_field_of_a_station_can_be_imported(session):
    head = (
        "code,name_zh,name_en,kind,network,lon,lat,height_m,house_lon,house_lat,ext_cnemc,"
        "external_codes,access_mode,access_hours,remote,remote_reason,beside_building,suspended"
    )
    row = (
        "W-1,取水口,Intake,水,省控,120.7,30.7,1.5,120.701,30.701,G-7,sepa=12; old=9,船,"
        "08:00-18:00,是,仅能乘船到达,否,否"
    )
    bring(session, csv(row, head=head))
    station = only(session, "W-1")
    assert (station.kind, station.network, station.period_min) == ("water", "provincial", 240)
    assert (station.anchor_height_m, station.house.x) == (1.5, 120.701)
    assert station.external_codes == {"cnemc": "G-7", "sepa": "12", "old": "9"}
    assert station.access == {"mode": "boat", "hours": "08:00-18:00"}
    assert (station.remote, station.remote_reason) == (True, "仅能乘船到达")


def test_a_remote_station_says_why(session):
    preview = look(session, csv(ROW + ",是", head=HEAD + ",remote"))
    assert codes(preview) == {(2, "remote_reason", "import.remote_reason")}


@pytest.mark.parametrize(
    "code", ["1.23E+17", "３４０５", "12 52A", "1252\u0410", "-1252A", "x" * 65]
)
def test_a_code_that_a_spreadsheet_or_a_lookalike_spoilt_is_refused(session, code):
    assert (2, "code", "import.code") in codes(look(session, csv(f"{code},站,120.7,30.7")))


def test_a_code_that_differs_by_case_only_is_refused(session):
    bring(session, csv(ROW))
    assert codes(look(session, csv(ROW.replace("1252A", "1252a")))) == {
        (2, "code", "import.code_case")
    }


@pytest.mark.parametrize("day", ["2026/2/30", "45000", "31/03/26", "0000-00-00", "2026-02-30"])
def test_a_date_is_never_guessed(session, day):
    preview = look(session, csv(f"{ROW},{day}", head=HEAD + ",生效日期"))
    assert codes(preview) == {(2, "effective_on", "import.date")}


def test_hidden_characters_in_a_name_are_refused(session):
    preview = look(session, csv("1252A,清\u202e河,120.7,30.7", "1253A,清\u200b河,120.7,30.7"))
    assert codes(preview) == {(2, "name_zh", "import.text"), (3, "name_zh", "import.text")}


def test_missing_columns_are_problems_of_the_file(session):
    preview = look(session, csv("1252A", head="站点编码"))
    assert [p.field for p in preview.problems] == ["name_zh", "lon", "lat"]
    assert not preview.ok


def test_what_was_assumed_or_left_out_is_said(session):
    preview = look(session, csv(ROW + ",x", head=HEAD + ",备注"))
    assert {n.code for n in preview.notes} == {
        "import.kind_assumed",
        "import.ignored_columns",
        "import.outside",
    }
    assert preview.ok


def test_both_lists_of_2026_import_as_they_are_and_again(session, sample_data):
    folder = sample_data / "geodata/stations"
    for name, rows in (
        ("air_cnemc_2026_national.csv", 1608),
        ("air_zjemc_provincial_2026.csv", 118),
    ):
        data = (folder / name).read_bytes()
        assert bring(session, data, name=name).imported == rows
        session.expire_all()
        assert bring(session, data, name=name).same == rows
    assert only(session, "330421001").counts_for_code == "330421"
    assert only(session).network == "national"
    overridden = session.scalar(
        select(func.count()).where(
            Station.counts_for_code.in_(["133100", "130181", "130682", "659004"])
        )
    )
    assert overridden == 13
