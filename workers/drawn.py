"""The pictures of a finding that a person drew, cut the same way as those of the machine's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from geo.zones import zones_for
from imagery.detectors import FindingShape, Zone
from imagery.evidence.picture import SHOWN
from ledger import catalog, comparison
from ledger.models import Finding, Scene, Station
from workers import evidence
from workers.context import Context
from workers.flight_seen import FlightFrames
from workers.scene_inputs import Snapshot

WIDE_M = 50.0
"""The ring that a picture holds where no sign of the station's kind says how wide to look."""


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A drawn finding as it stood when the job read it."""

    shape: FindingShape
    zone: Zone
    image: Snapshot
    reference: Snapshot | None
    frames: FlightFrames

    @classmethod
    def of(cls, session: Session, finding: Finding) -> Self:
        """Copy out of the rows what its pictures need; the baseline is what detectors compare."""
        scene, station = finding.scene, finding.station
        base = comparison.reference_for(session, scene, station, _shown(scene))
        return cls(
            shape=_shape(finding),
            zone=_zone(finding, station),
            image=Snapshot.of(scene),
            reference=Snapshot.of(base) if base else None,
            frames=FlightFrames.of(scene),
        )

    @property
    def polygon(self) -> BaseGeometry:
        """The outline, WGS-84."""
        polygon: BaseGeometry = self.shape.polygon
        return polygon

    def pictures(self, ctx: Context) -> list[dict[str, Any]]:
        """Store its crops and the crops of the frames that show it; return their entries."""
        crops = evidence.stored(
            ctx.store,
            self.shape,
            image=self.image,
            reference=self.reference,
            zone=self.zone,
            folder=ctx.temp,
        )
        return [*crops, *self.frames.showing(ctx, self.polygon, self.image)]


def _shown(scene: Scene) -> tuple[str, ...]:
    """Return the bands that a picture of a scene shows; () where it is shown in grey."""
    return next((roles for roles in SHOWN if set(roles) <= set(scene.bands)), ())


def _shape(finding: Finding) -> FindingShape:
    return FindingShape(
        code=finding.code,
        sign=finding.sign,
        polygon=finding.geom,
        pixel_polygon=None,
        confidence=finding.confidence,
        area_m2=finding.area_m2,
        distance_m=finding.distance_m,
        assessed_fraction=finding.assessed_fraction,
        smallest_object_m=finding.smallest_object_m or float("nan"),
    )


def _zone(finding: Finding, station: Station) -> Zone:
    anchor = (station.anchor.x, station.anchor.y)
    signs = [sign for sign in catalog.signs() if sign.sign == finding.sign]
    zone = next(iter(zones_for(station.kind, anchor, signs, catalog.rules())), None)
    if zone is None:
        return Zone(polygon=None, anchor_lonlat=anchor, radius_m=WIDE_M)
    return Zone(polygon=zone.context_polygon, anchor_lonlat=anchor, radius_m=zone.radius_m)
