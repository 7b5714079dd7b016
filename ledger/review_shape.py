"""Changing the outline of a finding: redrawn by a person, or with a piece cut away."""

from __future__ import annotations

from typing import Any, Literal

from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from geo.errors import Refused
from ledger import chain, decision, review_geometry, review_papers
from ledger.models import Finding, User

How = Literal["replace", "cut"]


def reshape(
    session: Session,
    finding: Finding,
    *,
    actor: User,
    geometry: Any,
    how: How = "replace",
    version: int,
) -> None:
    """Give an undecided finding another outline; the first one is kept beside it.

    Parameters
    ----------
    geometry : GeoJSON Polygon or MultiPolygon, WGS-84
        The new outline, or with ``how="cut"`` what is taken away from the present one.

    Raises
    ------
    Forbidden, Conflict
        As for every decision (:func:`ledger.decision.claim`).
    Refused
        ``finding.shape_invalid``, ``finding.shape_too_many``, ``finding.shape_empty``,
        ``finding.shape_outside``, ``finding.shape_elsewhere``.
    """
    decision.claim(session, finding, actor, action="finding.review", version=version)
    drawn = review_geometry.polygon_of(geometry)
    shape = finding.geom.difference(drawn) if how == "cut" else drawn
    shape = review_geometry.simple(shape)
    if not shape.intersects(finding.geom):
        raise Refused("finding.shape_elsewhere")
    if how == "replace":
        review_geometry.inside(shape, finding.scene)
    before = finding.area_m2
    _put(finding, shape)
    session.flush()
    chain.append(
        session,
        actor=actor,
        action="reshape",
        finding=finding,
        from_state=finding.state,
        to_state=finding.state,
        payload={
            "how": how,
            "area_m2_before": before,
            "area_m2": finding.area_m2,
            "geometry": mapping(shape),
        },
    )
    if finding.origin == "person":
        review_papers.ask_pictures(session, finding, actor=actor)


def _put(finding: Finding, shape: BaseGeometry) -> None:
    size = review_geometry.measured(shape, finding.station)
    if finding.geom_before is None:
        finding.geom_before = chain.plain(mapping(finding.geom))
    finding.geom = shape
    finding.lon, finding.lat = size.lon, size.lat
    finding.area_m2, finding.distance_m = size.area_m2, size.distance_m
