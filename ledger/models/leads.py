"""Leads (线索) of every source but imagery; a named person makes one an issue, or does not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.models.base import Base, CreatedAt, Key, Pk, Sha256
from ledger.models.issues import Issue
from ledger.models.people import Organisation, User
from ledger.models.places import Station
from ledger.spatial import Geometry

LEAD_STATES = ("triage", "confirmed", "rejected", "merged")


class Lead(Base):
    """Something that may be a problem: said by a rule, a visit, a camera or the hotline."""

    __tablename__ = "lead"

    id: Mapped[Pk]
    number: Mapped[str] = mapped_column(String(32), unique=True)
    """XS-<place>-<year>-<five digits>."""
    key: Mapped[Sha256] = mapped_column(unique=True)
    """Digest of what the lead is about: the same thing is never submitted twice."""
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"), index=True)
    company_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    """Who ran the station then: the order's company, else the station's."""
    period: Mapped[str] = mapped_column(String(7), index=True)
    """The month the lead is counted in, YYYY-MM."""
    code: Mapped[Key] = mapped_column(index=True)
    source: Mapped[Key] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(String(160), index=True)
    """order:<no>, rule:<id>:…, visit:<no>:<item>, hotline:<id> …"""
    rule: Mapped[str] = mapped_column(String(64), default="", index=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("work_order.id"), index=True)
    note: Mapped[str] = mapped_column(Text, default="")
    point: Mapped[BaseGeometry] = mapped_column(Geometry)
    evidence: Mapped[list[Any]] = mapped_column(default=list)
    measured: Mapped[str] = mapped_column(String(96), default="")
    limit: Mapped[str] = mapped_column(String(96), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    withheld: Mapped[bool] = mapped_column(default=False)
    """Principled or about interference: hidden from the district and never shown outside."""
    state: Mapped[Key] = mapped_column(default="triage", index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("issue.id"), index=True)
    found_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    """None: a rule said it."""
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
    version: Mapped[int] = mapped_column(default=1)

    station: Mapped[Station] = relationship()
    company: Mapped[Organisation | None] = relationship()
    issue: Mapped[Issue | None] = relationship()
    created_by: Mapped[User | None] = relationship(foreign_keys=[created_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    __mapper_args__ = {"version_id_col": version}
