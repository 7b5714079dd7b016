"""Hourly readings: what arrived, as it arrived."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ledger.models.base import Base


class Reading(Base):
    """One parameter of one station in one period; the stamp is the period's end (UTC)."""

    __tablename__ = "reading"
    __table_args__ = (Index("ix_reading_station_observed", "station_id", "observed_at"),)

    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"), primary_key=True)
    parameter: Mapped[str] = mapped_column(String(16), primary_key=True)
    observed_at: Mapped[datetime] = mapped_column(primary_key=True)
    value: Mapped[float]
    flag: Mapped[str] = mapped_column(String(16), default="")
    """``scheme:flag``: the same letter means different things in different schemes."""
