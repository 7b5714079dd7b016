"""Leads through the web: typed in, decided once by a named person, withheld where they must be."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from geo.errors import Refused
from ledger import leads
from ledger.db import reading, transaction
from ledger.models import Finding, IssueEvent, Lead, Station
from tests.factories import make_issue, make_lead, make_station, make_user

SAID = {"station": "S1", "code": "ENV-05", "source": "hotline", "note": "站旁有人烧秸秆"}


@pytest.fixture
def station(engine):
    with transaction(engine) as session:
        return make_station(session, code="S1", stands_in_code="330402").id


def lead(engine, station, **fields) -> str:
    with transaction(engine) as session:
        return make_lead(session, session.get_one(Station, station), **fields).number


def events(engine) -> list[str]:
    with reading(engine) as session:
        rows = select(IssueEvent.action).where(IssueEvent.action.like("lead.%"))
        return list(session.scalars(rows.order_by(IssueEvent.position)))


def test_a_supervisor_types_a_call_in_and_makes_it_an_issue(person, station, engine):
    boss = person("supervisor")
    made = boss.post("/api/v1/leads", SAID | {"lon": 120.751, "lat": 30.751})
    assert made.status_code == 201, made.json
    number = made.json["number"]
    assert made.json["state"] == "triage"
    assert (made.json["lon"], made.json["lat"]) == (120.751, 30.751)
    done = boss.post(f"/api/v1/leads/{number}/confirm", {"version": made.json["version"]}).json
    assert done["issue"]["found_way"] == "hotline"
    assert done["issue"]["code"] == "ENV-05"
    assert done["lead"]["issue"]["number"] == done["issue"]["number"]
    assert events(engine) == ["lead.submit", "lead.confirm"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"lon": 121.9, "lat": 30.75}, "lead.far_away"),
        ({"code": "INT-01"}, "finding.wrong_kind"),
        ({"code": "XXX-01"}, "finding.unknown_code"),
        ({"note": "   "}, "lead.note_missing"),
        ({"datum": "mars", "lon": 120.7, "lat": 30.7}, "datum.unknown"),
    ],
)
def test_what_cannot_be_is_refused(person, station, change, code):
    assert person("supervisor").post("/api/v1/leads", SAID | change).json["code"] == code


def test_two_calls_about_one_station_are_two_leads_but_a_rule_says_a_thing_once(engine, station):
    with transaction(engine) as session:
        place = session.get_one(Station, station)
        twice = [
            leads.submit(
                session, station=place, code="OPS-01", source="data", subject="rule:D-05:2026-06-01"
            )
            for _ in range(2)
        ]
        assert twice[0].id == twice[1].id
        twice[0].state = "rejected"
        session.flush()
        again = leads.submit(
            session, station=place, code="OPS-01", source="data", subject="rule:D-05:2026-06-01"
        )
        assert (again.id, again.state) == (twice[0].id, "rejected")


def test_one_decides_and_the_other_is_told(person, station, engine):
    number = lead(engine, station)
    first, second = person("supervisor"), person("bureau_reviewer")
    address = f"/api/v1/leads/{number}"
    assert first.post(f"{address}/reject", {"version": 1, "reason": " "}).status_code == 422
    rejected = first.post(f"{address}/reject", {"version": 1, "reason": "同一设备"}).json
    assert rejected["state"] == "rejected"
    late = second.post(f"{address}/confirm", {"version": 1})
    assert (late.status_code, late.json["code"]) == (409, "lead.decided")
    assert events(engine) == ["lead.reject"]


def test_a_lead_merges_only_into_an_open_issue_that_as_few_people_see(person, station, engine):
    with transaction(engine) as session:
        place, boss = session.get_one(Station, station), make_user(session)
        other = make_issue(session, make_station(session), boss, state="confirmed").number
        mine = make_issue(session, place, boss, state="confirmed").number
        over = make_issue(session, place, boss, state="closed").number
    plain, secret = lead(engine, station), lead(engine, station, code="HUM-01", withheld=True)
    caller = person("supervisor")

    def merge(number, issue):
        said = {"version": 1, "issue": issue}
        return caller.post(f"/api/v1/leads/{number}/merge", said).json

    assert merge(plain, other)["code"] == "lead.merge_target"
    assert merge(plain, over)["code"] == "lead.merge_target"
    assert merge(secret, mine)["code"] == "lead.merge_withheld"
    assert merge(plain, mine)["state"] == "merged"
    story = caller.get(f"/api/v1/issues/{mine}").json["events"]
    assert [(event["action"], event["to_state"]) for event in story] == [("merge", "confirmed")]


def test_interference_stays_hidden_from_the_district_and_everything_from_companies(
    person, station, engine
):
    with transaction(engine) as session:
        place = session.get_one(Station, station)
        secret = leads.submit(session, station=place, code="HUM-04", source="cctv", subject="c:1")
        shown = leads.submit(session, station=place, code="ENV-05", source="cctv", subject="c:2")
        assert (secret.withheld, shown.withheld) == (True, False)
        secret_no, shown_no = secret.number, shown.number
    clerk = person(("district", "district", "330402"))
    assert [item["number"] for item in clerk.get("/api/v1/leads").json["items"]] == [shown_no]
    assert clerk.get(f"/api/v1/leads/{secret_no}").status_code == 404
    denied = clerk.post(f"/api/v1/leads/{shown_no}/confirm", {"version": 1})
    assert denied.status_code == 403
    assert person("om_manager").get(f"/api/v1/leads/{shown_no}").status_code == 404
    boss = person("supervisor").post(f"/api/v1/leads/{secret_no}/confirm", {"version": 1}).json
    assert boss["issue"]["withheld"]


def test_imagery_does_not_come_in_here(engine, station):
    with transaction(engine) as session:
        place = session.get_one(Station, station)
        with pytest.raises(Refused, match="lead.imagery"):
            leads.submit(session, station=place, code="ENV-01", source="drone", subject="x")
        assert session.scalars(select(Lead)).all() == []
        assert session.scalars(select(Finding)).all() == []
