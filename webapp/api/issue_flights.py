"""Verification by flight: the mission over an issue, and what was flown since it was asked for."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from ledger.models import Issue
from webapp import lang
from webapp.api.refly import MISSION_FILE, mission_file
from webapp.fetch import fetch
from webapp.queries import issue_flights, refly
from webapp.schemas import answers
from webapp.schemas.flight_answers import Refly
from webapp.schemas.issues import IssueFlights, MissionQuery

bp = Blueprint("api_issue_flights", __name__, description="Verification of issues by flight")


@bp.get("/issues/<number>/flights")
@bp.response(200)
@bp.doc(**answers.answers(IssueFlights))
def list_flights(number: str) -> dict[str, Any]:
    """List the flights at the station since a flight was asked for, with photos of the place."""
    return issue_flights.flights_since(fetch(Issue, "issue.view", number=number))


@bp.get("/issues/<number>/mission")
@bp.arguments(MissionQuery, location="query")
@bp.response(200)
@bp.doc(**answers.answers(Refly))
def show_mission(query: dict[str, Any], number: str) -> dict[str, Any]:
    """Say what flying over the issue would take."""
    issue = fetch(Issue, "issue.refly", number=number)
    return refly.summary(issue_flights.mission_over(issue, **query), lang.current())


@bp.get("/issues/<number>/mission.<kind>")
@bp.arguments(MissionQuery, location="query")
@bp.response(200)
@bp.doc(**MISSION_FILE)
def download_mission(query: dict[str, Any], number: str, kind: str) -> Response:
    """Send the mission as a file: plan, kmz (DJI), waypoints or kml."""
    issue = fetch(Issue, "issue.refly", number=number)
    return mission_file(lambda: issue_flights.mission_over(issue, **query), kind, issue.number)
