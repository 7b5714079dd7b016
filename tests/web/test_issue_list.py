"""The ledger's list: every filter, counts beside it, pages, and one decision for several."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ledger import audit
from ledger.db import reading, transaction
from ledger.deadlines import local_date
from ledger.models import Issue, Station
from tests.factories import make_issue, make_organisation, make_station, make_user

NOW = datetime(2026, 3, 6, 3, tzinfo=UTC)
TODAY = local_date(NOW)


@pytest.fixture
def ledger(engine, monkeypatch):
    """Six issues at two stations; returns number by name."""
    monkeypatch.setattr("ledger.clock.now", lambda _session: NOW)
    rows = {
        "late": {"deadline_on": TODAY - timedelta(days=3), "state": "assigned", "grade": 3},
        "soon": {"deadline_on": TODAY + timedelta(days=2), "state": "rectifying"},
        "later": {"deadline_on": TODAY + timedelta(days=20), "state": "verify", "grade": 1},
        "none": {"state": "confirmed", "found_way": "hotline", "principled": True},
        "closed": {"state": "closed", "deadline_on": TODAY - timedelta(days=30)},
        "other": {"state": "confirmed", "code": "OPS-01", "kind": "quality"},
    }
    with transaction(engine) as session:
        finder = make_user(session)
        company = make_organisation(session, key="om-a", name_zh="甲公司")
        near = make_station(
            session,
            code="S1",
            name_zh="南湖",
            search_text="南湖 nanhu nh s1",
            company=company,
            counts_for_code="330402",
        )
        far = make_station(session, code="S2", name_zh="王江泾", counts_for_code="330411")
        return {
            name: make_issue(
                session,
                far if name == "other" else near,
                finder,
                found_at=NOW - timedelta(days=n),
                **fields,
            ).number
            for n, (name, fields) in enumerate(rows.items())
        }


@pytest.fixture
def names(ledger, person):
    """Ask as a leader; return the names of the issues that came."""
    caller, back = person("leader"), {number: name for name, number in ledger.items()}

    def ask(query: str) -> list[str]:
        answer = caller.get(f"/api/v1/issues?{query}")
        assert answer.status_code == 200, answer.text
        return [back[item["number"]] for item in answer.json["items"]]

    ask.caller = caller
    return ask


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("overdue=1", ["late"]),
        ("due=7", ["soon"]),
        ("due=0", []),
        ("grade=1,3", ["late", "later"]),
        ("kind=quality", ["other"]),
        ("class_code=OPS", ["other"]),
        ("code=OPS-01", ["other"]),
        ("district=330411", ["other"]),
        ("station=S2,S9", ["other"]),
        ("company=om-a&state=closed", ["closed"]),
        ("source=hotline", ["none"]),
        ("principled=1", ["none"]),
        ("found_from=2026-03-06", ["late"]),
        ("found_to=2026-03-01", ["other"]),
        ("q=nanhu&state=verify", ["later"]),
        ("q=王江", ["other"]),
        ("q=%25", []),
        ("q=%00", []),
        ("q=a%00", []),
        ("sort=urgent&state=not_closed", ["late", "soon", "later", "none", "other"]),
        ("sort=urgent", ["late", "soon", "later", "none", "other", "closed"]),
        ("sort=grade", ["late", "soon", "none", "closed", "other", "later"]),
    ],
)
def test_a_filter_gives_exactly_its_issues(names, query, found):
    assert names(query) == found


@pytest.mark.parametrize("sort", ["found", "oldest", "urgent", "grade", "number"])
def test_pages_give_every_issue_once_in_the_order_of_one_long_page(names, sort):
    whole, pages, after = names(f"sort={sort}"), [], ""
    for _ in range(6):
        pages += names(f"sort={sort}&limit=2&after={after}")
        answer = names.caller.get(f"/api/v1/issues?sort={sort}&limit=2&after={after}").json
        after = answer["next"]
        if after is None:
            break
    assert pages == whole
    assert len(whole) == 6


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("after=rubbish!", "issues.bad_cursor"),
        ("after=WzksIngiLDFd", "issues.bad_cursor"),
        ("after=WzAsIjIwMjYtMDEtMDEiLDFd", "issues.bad_cursor"),
        ("sort=price", "request.invalid"),
        ("grade=x", "request.invalid"),
        ("state=open,closed", "request.invalid"),
        ("found_to=9999-12-31", "request.invalid"),
        ("found_from=0001-01-01", "request.invalid"),
    ],
)
def test_a_wrong_question_is_refused_with_its_code(names, query, code):
    answer = names.caller.get(f"/api/v1/issues?{query}")
    assert (answer.status_code, answer.json["code"]) == (422, code)


def test_a_count_beside_a_filter_is_what_choosing_it_gives(names):
    facets = names.caller.get("/api/v1/issue-facets?grade=2&q=nanhu").json
    assert {entry["key"]: entry["n"] for entry in facets["district"]} == {"330402": 3}
    assert facets["grade"] == {"1": 1, "2": 3, "3": 1}
    for name in ("station", "district", "company", "code", "class_code"):
        for entry in facets[name]:
            asked = f"{name}={entry['key']}" + ("" if name == "grade" else "&grade=2")
            assert len(names(f"{asked}&q=nanhu")) == entry["n"], (name, entry)
    for state, n in facets["state"].items():
        assert len(names(f"state={state}&grade=2&q=nanhu")) == n


def test_nobody_counts_what_they_may_not_see(ledger, person, engine):
    stranger = person("om_manager")
    assert stranger.get("/api/v1/issues").json == {"items": [], "counts": {}, "next": None}
    assert stranger.get("/api/v1/issue-facets").json["overdue"] == {"1": 0}
    assert person("pilot").get("/api/v1/issue-facets").status_code == 403


def test_one_decision_for_several_is_told_of_each_and_taken_only_where_it_may_be(
    ledger, person, engine
):
    caller = person("supervisor")
    wanted = ("none", "other", "closed")
    items = [{"number": ledger[name], "version": 1} for name in wanted]
    items.append({"number": "WT-0-0-0", "version": 1})
    body = {"step": "reject", "reason": "重复登记", "items": items}
    answer = caller.post("/api/v1/issue-steps", body)
    assert answer.status_code == 200, answer.text
    assert {row["number"] for row in answer.json["done"]} == {ledger["none"], ledger["other"]}
    left = {row["number"]: row["code"] for row in answer.json["left"]}
    assert left == {ledger["closed"]: "issue.illegal_step", "WT-0-0-0": "access.not_found"}
    again = caller.post("/api/v1/issue-steps", body).json
    assert again["done"] == []
    assert {row["code"] for row in again["left"]} >= {"issue.changed"}
    with reading(engine) as session:
        assert audit.verify(session).ok
        row = session.query(Issue).filter_by(number=ledger["other"]).one()
        assert (row.state, [event.action for event in row.events]) == ("rejected", ["reject"])


def test_several_are_handed_to_one_organisation_each_with_its_own_deadline(ledger, person, engine):
    with transaction(engine) as session:
        station = session.query(Station).filter_by(code="S2").one()
        number = make_issue(session, station, make_user(session)).number
    items = [{"number": n, "version": 1} for n in (number, ledger["other"])]
    body = {"step": "assign", "items": items, "responsible": "om-a", "deadline_on": "2026-04-01"}
    answer = person("supervisor").post("/api/v1/issue-steps", body).json
    assert [row["state"] for row in answer["done"]] == ["assigned", "assigned"], answer["left"]
    leader = person("leader").post("/api/v1/issue-steps", body)
    assert {row["code"] for row in leader.json["left"]} == {"issue.not_allowed"}


def test_a_view_is_kept_by_its_owner_shared_with_colleagues_and_nobodys_else(person, engine):
    with transaction(engine) as session:
        centre = make_organisation(session, kind="city_bureau").id
    owner = person("supervisor", organisation_id=centre)
    colleague, stranger = person("leader", organisation_id=centre), person("leader")
    body = {"name": "逾期的", "query": {"overdue": "1", "sort": "urgent"}, "is_default": True}
    first = owner.post("/api/v1/issue-views", body)
    assert first.status_code == 201, first.text
    address = f"/api/v1/issue-views/{first.json['id']}"
    assert colleague.get("/api/v1/issue-views").json["items"] == []
    owner.patch(address, {"shared": True, "name": "已逾期"})
    (seen,) = colleague.get("/api/v1/issue-views").json["items"]
    assert (seen["name"], seen["mine"], seen["is_default"]) == ("已逾期", False, False)
    assert stranger.get("/api/v1/issue-views").json["items"] == []
    for other in (colleague, stranger):
        assert other.patch(address, {"name": "x"}).status_code == 404
        assert other.call("DELETE", address).status_code == 404
    second = owner.post("/api/v1/issue-views", body | {"query": {"grade": "3"}}).json
    mine = {view["name"]: view for view in owner.get("/api/v1/issue-views").json["items"]}
    assert [name for name, view in mine.items() if view["is_default"]] == ["逾期的"]
    renamed = owner.patch(f"/api/v1/issue-views/{second['id']}", {"name": "已逾期"})
    assert renamed.json["code"] == "issues.view_name"
    assert owner.call("DELETE", address).status_code == 204
    for query in ({"state": "open"}, {"after": "x"}, {"grade": 3}, {"__class__": "x"}):
        assert owner.post("/api/v1/issue-views", body | {"query": query}).status_code == 422
