"""Imagery as the ledger knows it: scenes and the stations they show."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.models.base import Base, CreatedAt, Key, Pk, Sha256
from ledger.models.flights import Flight
from ledger.models.places import Station
from ledger.spatial import Geometry


class Scene(Base):
    """One raster: a satellite scene, an orthomosaic or an aerial picture."""

    __tablename__ = "scene"

    id: Mapped[Pk]
    sha256: Mapped[Sha256] = mapped_column(unique=True)
    """Of the file as it came in."""
    filename: Mapped[str] = mapped_column(String(255))
    source_kind: Mapped[Key]
    """satellite, orthomosaic, aerial; mosaic or frame when made from the photos of a flight."""
    state: Mapped[Key] = mapped_column(default="received")
    """received, ready, refused, cancelled."""
    refusal: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{"code": ..., "params": {...}} when refused."""
    taken_at: Mapped[datetime | None]
    taken_at_origin: Mapped[Key] = mapped_column(default="")
    """declared, metadata or filename."""
    baseline: Mapped[bool] = mapped_column(default=False)
    bands: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Role -> 1-based band number."""
    scale: Mapped[float] = mapped_column(default=1.0)
    offset: Mapped[float] = mapped_column(default=0.0)
    cloud_band: Mapped[int | None]
    bands_confirmed: Mapped[bool] = mapped_column(default=False)
    """Whether a person declared or confirmed the band roles (False: guessed)."""
    declared: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the uploader said; it wins over what the file says of itself."""
    flags: Mapped[list[Any]] = mapped_column(default=list)
    """Codes, e.g. scene.no_date."""
    crs: Mapped[str | None] = mapped_column(String(2048))
    width: Mapped[int | None]
    height: Mapped[int | None]
    band_count: Mapped[int | None]
    gsd_m: Mapped[float | None]
    footprint: Mapped[BaseGeometry | None] = mapped_column(Geometry)
    analysis_sha: Mapped[str | None] = mapped_column(String(64))
    display_sha: Mapped[str | None] = mapped_column(String(64))
    minzoom: Mapped[int | None]
    maxzoom: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)
    """Grows when the stored files are made anew; stands in every tile address."""
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[CreatedAt]
    flight_id: Mapped[int | None] = mapped_column(ForeignKey("flight.id"), index=True)
    """The flight whose photos it was made from."""
    nudge: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{"east_m", "north_m", "by", "at"}: shown and assessed there instead; {} where it lies."""

    flight: Mapped[Flight | None] = relationship(back_populates="scenes")
    station_links: Mapped[list[SceneStation]] = relationship(
        back_populates="scene", cascade="all, delete-orphan"
    )


class SceneStation(Base):
    """A station that a scene shows; ``covered`` is the share of its zone inside the footprint."""

    __tablename__ = "scene_station"
    __table_args__ = (UniqueConstraint("scene_id", "station_id"),)

    id: Mapped[Pk]
    scene_id: Mapped[int] = mapped_column(ForeignKey("scene.id"))
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"), index=True)
    declared: Mapped[bool] = mapped_column(default=False)
    covered: Mapped[float] = mapped_column(default=0.0)

    scene: Mapped[Scene] = relationship(back_populates="station_links")
    station: Mapped[Station] = relationship()
