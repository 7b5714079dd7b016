"""Work orders through the web: who files, who sees what, what an import writes."""

from __future__ import annotations

import io
from datetime import datetime

import openpyxl
import pytest
from sqlalchemy import func, select

from ledger.db import reading, transaction
from ledger.models import IssueEvent, Job, Lead, OrderImport, OrderPhoto, Station, WorkOrder
from ledger.models.base import now
from tests.factories import (
    make_issue,
    make_lead,
    make_order,
    make_organisation,
    make_station,
    make_user,
)

HEAD = "工单号,站点编码,工单类型,计划时间,到站时间,离站时间,人员,照片\n"
ROW = "GD-1,S1,周巡检,2026-06-01,2026/6/1 9:00,2026-06-01 10:10,张三,a.jpg;b.jpg\n"
WRONG = "GD-2,S9,周巡检,昨天,,,=cmd(),\n"


@pytest.fixture
def world(engine):
    """Two companies with a station each; their keys."""
    with transaction(engine) as session:
        for key, code in (("om-a", "S1"), ("om-b", "S2")):
            company = make_organisation(session, key=key, name_zh=key)
            make_station(session, code=code, name_zh=f"站{code}", company_id=company.id)
    return "om-a", "om-b"


@pytest.fixture
def manager(person):
    return person(("om_manager", "company", "om-a"))


def send(caller, data: bytes | str, *, commit: bool, name: str = "六月.csv", **form: str):
    data = data.encode() if isinstance(data, str) else data
    return caller.call(
        "POST",
        f"/api/v1/orders/import?commit={int(commit)}",
        data={"file": (io.BytesIO(data), name)} | form,
        content_type="multipart/form-data",
    )


def count(engine, model) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_preview_names_every_wrong_cell_and_writes_nothing(world, person, engine):
    caller = person("supervisor")
    body = send(caller, HEAD + ROW + WRONG, commit=False, company="om-a").json
    assert not body["ok"]
    assert [row["action"] for row in body["rows"]] == ["new", "new"]
    codes = {(p["field"], p["code"]) for p in body["rows"][1]["problems"]}
    assert codes == {("station", "order.station_unknown"), ("planned_at", "order.time")}
    refused = send(caller, HEAD + ROW + WRONG, commit=True, company="om-a")
    assert refused.json["code"] == "import.has_problems"
    assert count(engine, WorkOrder) == 0


def test_an_import_is_one_event_and_the_same_file_again_changes_nothing(world, person, engine):
    caller = person("supervisor")
    first = send(caller, HEAD + ROW, commit=True, company="om-a").json
    assert first["counts"] == {"rows": 1, "new": 1, "change": 0, "same": 0, "months": ["2026-06"]}
    again = send(caller, HEAD + ROW, commit=True, company="om-a").json
    assert again["counts"]["same"] == 1
    later = ROW.replace("10:10", "11:10").replace(";b.jpg", "")
    changed = send(caller, HEAD + later, commit=True, company="om-a").json
    assert changed["counts"]["change"] == 1
    assert (count(engine, WorkOrder), count(engine, OrderPhoto)) == (1, 1)
    with reading(engine) as session:
        events = session.scalars(select(IssueEvent).order_by(IssueEvent.position)).all()
        assert [event.action for event in events] == ["order.import"] * 3
        changes = events[-1].payload["changes"]["GD-1"]
        assert set(changes) == {"finished_at", "photos"}
        assert changes["photos"] == [["a.jpg", "b.jpg"], ["a.jpg"]]
        assert session.scalar(select(func.count()).where(Job.kind == "orders.check")) == 3


def test_columns_matched_by_hand_are_remembered_for_the_company(world, person):
    caller = person("supervisor")
    strange = (HEAD + ROW).replace("计划时间", "排班")
    missing = send(caller, strange, commit=False, company="om-a").json
    assert [p["code"] for p in missing["problems"]] == ["import.missing_column"]
    chosen = '{"排班": "planned_at", "照片": ""}'
    done = send(caller, strange, commit=True, company="om-a", columns=chosen)
    assert done.json["counts"]["new"] == 1
    assert send(caller, strange, commit=False, company="om-a").json["ok"]
    assert send(caller, strange, commit=False, company="om-b").json["problems"]
    assert send(caller, strange, commit=False, company="om-a", columns="[").status_code == 422


def test_a_workbook_with_real_times_reads_the_same_and_a_formula_refuses_it(world, person):
    caller = person("supervisor")
    book = openpyxl.Workbook()
    book.active.append(["order no", "station", "kind", "planned", "started"])
    at = datetime(2026, 6, 1, 9, 0)  # noqa: DTZ001  (a spreadsheet's time has no zone)
    book.active.append(["A1", "站S1", "weekly_visit", at, at])
    stream = io.BytesIO()
    book.save(stream)
    body = send(caller, stream.getvalue(), commit=False, name="a.xlsx", company="om-a").json
    assert body["ok"], body
    assert body["rows"][0]["values"]["started_at"] == "2026-06-01 09:00"
    book.active.append(["=1+1", "站S1", "weekly_visit", at, at])
    stream = io.BytesIO()
    book.save(stream)
    refused = send(caller, stream.getvalue(), commit=False, name="a.xlsx", company="om-a")
    assert refused.json["code"] == "xlsx.formula"


@pytest.mark.parametrize(
    ("station", "number", "problem"),
    [
        ("S2", "GD-1", ("station", "order.out_of_reach")),
        ("S1", "=2+2", ("number", "import.code")),
    ],
)
def test_a_company_files_its_own_stations_orders_only(world, manager, station, number, problem):
    row = ROW.replace("S1", station).replace("GD-1", number)
    body = send(manager, HEAD + row, commit=False).json
    assert [(p["field"], p["code"]) for p in body["rows"][0]["problems"]] == [problem]


def test_a_company_cannot_file_for_another_and_a_district_not_at_all(world, manager, person):
    assert send(manager, HEAD + ROW, commit=False, company="om-b").status_code == 404
    assert send(manager, HEAD + ROW, commit=True).json["counts"]["new"] == 1
    assert send(person("district"), HEAD + ROW, commit=False).status_code == 403


def test_each_sees_its_own_orders_and_a_company_none_of_the_leads(world, manager, person, engine):
    with transaction(engine) as session:
        stations = _stations(session)
        ids = [make_order(session, s, s.company).id for s in stations]
        make_lead(session, stations[0], order_id=ids[0], rule="WO-07", company_id=None)
    boss = person("supervisor")
    assert boss.get("/api/v1/orders").json["total"] == 2
    own = manager.get("/api/v1/orders").json
    assert [item["id"] for item in own["items"]] == [ids[0]]
    assert own["items"][0]["leads"] is None
    assert manager.get(f"/api/v1/orders/{ids[1]}").status_code == 404
    assert manager.get(f"/api/v1/orders/{ids[0]}").json["checks"] == []
    assert "leads" not in manager.get("/api/v1/orders/funnel").json
    assert boss.get("/api/v1/orders/funnel").json["leads"] == 1
    assert boss.get("/api/v1/orders?which=hit").json["total"] == 1
    for path in ("orders/check", "orders/samples"):
        assert manager.post(f"/api/v1/{path}", {"month": "2026-06"}).status_code == 403


def _stations(session):
    return session.scalars(select(Station).order_by(Station.code)).all()


def test_each_figure_of_the_funnel_counts_the_rows_that_its_link_shows(world, person, engine):
    states = ["triage", "triage", "confirmed", "confirmed", "rejected", "merged"]
    with transaction(engine) as session:
        station = _stations(session)[0]
        clerk = make_user(session)
        for n, state in enumerate(states):
            late = n == 0
            order = make_order(session, station, station.company, late=late, checked_at=now())
            mode = "on_spot" if n == 2 else "time_limit"
            issue = make_issue(session, station, clerk, mode=mode)
            fields = {"state": state, "rule": "WO-07", "company_id": station.company_id}
            fields |= {"issue_id": issue.id} if state in {"confirmed", "merged"} else {}
            make_lead(session, station, order_id=order.id, **fields)
        make_lead(session, station, source="hotline", company_id=station.company_id)
    boss = person("supervisor")
    month = "month=2026-06&company=om-a"
    figures = boss.get(f"/api/v1/orders/funnel?{month}").json

    def rows(path: str) -> int:
        return boss.get(f"/api/v1/{path}&{month}").json["total"]

    assert figures["orders"] == rows("orders?which=") == 6
    assert figures["leads"] == rows("leads?orders=1&state=all") == 6
    assert figures["issues"] == rows("leads?orders=1&state=confirmed") == 2
    assert figures["on_spot"] == rows("leads?orders=1&state=confirmed&mode=on_spot") == 1
    assert figures["waiting"] == rows("leads?orders=1&state=triage") == 2
    assert figures["rejected"] == rows("leads?orders=1&state=rejected") == 1
    assert figures["orders"] - figures["covered"] == rows("orders?which=uncovered") == 6
    assert figures["due"] - figures["on_time"] == rows("orders?which=late") == 1
    assert (figures["confirm_rate"], figures["on_spot_share"]) == (2 / 4, 1 / 2)


def test_a_district_learns_nothing_of_rules_whose_leads_are_withheld(world, person, engine):
    with transaction(engine) as session:
        station = _stations(session)[0]
        station.stands_in_code = "330402"
        entry = {"verdict": "hit", "why": "order.hit.sample", "measured": "", "limit": ""}
        checks = [entry | {"rule": rule, "check": "x"} for rule in ("WO-02", "WO-07")]
        order_id = make_order(session, station, station.company, checks=checks).id
    clerk = person(("district", "district", "330402"))
    shown = clerk.get(f"/api/v1/orders/{order_id}").json["checks"]
    assert [check["rule"] for check in shown] == ["WO-07"]
    boss = person("supervisor").get(f"/api/v1/orders/{order_id}").json["checks"]
    assert len(boss) == 2


def test_a_sample_is_drawn_once_and_judged_once_and_a_problem_becomes_a_lead(world, person, engine):
    with transaction(engine) as session:
        station = _stations(session)[0]
        for _ in range(30):
            make_order(session, station, station.company)
    boss = person("supervisor")
    month = {"month": "2026-06", "company": "om-a"}
    sample = boss.post("/api/v1/orders/samples", month).json
    assert len(sample["items"]) == 10
    assert boss.post("/api/v1/orders/samples", month).json["code"] == "order.sampled"
    address = f"/api/v1/orders/samples/items/{sample['items'][0]['id']}"
    assert boss.post(address, {"verdict": "problem"}).json["code"] == "order.note_missing"
    assert boss.post(address, {"verdict": "problem", "note": "照片不是本站"}).status_code == 200
    assert boss.post(address, {"verdict": "ok"}).json["code"] == "order.judged"
    assert count(engine, Lead) == 1
    figures = boss.get("/api/v1/orders/funnel?month=2026-06").json
    assert (figures["sampled"], figures["judged"], figures["leads"]) == (10, 1, 1)


@pytest.mark.parametrize("page", ["/orders", "/orders/import", "/orders/check", "/leads"])
def test_the_pages_stand_for_those_who_may(world, person, browser, page):
    client, _ = browser(person("supervisor").email)
    assert client.get(page, headers={"Accept": "text/html"}).status_code == 200
    client, _ = browser(person("pilot").email)
    assert client.get(page, headers={"Accept": "text/html"}).status_code == 403


def test_an_import_of_another_company_is_not_there(world, manager, person, engine):
    made = send(person("supervisor"), HEAD + ROW.replace("S1", "S2"), commit=True, company="om-b")
    assert made.status_code == 200
    assert count(engine, OrderImport) == 1
    assert manager.get(f"/api/v1/orders/imports/{made.json['id']}").status_code == 404
