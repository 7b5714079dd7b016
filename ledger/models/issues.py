"""Issues of the ledger (问题台账) and their append-only, hash-chained events."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.models.base import Base, CreatedAt, Key, Pk, Sha256
from ledger.models.people import Organisation, User
from ledger.models.places import Station
from ledger.spatial import Geometry

STATES = ("open", "rectified", "verified", "closed")
MODES = ("on_spot", "time_limit", "transfer")


class Issue(Base):
    """A problem that a named person confirmed."""

    __tablename__ = "issue"
    __table_args__ = {"sqlite_autoincrement": True}  # an undone issue's id is never used again

    id: Mapped[Pk]
    number: Mapped[str] = mapped_column(String(32), unique=True)
    """WT-<city>-<year>-<five digits>."""
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"), index=True)
    code: Mapped[Key] = mapped_column(index=True)
    kind: Mapped[Key]
    grade: Mapped[int]
    principled: Mapped[bool] = mapped_column(default=False)
    withheld: Mapped[bool] = mapped_column(default=False)
    """Principled or about interference: hidden from O&M and district until released."""
    title: Mapped[str] = mapped_column(String(255))
    description: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[Key] = mapped_column(default="open", index=True)
    mode: Mapped[Key]
    """on_spot, time_limit or transfer."""
    found_at: Mapped[datetime]
    found_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    found_way: Mapped[Key]
    """drone, satellite, onsite, online, qc, blind, cctv, hotline, audit."""
    point: Mapped[BaseGeometry] = mapped_column(Geometry)
    area: Mapped[BaseGeometry | None] = mapped_column(Geometry)
    evidence: Mapped[list[Any]] = mapped_column(default=list)
    rule_ref: Mapped[str] = mapped_column(String(96), default="")
    measured: Mapped[str] = mapped_column(String(96), default="")
    limit: Mapped[str] = mapped_column(String(96), default="")
    responsible_kind: Mapped[Key]
    """om_company, local_gov or other."""
    responsible_org_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id"), index=True
    )
    deadline_on: Mapped[date | None]
    deadline_days: Mapped[int | None]
    deadline_unit: Mapped[Key] = mapped_column(default="calendar")
    rectified_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    closed_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
    version: Mapped[int] = mapped_column(default=1)

    station: Mapped[Station] = relationship()
    responsible_org: Mapped[Organisation | None] = relationship()
    found_by: Mapped[User] = relationship(foreign_keys=[found_by_id])
    rectified_by: Mapped[User | None] = relationship(foreign_keys=[rectified_by_id])
    verified_by: Mapped[User | None] = relationship(foreign_keys=[verified_by_id])
    events: Mapped[list[IssueEvent]] = relationship(
        primaryjoin="foreign(IssueEvent.issue_id) == Issue.id",
        order_by="IssueEvent.position",
        viewonly=True,
    )
    __mapper_args__ = {"version_id_col": version}


class IssueEvent(Base):
    """One thing that happened to an issue or to a finding; never updated, never deleted."""

    __tablename__ = "issue_event"
    id: Mapped[Pk]
    position: Mapped[int] = mapped_column(unique=True)
    """Place in the one chain of the installation, from 1 without a gap."""
    issue_id: Mapped[int | None] = mapped_column(index=True)
    """No foreign key: the record outlives an issue that was undone."""
    issue_number: Mapped[str | None] = mapped_column(String(32))
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("finding.id"), index=True)
    """The finding that was decided, when there is one."""
    seq: Mapped[int]
    """Place among the events of the same issue (or of the same finding without an issue)."""
    at: Mapped[datetime]
    """By the clock of pages and deadlines (the demo's may stand still)."""
    recorded_at: Mapped[datetime]
    """Real time."""
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    """None: the system."""
    actor_name: Mapped[str] = mapped_column(String(64), default="")
    """The name as it was then."""
    action: Mapped[Key]
    from_state: Mapped[str | None] = mapped_column(String(64))
    to_state: Mapped[str | None] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    payload_hash: Mapped[Sha256]
    previous_hash: Mapped[Sha256]
    hash: Mapped[Sha256] = mapped_column(unique=True)

    actor: Mapped[User | None] = relationship()
