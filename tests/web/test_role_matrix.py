"""Every address × every role: a foreign thing is not there, and asking changes nothing.

New addresses are walked by themselves: what stands before an argument says which foreign thing
is put there, the view's own schema makes the body.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest
from sqlalchemy import func, select

from ledger.db import new_session, transaction
from ledger.models import (
    Base,
    FlightLog,
    Issue,
    IssueEvent,
    Job,
    OrderImport,
    OrderSample,
    OrderSampleItem,
    Photo,
)
from ledger.models.base import now
from ledger.models.people import ROLES
from tests.factories import (
    make_draw,
    make_finding,
    make_flight,
    make_issue,
    make_lead,
    make_order,
    make_organisation,
    make_scene,
    make_station,
    make_upload,
    make_user,
)
from tests.web.bodies import arguments
from tests.web.test_guard import OPEN

DISTRICT = "330402"
PLACES = {
    "om_manager": ("company", "own-om"),
    "om_tech": ("company", "own-om"),
    "pilot": ("station", "OWN1"),
}
"""Every other role is bound to the first district."""
DENIED = {401, 403, 404}
SAID = {"api_flights.place_photo": {"lon": 120.75, "lat": 30.75}}
"""What a body needs that no single field says."""
TUS = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
WORDS = {"step": "assign", "kind": "kml", "lang": "zh", "version": "1"}
CODE = "9909X"
NAME = "外地站点"


class Foreign:
    """One of everything at a station that nobody here has anything to do with."""

    def __init__(self, session):
        them = make_user(session, "supervisor", name="外地人")
        company = make_organisation(session, key="far-om", name_zh="外地运维")
        station = make_station(
            session, code=CODE, name_zh=NAME, company=company, stands_in_code="330499"
        )
        scene = make_scene(session, station, uploaded_by_id=them.id)
        flight = make_flight(session, station, pilot_id=them.id)
        finding = make_finding(session, station, scene)
        issue = make_issue(session, station, them, title=NAME)
        order = make_order(session, station, company)
        draw = make_draw(session, station, them)
        sample = OrderSample(
            month="2026-06",
            company_id=company.id,
            seed="0" * 64,
            pool="0" * 64,
            pool_size=1,
            made_by_id=them.id,
            made_at=now(),
        )
        photo = Photo(flight=flight, sha256="a" * 64, filename="a.jpg")
        log = FlightLog(flight=flight, sha256="b" * 64, filename="a.srt", kind="srt")
        job = Job(kind="x", queue="intake", subject_kind="scene", subject_id=scene.id)
        handed = OrderImport(
            company_id=company.id,
            filename="a.csv",
            sha256="a" * 64,
            made_by_id=them.id,
            made_at=now(),
        )
        session.add_all([sample, photo, log, job, handed])
        session.flush()
        item = OrderSampleItem(sample_id=sample.id, order_id=order.id, place=1)
        session.add(item)
        lead = make_lead(session, station)
        upload = make_upload(session, them)
        session.flush()
        self.issue = issue.id
        self.marks = (CODE, NAME, issue.number, lead.number, draw.number)
        self.at = {
            "draws": draw.number,
            "findings": finding.id,
            "flights": flight.id,
            "logs": log.id,
            "photos": photo.id,
            "inspectors": draw.stations[0].inspectors[0],
            "issues": issue.number,
            "jobs": job.id,
            "leads": lead.number,
            "media": "e" * 64,
            "orders": order.id,
            "imports": handed.id,
            "items": item.id,
            "scenes": scene.id,
            "stations": CODE,
            "uploads": upload.id,
        }

    def address(self, rule):
        """Return a rule's address with the foreign things in the places of its arguments."""
        found, before = [], ""
        for part in rule.rule.split("/"):
            filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda m, b=before: self._word(b, m[1]), part)
            found.append(filled)
            before = part
        return "/".join(found)

    def _word(self, before, name):
        return str(self.at.get(before) or WORDS.get(name) or 1)


@pytest.fixture
def foreign(engine):
    with transaction(engine) as session:
        own = make_organisation(session, key="own-om")
        make_station(session, code="OWN1", stands_in_code=DISTRICT, company=own)
        return Foreign(session)


@pytest.fixture
def callers(person, foreign):
    """Somebody of each role, bound to a place of their own, and somebody without a role."""
    made = {role: person((role, *PLACES.get(role, ("district", DISTRICT)))) for role in ROLES}
    return made | {"nobody": person()}


def _state(engine):
    """Return how many rows every table has, and how often the foreign issue was written."""
    with new_session(engine, read_only=True) as session:
        counted = {
            table.name: session.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
        }
        versions = session.scalars(select(Issue.version)).all()
        head = session.scalar(select(func.max(IssueEvent.position)))
        return counted | {"versions": versions, "head": head}


def _walk(app):
    """Yield every rule that is not open to visitors, with each of its methods."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in OPEN:
            for method in sorted(rule.methods - {"OPTIONS", "HEAD"}):
                yield rule, method


def _call(app, caller, rule, method, address):
    view = app.view_functions[rule.endpoint]
    options = {"query_string": arguments(view, "query")}
    if method != "GET":
        options |= {"json": arguments(view, "json") | SAID.get(rule.endpoint, {})}
    if rule.endpoint.startswith("tus."):
        options = {"headers": TUS, "data": b"x", "content_type": "application/offset+octet-stream"}
    answer = caller.call(method, address, buffered=False, **options)
    endless = answer.mimetype == "text/event-stream"
    text = "" if endless else answer.get_data().decode("utf-8", "replace")
    answer.close()
    return answer.status_code, text


TOGETHER = {
    "lang.choose",
    "lang.messages",
    "map.frame",
}
"""Addresses whose arguments name nothing that belongs to anybody."""


def test_a_foreign_thing_is_not_there_for_any_role_and_asking_changes_nothing(
    app, engine, foreign, callers
):
    before, wrong, walked = _state(engine), set(), Counter()
    for rule, method in _walk(app):
        if not rule.arguments or rule.endpoint in TOGETHER:
            continue
        for caller in callers.values():
            status, _ = _call(app, caller, rule, method, foreign.address(rule))
            walked[status] += 1
            if status not in DENIED:
                wrong.add((method, rule.rule, status))
    assert wrong == set()
    assert _state(engine) == before
    assert walked[404] > 500


def test_no_list_and_no_page_names_a_foreign_thing(app, foreign, callers):
    named, walked = [], 0
    for rule, method in _walk(app):
        if rule.arguments or method != "GET":
            continue
        for role, caller in callers.items():
            status, text = _call(app, caller, rule, method, rule.rule)
            walked += 1
            found = [mark for mark in foreign.marks if mark in text]
            if found or status >= 500:
                named.append((rule.rule, role, status, found))
    assert named == []
    assert walked > 200


def test_without_a_role_nothing_can_be_changed(app, engine, foreign, callers):
    before, wrong = _state(engine), []
    for rule, method in _walk(app):
        if rule.arguments or method == "GET" or rule.endpoint in OWN_BUSINESS:
            continue
        for role in ("nobody", "neighbour", "public"):
            status, _ = _call(app, callers[role], rule, method, rule.rule)
            if not 400 <= status < 500:
                wrong.append((method, rule.rule, role, status))
    assert wrong == []
    assert _state(engine) == before


OWN_BUSINESS = {"api_session.delete_session", "api_notices.read_notices"}
"""What everybody who signed in may do about themselves."""
