"""A mission over the gaps of a flight: what it takes, and as a file to fly."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Response
from flask_smorest import Blueprint

from geo.errors import NotFound
from ledger.models import Flight
from webapp import lang
from webapp.fetch import fetch
from webapp.queries import refly
from webapp.schemas import answers
from webapp.schemas.flight_answers import Refly
from webapp.schemas.flights import ReflyQuery

if TYPE_CHECKING:
    from geo.mission import Mission

bp = Blueprint("api_refly", __name__, description="Missions over the gaps of flights")
MIMES = {
    "plan": "application/json",
    "kmz": "application/vnd.google-earth.kmz",
    "waypoints": "text/plain",
    "kml": "application/vnd.google-earth.kml+xml",
}
_BYTES = {"schema": {"type": "string", "format": "binary"}}
MISSION_FILE: dict[str, Any] = {
    "responses": {"200": {"content": dict.fromkeys(MIMES.values(), _BYTES)}}
}
"""What the document says of an answer that is a mission's file."""


@bp.get("/flights/<int:flight_id>/refly")
@bp.arguments(ReflyQuery, location="query")
@bp.response(200)
@bp.doc(**answers.answers(Refly))
def show(query: dict[str, Any], flight_id: int) -> dict[str, Any]:
    """Say what flying the gaps would take: photos, way, time, batteries, height."""
    flight = fetch(Flight, "flight.view", id=flight_id)
    return refly.summary(refly.planned(flight, **query), lang.current())


@bp.get("/flights/<int:flight_id>/refly.<kind>")
@bp.arguments(ReflyQuery, location="query")
@bp.response(200)
@bp.doc(**MISSION_FILE)
def download(query: dict[str, Any], flight_id: int, kind: str) -> Response:
    """Send the mission as a file: plan, kmz (DJI), waypoints or kml."""
    flight = fetch(Flight, "flight.view", id=flight_id)
    return mission_file(lambda: refly.planned(flight, **query), kind, f"flight-{flight.id}-gaps")


def mission_file(plan: Callable[[], Mission], kind: str, name: str) -> Response:
    """Return a mission as a file to download, planned only for a kind that there is."""
    if kind not in MIMES:
        raise NotFound("access.not_found")
    response = Response(refly.as_file(plan(), kind), mimetype=MIMES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
