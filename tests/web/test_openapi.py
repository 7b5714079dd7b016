from __future__ import annotations

import pytest
from shapely.geometry import Point

from ledger.db import transaction
from ledger.jobs import enqueue
from tests.factories import (
    make_finding,
    make_flight,
    make_issue,
    make_scene,
    make_station,
    make_user,
)
from webapp.schemas import answers, finding_answers, flight_answers, shapes


@pytest.fixture
def filled(engine) -> dict[str, str]:
    """One of everything; the address of each resource."""
    with transaction(engine) as session:
        station = make_station(session, code="1742A", kind="water", anchor=Point(120.75, 30.75))
        scene = make_scene(session, station, footprint=station.anchor.buffer(0.01))
        finding = make_finding(session, station, scene)
        issue = make_issue(session, station, make_user(session), area=finding.geom)
        flight = make_flight(
            session,
            station,
            refused=[{"file": "a", "code": "upload.empty", "params": {}}],
        )
        job = enqueue(session, "scene.intake", subject_kind="scene", subject_id=scene.id)
        return {
            "scenes": f"scenes/{scene.id}",
            "findings": f"findings/{finding.id}",
            "issues": f"issues/{issue.number}",
            "flights": f"flights/{flight.id}",
            "jobs": f"jobs/{job.id}",
        }


@pytest.mark.parametrize(
    ("what", "every", "one"),
    [
        ("scenes", shapes.Scenes, shapes.Scene),
        ("findings", finding_answers.Findings, finding_answers.Finding),
        ("issues", answers.Issues, answers.Issue),
        ("flights", flight_answers.Flights, flight_answers.Flight),
        ("jobs", shapes.Jobs, shapes.Job),
    ],
)
def test_answers_have_the_shape_that_the_document_says(person, filled, what, every, one):
    caller = person("supervisor")
    assert every().validate(caller.get(f"/api/v1/{what}").json) == {}
    assert one().validate(caller.get(f"/api/v1/{filled[what]}").json) == {}


def test_stations_the_person_and_refusals_have_their_shapes(person, filled, client):
    caller = person("supervisor")
    assert shapes.Stations().validate(caller.get("/api/v1/stations").json) == {}
    assert answers.Person().validate(caller.get("/api/v1/me").json) == {}
    assert answers.Problem().validate(client.get("/api/v1/me").json) == {}


@pytest.mark.documented
def test_the_document_names_every_resource_and_its_answers(client):
    document = client.get("/api/v1/openapi.json").json
    assert document["openapi"].startswith("3.")
    paths = document["paths"]
    for what in ("stations", "districts", "findings", "issues", "scenes", "flights", "jobs"):
        assert "get" in paths[f"/api/v1/{what}"]
    answer = paths["/api/v1/findings/{finding_id}/accept"]["post"]["responses"]["200"]
    assert answer["content"]["application/json"]["schema"]["$ref"].endswith("/Accepted")
    assert {"Finding", "Issue", "Problem"} <= set(document["components"]["schemas"])
