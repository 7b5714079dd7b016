"""The record's head and a check of it for those who may; what an issue said on a day."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ledger import chain, heads
from ledger.db import transaction
from ledger.models import Issue, User
from tests.factories import make_issue, make_station, make_user


@pytest.fixture
def number(engine):
    with transaction(engine) as session:
        actor = make_user(session, "supervisor")
        issue = make_issue(session, make_station(session), actor, deadline_on=None)
        chain.append(
            session,
            actor=actor,
            action="confirm",
            issue=issue,
            from_state="lead",
            to_state="confirmed",
            payload={"code": issue.code},
        )
        return issue.number


def test_an_issue_says_what_it_said_on_a_day(person, number):
    caller = person("supervisor")
    before = caller.get(f"/api/v1/issues/{number}/as-of?on=2020-01-01").json
    assert (before["events"], before["fields"]) == (0, [])
    after = caller.get(f"/api/v1/issues/{number}/as-of?on=2099-01-01").json
    said = {entry["name"]: entry["text"] for entry in after["fields"]}
    assert (after["events"], said["code"], said["deadline_on"]) == (1, "ENV-01", "—")
    assert said["state"] != "confirmed"  # in words


def test_a_day_is_a_day_and_a_foreign_issue_is_not_there(person, number):
    assert person("supervisor").get(f"/api/v1/issues/{number}/as-of?on=soon").status_code == 422
    assert person("supervisor").get(f"/api/v1/issues/{number}/as-of").status_code == 422
    stranger = person("om_manager").get(f"/api/v1/issues/{number}/as-of?on=2099-01-01")
    assert stranger.status_code == 404


def test_the_record_is_checked_against_what_was_exported(app, person, number, engine, settings):
    caller = person("leader")
    report = caller.get("/api/v1/audit/verification").json
    assert (report["ok"], report["checked"], report["against_head"]) == (True, 1, False)
    with transaction(engine) as session:
        heads.export(session, settings.home)
    assert caller.get("/api/v1/audit/verification").json["against_head"] is True
    shown = caller.get("/api/v1/audit/head").json
    assert "".join(shown["head"]["groups"]) == shown["exported"][0]["hash"]
    assert shown["head"]["groups"][0] in caller.get("/audit").text


def test_what_the_ledger_says_otherwise_is_named(person, number, engine):
    with transaction(engine) as session:
        session.scalars(select(Issue)).one().grade = 3
    broken = person("leader").get("/api/v1/audit/verification").json["broken"]
    assert (broken["reason"], broken["issue"]) == ("grade", number)
    assert broken["why"]


@pytest.mark.parametrize("path", ["/api/v1/audit/head", "/api/v1/audit/verification", "/audit"])
def test_the_record_is_for_the_leader_and_the_bureau(person, path, engine):
    assert person("supervisor").get(path).status_code == 403
    assert person("om_manager").get(path).status_code == 403
    assert person("bureau_reviewer").get(path).status_code == 200
    with transaction(engine) as session:
        assert session.query(User).count() == 3
