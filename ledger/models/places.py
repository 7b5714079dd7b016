"""Districts and stations, and the dated changes of a station."""

from __future__ import annotations

from datetime import date
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.models.base import Base, CreatedAt, Key, Pk
from ledger.models.people import Organisation
from ledger.spatial import Geometry


class District(Base):
    """A district's outline, with the source and map approval number it came with."""

    __tablename__ = "district"

    id: Mapped[Pk]
    code: Mapped[str] = mapped_column(String(12), unique=True)
    name_zh: Mapped[str] = mapped_column(String(64))
    name_en: Mapped[str] = mapped_column(String(96), default="")
    city_code: Mapped[str] = mapped_column(String(12), default="", index=True)
    city_name_zh: Mapped[str] = mapped_column(String(64), default="")
    own: Mapped[bool] = mapped_column(default=True)
    """Whether the district belongs to this installation's city (False: a neighbour)."""
    geom: Mapped[BaseGeometry] = mapped_column(Geometry)
    datum_claimed: Mapped[Key]
    source: Mapped[str] = mapped_column(String(255), default="")
    approval_no: Mapped[str] = mapped_column(String(64), default="")
    """审图号 of the map the outline was taken from."""


class Station(Base):
    """An automatic station with its anchor: the sampling inlet (air) or the intake (water)."""

    __tablename__ = "station"

    id: Mapped[Pk]
    code: Mapped[Key] = mapped_column(unique=True)
    name_zh: Mapped[str] = mapped_column(String(128))
    name_en: Mapped[str] = mapped_column(String(128), default="")
    search_text: Mapped[str] = mapped_column(Text, default="")
    """Lower-case names, full pinyin, initials and codes, blank-separated."""
    kind: Mapped[Key]
    """air or water."""
    network: Mapped[Key] = mapped_column(default="city")
    """national, provincial, city, district."""
    anchor: Mapped[BaseGeometry] = mapped_column(Geometry)
    """Point, WGS-84: the inlet of an air station, the intake of a water station."""
    anchor_height_m: Mapped[float | None]
    house: Mapped[BaseGeometry | None] = mapped_column(Geometry)
    stands_in_code: Mapped[str | None] = mapped_column(String(12), index=True)
    """属地: code of the district it stands in; None outside every known district."""
    counts_for_code: Mapped[str | None] = mapped_column(String(12), index=True)
    """责任区县: code of the district whose assessment it counts for."""
    company_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    external_codes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    access: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{"mode": "road"|"foot"|"boat", "hours": "08:00-18:00", "note": str}."""
    remote: Mapped[bool] = mapped_column(default=False)
    remote_reason: Mapped[str] = mapped_column(String(255), default="")
    suspended: Mapped[bool] = mapped_column(default=False)
    beside_building: Mapped[bool] = mapped_column(default=False)
    max_anchor_height_m: Mapped[float] = mapped_column(default=20.0)
    period_min: Mapped[int] = mapped_column(default=60)
    """Minutes between due results: 60 for air, 240 for water."""
    datum_claimed: Mapped[Key]
    created_at: Mapped[CreatedAt]
    version: Mapped[int] = mapped_column(default=1)

    company: Mapped[Organisation | None] = relationship(lazy="joined")
    __mapper_args__ = {"version_id_col": version}


class StationChange(Base):
    """One dated change of one field of a station."""

    __tablename__ = "station_change"

    id: Mapped[Pk]
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"), index=True)
    changed_at: Mapped[CreatedAt]
    effective_on: Mapped[date | None]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    field: Mapped[Key]
    old: Mapped[str] = mapped_column(Text, default="")
    new: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(255), default="")
