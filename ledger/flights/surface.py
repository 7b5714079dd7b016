"""The surface model of a flight: NodeODM's, or an uploaded scene that a person names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.crs import LonLat, to_degrees, to_metres
from geo.errors import Forbidden, Refused
from ledger import access, chain
from ledger.models import Flight, Scene, User
from ledger.scene_place import shift_of

KEPT = "surface_scene"
"""Name in a flight's mosaic report under which the uploaded model's scene stands."""


@dataclass(frozen=True, kw_only=True)
class Surface:
    """A stored elevation model; it is shown ``shift_m`` (east, north) from where its file lies."""

    sha256: str
    made_by: str
    """nodeodm or upload."""
    scene_id: int | None = None
    shift_m: tuple[float, float] = (0.0, 0.0)

    def in_file(self, places: Sequence[LonLat]) -> list[LonLat]:
        """Return where the file has what is shown at places."""
        if not any(self.shift_m) or not places:
            return list(places)
        around = places[0]
        metres = to_metres(shapely.MultiPoint(places), around=around)
        back = shapely.transform(metres, lambda xy: xy - np.array(self.shift_m))
        return [(x, y) for x, y in shapely.get_coordinates(to_degrees(back, around=around))]


def surface_of(session: Session, flight: Flight) -> Surface:
    """Return the flight's surface model; an uploaded one before NodeODM's.

    Raises
    ------
    Refused
        ``flight.no_surface``.
    """
    report = flight.mosaic
    named = session.get(Scene, report[KEPT]) if report.get(KEPT) else None
    if named is not None and named.state == "ready" and named.analysis_sha:
        return Surface(
            sha256=named.analysis_sha,
            made_by="upload",
            scene_id=named.id,
            shift_m=shift_of(named),
        )
    if report.get("dsm_sha"):
        shown = session.scalar(select(Scene).where(Scene.id == report.get("scene_id")))
        shift = shift_of(shown) if shown else (0.0, 0.0)
        return Surface(sha256=str(report["dsm_sha"]), made_by="nodeodm", shift_m=shift)
    raise Refused("flight.no_surface")


def name_surface(session: Session, flight: Flight, scene: Scene | None, *, actor: User) -> None:
    """Take an uploaded scene of one band for the flight's surface model; None takes it back.

    Raises
    ------
    Forbidden
        ``review.not_allowed``.
    Refused
        ``flight.no_surface``: more than one band, 8 bits, not ready, or of another station.
    """
    if not access.can(actor, "flight.edit", flight):
        raise Forbidden("review.not_allowed")
    if scene is not None and not _fits(flight, scene):
        raise Refused("flight.no_surface")
    session.refresh(flight, with_for_update=True)
    number = scene.id if scene else None
    if flight.mosaic.get(KEPT) == number:
        return
    kept = {name: value for name, value in flight.mosaic.items() if name != KEPT}
    flight.mosaic = kept | ({KEPT: number} if number else {})
    chain.append(
        session,
        actor=actor,
        action="flight_surface",
        from_state=None,
        to_state=None,
        payload={"flight": flight.id, "scene": number},
    )
    session.flush()


def _fits(flight: Flight, scene: Scene) -> bool:
    shown = {link.station_id for link in scene.station_links}
    return scene.state == "ready" and scene.band_count == 1 and flight.station_id in shown
