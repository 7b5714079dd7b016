"""The ledger as a file: the same issues in every format, and nothing that a spreadsheet runs."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime

import geopandas
import openpyxl
import pytest
from defusedxml import ElementTree

from ledger import issue_export
from ledger.db import transaction
from tests.factories import make_issue, make_organisation, make_station, make_user

HOSTILE = '=HYPERLINK("http://x")<b>&'
KML = "{http://www.opengis.net/kml/2.2}"


@pytest.fixture
def issues(engine):
    with transaction(engine) as session:
        company, finder = make_organisation(session, key="om-a"), make_user(session)
        station = make_station(session, code="S1", company=company)
        found = datetime(2026, 3, 5, 17, tzinfo=UTC)  # the 6th in the city
        first = {"title": HOSTILE, "deadline_on": date(2026, 4, 1), "found_at": found}
        make_issue(session, station, finder, number="WT-1", **first)
        make_issue(session, station, finder, number="WT-2", withheld=True, description="=1\x0b+1")
        return company.id


def export(caller, kind, query=""):
    answer = caller.get(f"/api/v1/issue-export?format={kind}&{query}")
    assert answer.status_code == 200, answer.text
    assert f".{kind}" in answer.headers["Content-Disposition"]
    return answer.data


def numbers(kind, data, folder):
    if kind == "csv":
        assert data.startswith(b"\xef\xbb\xbf")
        return [row["编号"] for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))]
    if kind == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        return [row[0].value for row in sheet.iter_rows(min_row=2)]
    if kind == "geojson":
        return [feature["id"] for feature in json.loads(data)["features"]]
    if kind == "kml":
        found = ElementTree.fromstring(data).iter(f"{KML}Data")
        return [d.find(f"{KML}value").text for d in found if d.get("name") == "number"]
    (folder / "x.gpkg").write_bytes(data)
    frame = geopandas.read_file(folder / "x.gpkg", layer="issues")
    assert frame.crs.to_epsg() == 4326
    return list(frame["number"])


@pytest.mark.parametrize("kind", ["csv", "xlsx", "geojson", "kml", "gpkg"])
def test_every_format_has_what_the_person_may_see_and_asked_for(issues, person, tmp_path, kind):
    assert numbers(kind, export(person("leader"), kind), tmp_path) == ["WT-2", "WT-1"]
    assert numbers(kind, export(person("leader"), kind, "numbers=WT-2"), tmp_path) == ["WT-2"]
    assert numbers(kind, export(person("leader"), kind, "q=nowhere"), tmp_path) == []
    manager = person("om_manager", organisation_id=issues)
    assert numbers(kind, export(manager, kind), tmp_path) == ["WT-1"]


def test_no_cell_is_a_formula_and_days_are_the_citys(issues, person):
    leader = person("leader")
    text = export(leader, "csv", "numbers=WT-1").decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["问题"] == f"'{HOSTILE}"
    assert (row["认定日期"], row["限期"], row["期限单位"]) == ("2026-03-06", "2026-04-01", "自然日")
    assert (row["经度（WGS-84）"], row["纬度（WGS-84）"]) == ("120.75", "30.75")
    sheet = openpyxl.load_workbook(io.BytesIO(export(leader, "xlsx"))).active
    cells = [cell for line in sheet.iter_rows() for cell in line]
    assert all(cell.data_type != "f" for cell in cells)
    assert {cell.number_format for cell in cells if cell.is_date} == {"yyyy-mm-dd"}
    assert sheet.freeze_panes == "B2"


def test_a_file_that_would_be_too_long_is_refused_and_a_stranger_gets_none(
    issues, person, monkeypatch
):
    writer, kind, _ = issue_export.FORMATS["xlsx"]
    monkeypatch.setitem(issue_export.FORMATS, "xlsx", (writer, kind, 1))
    answer = person("leader").get("/api/v1/issue-export?format=xlsx")
    assert (answer.status_code, answer.json["code"]) == (422, "issues.export_too_many")
    assert person("pilot").get("/api/v1/issue-export?format=csv").status_code == 403
    assert person("leader").get("/api/v1/issue-export?format=exe").status_code == 422
