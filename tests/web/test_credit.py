"""Credit records through the web: who sees what, appeals and restrictions, and the export."""

from __future__ import annotations

import io

import openpyxl
import pytest

from ledger import chain, credit
from ledger.db import reading, transaction
from ledger.models import CreditEntry, CreditRestriction, Organisation
from tests.factories import make_organisation


@pytest.fixture
def company(engine):
    """A company at the lowest level, with a name that a spreadsheet would run."""
    with transaction(engine) as session:
        made = make_organisation(session, key="om-a", name_zh="=运维甲")
        make_organisation(session, key="om-b", name_zh="运维乙")
        event = chain.append(
            session, actor=None, action="test", from_state=None, to_state=None, payload={}
        )
        credit.charge(session, company=made, points=45, event=event, reason_code="SMP-02")
        return made.key


@pytest.fixture
def manager(person, company):
    return person(("om_manager", "company", company))


def only(engine, model):
    with reading(engine) as session:
        return session.query(model).one()


def test_each_role_sees_what_the_matrix_says(person, company, manager):
    whole = person("leader").get("/api/v1/credit").json["items"]
    assert [(row["company"]["key"], row["level"]) for row in whole] == [
        ("om-a", "D"),
        ("om-b", "A"),
    ]
    assert [r["company"]["key"] for r in manager.get("/api/v1/credit").json["items"]] == ["om-a"]
    assert manager.get("/api/v1/credit/om-b").status_code == 404
    grades = person("neighbour").get("/api/v1/credit").json["items"]
    assert {tuple(sorted(row)) for row in grades} == {("company", "level", "on")}
    assert person("neighbour").get("/api/v1/credit/om-a").status_code in {403, 404}
    for role in ("district", "om_tech", "pilot", "image_reviewer", "public"):
        assert person(role).get("/api/v1/credit").status_code == 403


def test_an_appeal_goes_from_the_company_to_a_reviewer_and_back(person, manager, engine, company):
    entry = only(engine, CreditEntry).id
    assert (
        person("supervisor")
        .post(f"/api/v1/credit/entries/{entry}/appeal", {"text": "x"})
        .status_code
        == 403
    )
    filed = manager.post(f"/api/v1/credit/entries/{entry}/appeal", {"text": "并非我方责任"})
    assert filed.status_code == 201, filed.json
    address = f"/api/v1/credit/appeals/{filed.json['id']}/decision"
    said = {"uphold": True, "text": "证据不足", "version": filed.json["version"]}
    assert manager.post(address, said).status_code == 403
    assert person("bureau_reviewer").post(address, said).json["state"] == "upheld"
    assert manager.get(f"/api/v1/credit/{company}").json["points"] == 100


def test_a_restriction_is_noticed_objected_signed_and_exported(person, manager, engine, company):
    row, boss = only(engine, CreditRestriction), person("bureau_reviewer")
    address = f"/api/v1/credit/restrictions/{row.number}"
    assert (
        person("supervisor").post(f"{address}/notice", {"text": "x", "version": 1}).status_code
        == 403
    )
    seen = boss.post(f"{address}/notice", {"text": "拟限制投标", "version": 1}).json
    assert seen["state"] == "noticed"
    seen = manager.post(f"{address}/objection", {"text": "有异议", "version": seen["version"]}).json
    with reading(engine) as session:
        name = session.query(Organisation).filter_by(key=company).one().name_zh
    today = boss.get("/api/v1/credit").json["as_of"]
    said = {"impose": True, "text": "多次扣分", "repair": "两年无扣分", "version": seen["version"]}
    said |= {"from_on": today, "to_on": today}
    assert (
        boss.post(f"{address}/decision", said | {"signed": "别家"}).json["code"]
        == "credit.signature"
    )
    assert boss.post(f"{address}/decision", said | {"signed": name}).json["holds"]
    made = boss.get("/api/v1/credit/export.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(made.data))
    cells = [cell.value for page in book for line in page.iter_rows() for cell in line]
    assert row.number in cells
    assert "'=运维甲" in cells
    assert "=运维甲" not in cells
    assert manager.get("/api/v1/credit/export.xlsx").status_code == 403


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pages_open(person, manager, company, lang):
    boss = person("bureau_reviewer")
    for address in ("/credit", f"/credit/{company}", "/credit/sheet", "/credit?on=2020-01-01"):
        answer = boss.get(f"{address}{'&' if '?' in address else '?'}lang={lang}")
        assert answer.status_code == 200, answer.get_data(as_text=True)[:500]
    assert manager.get(f"/credit/{company}").status_code == 200
    assert "credit/om-a" not in person("neighbour").get("/credit").get_data(as_text=True)
