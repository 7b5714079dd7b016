from __future__ import annotations

import io
import json

import pytest
from sqlalchemy import func, select

from ledger.db import reading, transaction
from ledger.models import District, Station, StationChange
from tests.factories import make_station

GOOD = "站点编码,站点名称,经度,纬度\n1742A,清河小学,120.75,30.75\n1743A,残联,120.72,30.76\n"
BAD = "站点编码,站点名称,经度,纬度\n1742A,清河小学,120.75,30.75\n1743A,残联,东经,30.76\n"
OUTLINE = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"adcode": 330402, "name": "南湖区"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[120.6, 30.6], [120.9, 30.6], [120.9, 30.9], [120.6, 30.9], [120.6, 30.6]]
                ],
            },
        }
    ],
}


def _count(engine, model) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(model))


def _send(caller, what: str, data: bytes, name: str, *, commit: bool, **form: str):
    return caller.call(
        "POST",
        f"/api/v1/imports/{what}?commit={int(commit)}",
        data={"file": (io.BytesIO(data), name), "datum": "wgs84"} | form,
        content_type="multipart/form-data",
    )


def test_a_preview_shows_every_row_and_writes_nothing(person, engine):
    body = _send(person("supervisor"), "stations", GOOD.encode(), "a.csv", commit=False).json
    assert body["ok"]
    assert body["counts"]["new"] == 2
    assert [row["action"] for row in body["rows"]] == ["new", "new"]
    assert body["rows"][0]["values"]["name_zh"] == "清河小学"
    assert _count(engine, Station) == 0


def test_a_wrong_row_is_named_with_its_words_and_nothing_is_imported(person, engine):
    caller = person("supervisor")
    body = _send(caller, "stations", BAD.encode(), "a.csv", commit=False).json
    assert not body["ok"]
    (problem,) = body["rows"][1]["problems"]
    assert problem["field"] == "lon"
    assert problem["text"] != problem["code"]
    refused = _send(caller, "stations", BAD.encode(), "a.csv", commit=True)
    assert (refused.status_code, refused.json["code"]) == (422, "import.has_problems")
    assert _count(engine, Station) == 0


def test_the_same_file_again_imports_it(person, engine):
    caller = person("supervisor")
    done = _send(caller, "stations", GOOD.encode("gb18030"), "a.csv", commit=True).json
    assert (done["imported"], done["changed"]) == (2, 0)
    renamed = GOOD.replace("残联", "市残联")
    done = _send(caller, "stations", renamed.encode(), "a.csv", commit=True).json
    assert (done["imported"], done["changed"], done["same"]) == (0, 1, 1)
    assert _count(engine, StationChange) == 1


def test_an_unknown_datum_is_refused(person):
    answer = _send(
        person("supervisor"), "stations", GOOD.encode(), "a.csv", commit=False, datum="mars"
    )
    assert (answer.status_code, answer.json["code"]) == (422, "datum.unknown")


def test_a_file_without_its_datum_is_refused(person):
    answer = person("supervisor").call(
        "POST",
        "/api/v1/imports/stations",
        data={"file": (io.BytesIO(GOOD.encode()), "a.csv")},
        content_type="multipart/form-data",
    )
    assert answer.json["code"] == "request.invalid"


def test_districts_are_previewed_then_imported(person, engine):
    caller, data = person("supervisor"), json.dumps(OUTLINE).encode()
    seen = _send(caller, "districts", data, "d.geojson", commit=False).json
    assert (seen["ok"], seen["counts"]["imported"], seen["codes"]) == (True, 1, ["330402"])
    assert _count(engine, District) == 0
    done = _send(caller, "districts", data, "d.geojson", commit=True, approval_no="GS1").json
    assert done["imported"] == 1
    with reading(engine) as session:
        row = session.scalars(select(District)).one()
        assert (row.source, row.approval_no) == ("d.geojson", "GS1")


@pytest.mark.parametrize("role", ["leader", "image_reviewer", "om_manager", "pilot"])
@pytest.mark.parametrize("what", ["stations", "districts"])
def test_only_the_bureau_imports(person, role, what):
    answer = _send(person(role), what, b"{}", "x.csv", commit=True)
    assert (answer.status_code, answer.json["code"]) == (403, "access.forbidden")


def test_a_list_touches_only_stations_within_the_reach_of_who_imports_it(person, engine):
    with transaction(engine) as session:
        make_station(session, code="1742A", name_zh="清河小学", counts_for_code="330402")
        make_station(session, code="1743A", name_zh="残联", counts_for_code="330411")
    caller = person(("bureau_reviewer", "district", "330402"))
    for row, fits in (
        ("1742A,清河小学（新）,120.75,30.75,330402", True),
        ("1743A,残联（新）,120.72,30.76,330402", False),
        ("1744A,新站,120.72,30.76,330411", False),
        ("1745A,新站,120.72,30.76,330402", True),
    ):
        data = f"站点编码,站点名称,经度,纬度,counts_for\n{row}\n".encode()
        body = _send(caller, "stations", data, "a.csv", commit=False).json
        codes = [problem["code"] for problem in body["rows"][0]["problems"]]
        assert codes == ([] if fits else ["import.out_of_reach"])
        answer = _send(caller, "stations", data, "a.csv", commit=True)
        assert answer.status_code == (200 if fits else 422)
    assert _send(person("supervisor"), "stations", data, "a.csv", commit=True).status_code == 200


def test_districts_are_imported_by_those_who_answer_for_all_stations(person):
    data = json.dumps(OUTLINE).encode()
    near = person(("bureau_reviewer", "district", "330402"))
    assert _send(near, "districts", data, "a.geojson", commit=True).status_code == 403
