"""The life of an issue over HTTP: offered, taken, refused, and the same rules for everybody."""

from __future__ import annotations

import base64
import random
from datetime import timedelta

import pytest

from ledger import audit, clock, issues, media
from ledger.db import reading, transaction
from ledger.models import Issue, Station
from ledger.models.base import now as real_now
from ledger.models.issues import STATES
from tests.factories import make_issue, make_organisation, make_station, make_user

TUS = {"Tus-Resumable": "1.0.0"}
PLAN = {"text": "清理", "measures": [{"text": "清理杂物", "due_on": "2030-01-01"}]}


@pytest.fixture
def place(engine):
    """A company, a centre and a station; returns their ids."""
    with transaction(engine) as session:
        company = make_organisation(session, key="om-x")
        centre = make_organisation(session, key="centre", kind="city_bureau")
        station = make_station(session, code="S1", company=company)
        return {"company": company.id, "centre": centre.id, "station": station.id}


@pytest.fixture
def crew(person, place):
    company, centre = place["company"], place["centre"]
    return {
        "manager": person("om_manager", organisation_id=company),
        "tech": person("om_tech", organisation_id=company),
        "one": person("supervisor", organisation_id=centre),
        "two": person("supervisor", organisation_id=centre),
        "reviewer": person("bureau_reviewer", organisation_id=centre),
        "leader": person("leader"),
        "stranger": person("om_manager"),
    }


@pytest.fixture
def opened(engine, place, crew):
    """Make an issue and return its address."""

    def make(**fields):
        with transaction(engine) as session:
            station = session.get_one(Station, place["station"])
            found = make_issue(session, station, make_user(session), **fields)
            return f"/api/v1/issues/{found.number}"

    return make


def upload(caller, data: bytes = b"\xff\xd8\xff proof", name: str = "proof.jpg") -> str:
    named = base64.b64encode(name.encode()).decode()
    headers = TUS | {"Upload-Length": str(len(data)), "Upload-Metadata": f"filename {named}"}
    answer = caller.call(
        "POST",
        "/api/v1/uploads/",
        headers=headers,
        data=data,
        content_type="application/offset+octet-stream",
    )
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"].rsplit("/", 1)[1]


def step(caller, address, name, **body):
    body.setdefault("version", caller.get(address).json.get("version", 1))
    return caller.post(f"{address}/steps/{name}", body)


def test_an_issue_lives_from_its_order_to_its_look_back_and_never_by_one_person(
    crew, opened, settings
):
    address = opened(grade=2)
    ordered = step(crew["one"], address, "assign", responsible_person="运维员乙").json
    assert (ordered["state"], ordered["state_text"]) == ("assigned", "待报方案")
    assert ordered["responsible_person"] == "运维员乙"
    offers = {o["step"]: o for o in crew["manager"].get(address).json["offers"]}
    assert (offers["file_plan"]["fields"], offers["file_plan"]["blocked"]) == (["plan"], None)
    filed = step(crew["manager"], address, "file_plan", plan=PLAN).json
    assert filed["plans"][0]["measures"][0]["text"] == "清理杂物"
    assert step(crew["one"], address, "accept_plan").json["plans"][0]["filing_no"]
    taken = real_now().isoformat(timespec="seconds")
    file = {"id": upload(crew["manager"]), "taken_at": taken}
    applied = step(crew["manager"], address, "apply_close", note="已清", evidence=[file]).json
    (picture,) = [e for e in applied["evidence"] if e["kind"] == "after"]
    assert picture["taken_at"].startswith(taken[:19])
    assert crew["one"].get(picture["url"]).data.startswith(b"\xff\xd8\xff")
    choices = crew["one"].get(address).json["choices"]["verifiers"]
    assert {c["id"] for c in choices} == {crew["one"].user_id, crew["two"].user_id}
    step(crew["one"], address, "take_up", verifiers=[crew["two"].user_id])
    refused = step(crew["one"], address, "pass", note="好")
    assert (refused.status_code, refused.json["code"]) == (403, "issue.not_named")
    assert step(crew["two"], address, "pass", note="好").json["state"] == "approval"
    closed = step(crew["reviewer"], address, "approve").json
    assert (closed["state"], closed["days_left"], closed["steps"]) == ("closed", None, [])
    assert closed["close_no"].startswith("XH-WT-")
    assert closed["verifications"][0]["passed"]
    assert [stage["place"] for stage in closed["path"]] == ["past"] * 6 + ["now", "next"]
    blocked = {o["step"]: o for o in crew["one"].get(address).json["offers"]}["look_back"]
    assert blocked["blocked"] == "issue.lookback_window"
    assert "回头看" in blocked["why"]
    assert media.store_for(settings).exists(picture["sha256"])


def test_proof_is_a_picture_and_ones_own(crew, opened):
    address = opened(state="fix_on_spot", mode="on_spot")
    script = upload(crew["tech"], b"<script>alert(1)</script>")
    refused = step(crew["tech"], address, "fixed", note="x", evidence=[script])
    assert refused.json["code"] == "evidence.not_a_picture"
    foreign = upload(crew["one"])
    answer = step(crew["tech"], address, "fixed", note="x", evidence=[foreign])
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("who", "body", "status", "code"),
    [
        ("one", {"version": 6}, 409, "issue.changed"),
        ("one", {"version": 1, "by": "me"}, 422, "request.invalid"),
        ("one", {"version": 1, "evidence": [3]}, 422, "request.invalid"),
        ("one", {"version": 1, "deadline_on": "2020-01-01"}, 422, "issue.deadline_past"),
        ("one", {"version": 1, "deadline_on": "9999-12-31"}, 422, "calendar.too_long"),
        ("leader", {"version": 1}, 403, "issue.not_allowed"),
        ("stranger", {"version": 1}, 404, "access.not_found"),
    ],
)
def test_a_step_is_refused_with_its_code(crew, opened, who, body, status, code):
    address = opened()
    answer = crew[who].post(f"{address}/steps/assign", body)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert crew["one"].get(address).json["state"] == "confirmed"


def test_an_unknown_step_and_a_step_of_the_system_are_nobodys(crew, opened):
    address = opened(state="rectifying")
    assert step(crew["one"], address, "abolish").json["code"] == "issue.unknown_step"
    for name in ("yellow", "take_effect", "bad_credit"):
        assert step(crew["reviewer"], address, name).status_code == 403


def test_overdue_and_groups_of_states_are_found(person, opened, engine):
    with reading(engine) as session:
        today = clock.now(session).date()
    late = today - timedelta(days=3)
    number = opened(state="assigned", deadline_on=late).rsplit("/", 1)[1]
    opened(state="assigned", deadline_on=today + timedelta(days=3))
    opened(state="closed", deadline_on=late)
    opened(state="verify", deadline_on=late, rectified_on=late)
    leader = person("leader")

    def numbers(query):
        return [item["number"] for item in leader.get(f"/api/v1/issues?{query}").json["items"]]

    assert numbers("overdue=1") == [number]
    assert len(numbers("state=running")) == 2
    assert len(numbers("state=not_closed")) == 3
    assert len(numbers("state=verifying")) == 1


def test_random_steps_over_http_never_leave_the_table(crew, opened, engine):
    chance = random.Random(7)  # noqa: S311  (a test must repeat)
    address = opened(grade=3, mode="on_spot")
    number = address.rsplit("/", 1)[1]
    body = {
        "note": "看过",
        "reason": "理由",
        "no_position": "无信号",
        "case_result": "立案",
        "plan": PLAN,
        "deadline_on": "2031-01-01",
    }
    for _ in range(60):
        caller = crew[chance.choice(list(crew))]
        seen = caller.get(address)
        if seen.status_code == 404:
            assert caller is crew["stranger"]
            continue
        before = seen.json
        name = chance.choice([*issues.STEPS, *before["steps"] * 8])
        taken = caller.post(f"{address}/steps/{name}", body | {"version": before["version"]})
        after = crew["leader"].get(address).json
        rows = [r for r in issues.STEPS.get(name, ()) if r.from_state in {before["state"], "*"}]
        if taken.status_code == 200:
            assert rows
            assert after["version"] > before["version"]
        else:
            assert taken.status_code in {403, 404, 409, 422}
            assert (after["state"], after["version"]) == (before["state"], before["version"])
        assert after["state"] in STATES
    with reading(engine) as session:
        issue = session.query(Issue).filter_by(number=number).one()
        assert len(issue.events) == issue.steps_taken == issue.version - 1
        assert audit.verify(session).ok
