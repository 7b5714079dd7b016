"""What detectors said (findings), what they could see (assessments), and repeats (sightings)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.models.base import Base, CreatedAt, Json, Key, Pk, Sha256
from ledger.models.people import User
from ledger.models.places import Station
from ledger.models.scenes import Scene
from ledger.spatial import Geometry

STATES = ("pending", "accepted", "rejected", "merged", "refly", "withdrawn")
"""withdrawn: a corrected scene was looked at again and the machine no longer says it."""
REASONS = ("shadow", "season", "misaligned", "not_in_zone", "known", "duplicate", "other")
"""Why a person rejected a finding."""


class Assessment(Base):
    """One detector at one station in one scene: what could be assessed, whatever was found."""

    __tablename__ = "assessment"
    __table_args__ = (UniqueConstraint("scene_id", "station_id", "detector", "detector_version"),)

    id: Mapped[Pk]
    scene_id: Mapped[int] = mapped_column(ForeignKey("scene.id"))
    reference_id: Mapped[int | None] = mapped_column(ForeignKey("scene.id"))
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"), index=True)
    detector: Mapped[Key]
    detector_version: Mapped[Key]
    assessed_fraction: Mapped[float]
    abstained: Mapped[str | None] = mapped_column(String(96))
    """Code of the reason when the detector could not judge at all."""
    found: Mapped[int] = mapped_column(default=0)
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[CreatedAt]


class Finding(Base):
    """A suspected problem with coordinates: a lead, never an accusation."""

    __tablename__ = "finding"
    __table_args__ = (Index("ix_finding_station_state", "station_id", "state"),)

    id: Mapped[Pk]
    key: Mapped[Sha256] = mapped_column(unique=True)
    """sha256(scene, reference, detector, version, parameters, station, 5 m cell + ordinal)."""
    scene_id: Mapped[int] = mapped_column(ForeignKey("scene.id"), index=True)
    reference_id: Mapped[int | None] = mapped_column(ForeignKey("scene.id"))
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"))
    detector: Mapped[Key]
    detector_version: Mapped[Key]
    code: Mapped[Key]
    """Proposed taxonomy code, e.g. INT-04."""
    sign: Mapped[Key] = mapped_column(default="")
    geom: Mapped[BaseGeometry] = mapped_column(Geometry)
    lon: Mapped[float]
    lat: Mapped[float]
    confidence: Mapped[float]
    area_m2: Mapped[float]
    distance_m: Mapped[float | None]
    assessed_fraction: Mapped[float]
    smallest_object_m: Mapped[float | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """rule_ref, measured, limit and what else the detector measured."""
    evidence: Mapped[list[Any]] = mapped_column(default=list)
    """[{"sha256", "kind": "crop"|"baseline"|"mask", "mime", "taken_at"}], and of a flight's frames
    {"sha256", "kind": "frame", "photo_id", "pixel_polygon", "mime", "taken_at"}."""
    state: Mapped[Key] = mapped_column(default="pending")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[Key] = mapped_column(default="")
    """One of :data:`REASONS` when rejected."""
    note: Mapped[str] = mapped_column(Text, default="")
    proposal: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """{"code", "grade", "note", "by", "by_id", "at"} of an image reviewer; None without one."""
    withheld: Mapped[bool] = mapped_column(default=False)
    """Principled or about interference: hidden from the district until a reviewer releases it."""
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("issue.id"))
    created_at: Mapped[CreatedAt]
    version: Mapped[int] = mapped_column(default=1)
    origin: Mapped[Key] = mapped_column(default="machine")
    """machine, or person when somebody drew it."""
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    geom_before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """GeoJSON of the outline as the machine gave it, once a person changed it."""

    station: Mapped[Station] = relationship()
    scene: Mapped[Scene] = relationship(foreign_keys=[scene_id])
    reference: Mapped[Scene | None] = relationship(foreign_keys=[reference_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    drawn_by: Mapped[User | None] = relationship(foreign_keys=[drawn_by_id])
    __mapper_args__ = {"version_id_col": version}


class Sighting(Base):
    """The same place seen again by a later scene or version: more evidence, no new lead."""

    __tablename__ = "sighting"

    id: Mapped[Pk]
    key: Mapped[Sha256] = mapped_column(unique=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), index=True)
    scene_id: Mapped[int] = mapped_column(ForeignKey("scene.id"))
    detector_version: Mapped[Key]
    confidence: Mapped[float]
    area_m2: Mapped[float]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    evidence: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[CreatedAt]
