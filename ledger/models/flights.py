"""Flights: their record, their logs, their single photos, and what they did to stations."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.models.base import Base, CreatedAt, Key, Pk, Sha256
from ledger.models.people import User
from ledger.models.places import Station
from ledger.spatial import Geometry

if TYPE_CHECKING:
    from ledger.models.scenes import Scene

APPROVAL_MISSING = "flight.approval_missing"
"""Flown above the permitted height, and nobody named the approval."""
PLACED_BY = ("gps", "log", "ties", "hand", "neighbours", "")
"""Where a photo's place comes from; "" when it has none."""


class Flight(Base):
    """One flight at one station: the photos and logs of one drone card."""

    __tablename__ = "flight"

    id: Mapped[Pk]
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"), index=True)
    name: Mapped[str] = mapped_column(String(128), default="")
    flown_at: Mapped[datetime | None]
    state: Mapped[Key] = mapped_column(default="received")
    """received, ready, refused, cancelled."""
    refused: Mapped[list[Any]] = mapped_column(default=list)
    """Files that were refused: [{"file", "code", "params"}]."""
    pilot_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[CreatedAt]
    record: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{"pilot", "licence", "aircraft", "registration", "airspace", "uom_number", "weather",
    "wind_m_s", "permitted_height_m", "approval_number"}; what nobody filled in is absent."""
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """Of the logs where there are any, otherwise of the photos."""
    max_height_m: Mapped[float | None]
    """The greatest true height: above the ground under the drone, or above the take-off point."""
    track: Mapped[BaseGeometry | None] = mapped_column(Geometry)
    """LineString, WGS-84."""
    profile: Mapped[list[Any]] = mapped_column(default=list)
    """[{"t_s", "lon", "lat", "height_m", "speed_m_s"}], decimated."""
    coverage: Mapped[list[Any]] = mapped_column(default=list)
    """[{"sign", "radius_m", "gsd_limit_m", "covered", "overlap", "gap_area_m2", "gaps"}]."""
    mosaic: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The report of the mosaic; {} without one."""
    clock_offset: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{"seconds", "spread_s", "matched", "residual_m"} of log against photos."""
    checks: Mapped[list[Any]] = mapped_column(default=list)
    """Codes of what is open or wrong, e.g. flight.above_permitted_height."""
    version: Mapped[int] = mapped_column(default=1)
    """Grows with every change of the record by a person."""

    station: Mapped[Station] = relationship()
    pilot: Mapped[User | None] = relationship()
    photos: Mapped[list[Photo]] = relationship(
        back_populates="flight", cascade="all, delete-orphan"
    )
    logs: Mapped[list[FlightLog]] = relationship(
        back_populates="flight", cascade="all, delete-orphan"
    )
    scenes: Mapped[list[Scene]] = relationship(back_populates="flight")

    @property
    def can_be_evidence(self) -> bool:
        """Whether a finding of this flight may become an issue (domain rules, §6)."""
        return APPROVAL_MISSING not in self.checks


class FlightLog(Base):
    """One log of a flight: telemetry, a track, or the plan that was flown."""

    __tablename__ = "flight_log"
    __table_args__ = (UniqueConstraint("flight_id", "sha256"),)

    id: Mapped[Pk]
    flight_id: Mapped[int] = mapped_column(ForeignKey("flight.id"), index=True)
    sha256: Mapped[Sha256]
    filename: Mapped[str] = mapped_column(String(255))
    kind: Mapped[Key]
    points: Mapped[int] = mapped_column(default=0)
    dropped: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Code -> how many points were dropped for it, e.g. for having no fix."""
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    """Codes of what the log does not say or says doubtfully."""
    asked: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Order -> first position, where the log does not prove the order of its coordinates."""
    order: Mapped[Key] = mapped_column(default="")
    """lonlat or latlon as a person answered; "" when nobody was asked."""
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    track: Mapped[BaseGeometry | None] = mapped_column(Geometry)
    profile: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[CreatedAt]

    flight: Mapped[Flight] = relationship(back_populates="logs")


class Photo(Base):
    """One frame of a flight, placed as well as its own data allow."""

    __tablename__ = "photo"
    __table_args__ = (UniqueConstraint("flight_id", "sha256"),)

    id: Mapped[Pk]
    flight_id: Mapped[int] = mapped_column(ForeignKey("flight.id"), index=True)
    sha256: Mapped[Sha256]
    filename: Mapped[str] = mapped_column(String(255))
    taken_at: Mapped[datetime | None]
    point: Mapped[BaseGeometry | None] = mapped_column(Geometry)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """height_agl_m, yaw_deg, pitch_deg, roll_deg, gsd_m, each with its origin."""
    flags: Mapped[list[Any]] = mapped_column(default=list)
    """e.g. photo.position_uncertain."""
    stored_sha: Mapped[str | None] = mapped_column(String(64))
    thumb_sha: Mapped[str | None] = mapped_column(String(64))
    footprint: Mapped[BaseGeometry | None] = mapped_column(Geometry)
    """What it shows of the ground; None when its pose does not say."""
    gsd_m: Mapped[float | None]
    gsd_worst_m: Mapped[float | None]
    quality: Mapped[list[Any]] = mapped_column(default=list)
    """Codes of what is wrong with the picture, e.g. quality.blurred."""
    measures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the quality was judged by."""
    placed_by: Mapped[Key] = mapped_column(default="")
    """One of :data:`PLACED_BY`."""
    placement: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The adjusted pose, or the hand's points: "crs", "ground_from_pixel" and more."""
    duplicate_of: Mapped[str] = mapped_column(String(255), default="")
    """Name of the first photo of the same picture."""
    version: Mapped[int] = mapped_column(default=1)
    """Grows with every placing by a person."""

    flight: Mapped[Flight] = relationship(back_populates="photos")


class StationEvent(Base):
    """Something that makes hours of a station's data doubtful, e.g. a drone near its inlet."""

    __tablename__ = "station_event"
    __table_args__ = (UniqueConstraint("flight_id", "station_id", "kind"),)

    id: Mapped[Pk]
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"), index=True)
    kind: Mapped[Key]
    """drone_near."""
    flight_id: Mapped[int] = mapped_column(ForeignKey("flight.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    distance_m: Mapped[float]
    """The least distance of the drone to the inlet, over ground."""
    hours: Mapped[list[Any]] = mapped_column(default=list)
    """["YYYY-MM-DDTHH"], local time of the station, hours the drone was near in."""
    created_at: Mapped[CreatedAt]

    station: Mapped[Station] = relationship()
    flight: Mapped[Flight] = relationship()
