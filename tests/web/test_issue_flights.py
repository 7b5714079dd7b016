"""Verification by flight: asked for, what was flown since is offered, a person decides."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from shapely.geometry import Point

from ledger import clock, media
from ledger.db import reading, transaction
from ledger.deadlines import local_date
from ledger.models import Photo, Station
from tests.factories import make_flight, make_issue, make_organisation, make_station, make_user

AT = Point(120.75, 30.75)


@pytest.fixture
def place(engine):
    with transaction(engine) as session:
        company = make_organisation(session, key="om-x")
        centre = make_organisation(session, key="centre", kind="city_bureau")
        station = make_station(session, code="S1", company=company, anchor=AT)
        fields = {"state": "verify", "point": AT, "grade": 2}
        issue = make_issue(session, station, make_user(session), **fields)
        return {"company": company.id, "centre": centre.id, "address": issue.number}


@pytest.fixture
def crew(person, place):
    return {
        "supervisor": person("supervisor", organisation_id=place["centre"]),
        "manager": person("om_manager", organisation_id=place["company"]),
    }


@pytest.fixture
def address(place):
    return f"/api/v1/issues/{place['address']}"


def flown(engine, settings, *, days: int, checks=()):
    """Make a flight with one photo of the place; return the photo's id."""
    sha = media.store_for(settings).put_bytes(b"\xff\xd8\xff flown %d" % days)
    with transaction(engine) as session:
        station = session.query(Station).filter_by(code="S1").one()
        when = clock.now(session) + timedelta(days=days)
        flight = make_flight(session, station, flown_at=when, checks=list(checks))
        photo = Photo(
            flight_id=flight.id,
            sha256=sha,
            stored_sha=sha,
            filename=f"{days}.jpg",
            taken_at=when,
            point=AT,
            footprint=AT.buffer(0.001),
        )
        session.add(photo)
        session.flush()
        return photo.id


def take(caller, address, step, **body):
    version = caller.get(address).json["version"]
    return caller.post(f"{address}/steps/{step}", {"version": version, **body})


def test_a_flight_since_the_request_is_offered_and_its_photo_is_evidence(
    engine, settings, crew, address
):
    supervisor = crew["supervisor"]
    old = flown(engine, settings, days=-1)
    assert supervisor.get(f"{address}/flights").json["flights"] == []
    asked = take(supervisor, address, "refly", note="看泵").json
    assert (asked["state"], asked["events"][-1]["action"]) == ("verify", "refly")
    new = flown(engine, settings, days=1)
    (flight,) = supervisor.get(f"{address}/flights").json["flights"]
    (photo,) = flight["photos"]
    assert (photo["id"], photo["shows_place"], photo["distance_m"]) == (new, True, 0)
    refused = take(supervisor, address, "pass", evidence=[{"photo": old}])
    assert (refused.status_code, refused.json["code"]) == (404, "access.not_found")
    passed = take(supervisor, address, "pass", evidence=[{"photo": new}]).json
    (kept,) = [one for one in passed["evidence"] if one["kind"] == "verify"]
    assert (kept["lon"], kept["lat"]) == (AT.x, AT.y)
    assert crew["manager"].get(kept["url"]).data.startswith(b"\xff\xd8\xff flown 1")


def test_a_flight_without_its_approval_is_no_evidence(engine, settings, crew, address):
    take(crew["supervisor"], address, "refly")
    photo = flown(engine, settings, days=1, checks=["flight.approval_missing"])
    refused = take(crew["supervisor"], address, "pass", evidence=[{"photo": photo}])
    assert refused.json["code"] == "flight.not_evidence"
    both = take(crew["supervisor"], address, "pass", evidence=[{"photo": photo, "id": "x"}])
    assert both.status_code == 422


def test_the_mission_lies_over_the_place_and_is_for_those_who_may_ask(crew, address):
    told = crew["supervisor"].get(f"{address}/mission").json
    assert told["photos"] > 0
    assert told["coverage"] > 0.95
    longitudes = [point[0] for point in told["line"]["coordinates"]]
    assert min(longitudes) < AT.x < max(longitudes)
    plan = crew["supervisor"].get(f"{address}/mission.plan")
    assert json.loads(plan.data)["fileType"] == "Plan"
    assert crew["supervisor"].get(f"{address}/mission.exe").status_code == 404
    assert crew["manager"].get(f"{address}/mission").status_code == 403
    assert crew["manager"].get(f"{address}/flights").json["flights"] == []


def test_the_page_counts_the_deadline_and_checks_its_links(engine, crew, address):
    take(crew["supervisor"], address, "refly")
    told = crew["supervisor"].get(address).json
    assert told["chain"] == {
        "count": 1,
        "tail": told["events"][-1]["hash"],
        "broken": None,
    }
    assert told["duty"]["verifiers_needed"] == 1
    with reading(engine) as session:
        today = local_date(clock.now(session))
    assert told["clock"]["begun_on"] <= today.isoformat()
