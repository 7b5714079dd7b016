"""Issues of the ledger (问题台账) and their append-only, hash-chained events."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.models.base import Base, CreatedAt, Json, Key, Pk, Sha256
from ledger.models.people import Organisation, User
from ledger.models.places import Station
from ledger.spatial import Geometry

STATES = (
    *("confirmed", "fix_on_spot", "assigned", "plan_filed", "plan_returned", "rectifying"),
    *("extended", "close_applied", "verify", "returned", "approval", "closed", "lookback"),
    *("reopened", "transferred", "merged", "rejected"),
)
"""Every state of the table ``domain/transitions.csv`` that an issue can be in."""
ENDED = ("closed", "lookback", "merged", "rejected")
"""Nothing is left to put right; a look-back is looked at as closed until it says otherwise."""
RUNNING = (
    *("fix_on_spot", "assigned", "plan_filed", "plan_returned", "rectifying", "extended"),
    "returned",
)
"""The clock of the responsible party runs."""
WAITING = ("close_applied", "verify", "approval")
"""Others have to act; in time is what was applied for in time."""
UNSTARTED = ("confirmed", "reopened")
"""The bureau has to order something."""
TIMED = (*UNSTARTED, *RUNNING, *WAITING)
"""A deadline means something."""
MODES = ("on_spot", "time_limit", "transfer")
SOURCES = (
    *("drone", "satellite", "onsite", "online", "data", "blind", "qc", "cctv", "hotline", "audit"),
)


LISTED = (
    *("station_id", "state", "deadline_on", "grade", "kind", "code", "found_way"),
    *("responsible_org_id", "principled", "withheld", "mode", "responsible_kind", "paused_on"),
    *("rectified_on", "found_at"),
)
"""What the ledger's list is filtered by: all of it in one index, so that counting reads no row."""
WORDED = ("title", "number", "station_id", "code")
"""What words are looked for in."""


class Issue(Base):
    """A problem that a named person confirmed."""

    __tablename__ = "issue"
    __table_args__ = (
        *(Index(f"ix_issue_{name}_found_at", name, "found_at") for name in ("grade", "state")),
        Index("ix_issue_listed", *LISTED),
        Index("ix_issue_worded", *WORDED),
        {"sqlite_autoincrement": True},  # an undone issue's id is never used again
    )

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
    state: Mapped[Key] = mapped_column(default="confirmed", index=True)
    mode: Mapped[Key]
    """on_spot, time_limit or transfer."""
    found_at: Mapped[datetime] = mapped_column(index=True)
    found_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    found_way: Mapped[Key]
    """One of :data:`SOURCES`."""
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
    responsible_person: Mapped[str] = mapped_column(String(64), default="")
    credit_points: Mapped[int] = mapped_column(default=0)
    """What the issue may cost the company; 0 where the duty is the local government's."""
    deadline_on: Mapped[date | None] = mapped_column(index=True)
    deadline_days: Mapped[int | None]
    deadline_unit: Mapped[Key] = mapped_column(default="calendar")
    plan_due_on: Mapped[date | None]
    extended_from: Mapped[date | None]
    """The deadline before the one extension; None: not extended."""
    paused_on: Mapped[date | None]
    """The day since which the clock stands; None: it runs."""
    rectified_on: Mapped[date | None]
    """The day on which the rectification was reported."""
    rounds: Mapped[int] = mapped_column(default=1)
    """Which attempt at putting it right this is, from 1."""
    verifiers: Mapped[list[Any]] = mapped_column(default=list)
    """Ids of the people named to verify; empty: whoever may."""
    close_no: Mapped[str] = mapped_column(String(40), default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("issue.id"), index=True)
    """The issue it was merged into, or whose relapse or delay it is about."""
    raised: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """Why the grade is higher than decided: {"from", "to", "reason", "of"}."""
    steps_taken: Mapped[int] = mapped_column(default=0)
    """How many steps of its life were taken."""
    rectified_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    rectified_org_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    """Organisation of the rectifier at that time."""
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    closed_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
    version: Mapped[int] = mapped_column(default=1)

    station: Mapped[Station] = relationship()
    responsible_org: Mapped[Organisation | None] = relationship(foreign_keys=[responsible_org_id])
    parent: Mapped[Issue | None] = relationship(remote_side="Issue.id", foreign_keys=[parent_id])
    found_by: Mapped[User] = relationship(foreign_keys=[found_by_id])
    rectified_by: Mapped[User | None] = relationship(foreign_keys=[rectified_by_id])
    verified_by: Mapped[User | None] = relationship(foreign_keys=[verified_by_id])
    events: Mapped[list[IssueEvent]] = relationship(
        primaryjoin="foreign(IssueEvent.issue_id) == Issue.id",
        order_by="IssueEvent.position",
        viewonly=True,
    )
    plans: Mapped[list[IssuePlan]] = relationship(
        order_by="IssuePlan.version", cascade="all, delete-orphan"
    )
    verifications: Mapped[list[IssueVerification]] = relationship(
        order_by="IssueVerification.id", cascade="all, delete-orphan"
    )
    pauses: Mapped[list[IssuePause]] = relationship(
        order_by="IssuePause.id", cascade="all, delete-orphan"
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


class IssuePlan(Base):
    """One version of a rectification plan (整改方案); a returned one stays with its reason."""

    __tablename__ = "issue_plan"
    __table_args__ = (UniqueConstraint("issue_id", "version"),)

    id: Mapped[Pk]
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text, default="")
    measures: Mapped[list[Any]] = mapped_column(default=list)
    """[{"no", "text", "due_on"}], numbered from 1."""
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    """Organisation of the author at that time."""
    filed_at: Mapped[datetime]
    returned_reason: Mapped[str] = mapped_column(Text, default="")
    filing_no: Mapped[str] = mapped_column(String(48), default="")
    """FA-<issue>-<version> once accepted."""

    author: Mapped[User] = relationship()


class IssueVerification(Base):
    """What one verifier said in one round."""

    __tablename__ = "issue_verification"
    __table_args__ = (UniqueConstraint("issue_id", "round", "verifier_id"),)

    id: Mapped[Pk]
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    round: Mapped[int]
    verifier_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    passed: Mapped[bool]
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]

    verifier: Mapped[User] = relationship()


class IssuePause(Base):
    """A time in which the deadline's clock stood, with its reason."""

    __tablename__ = "issue_pause"

    id: Mapped[Pk]
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    start_on: Mapped[date]
    end_on: Mapped[date | None]
    """None: it still stands."""
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    by: Mapped[User] = relationship()


class IssueRung(Base):
    """One rung of the ladder that was reached: once for an issue and its deadline."""

    __tablename__ = "issue_rung"
    __table_args__ = (UniqueConstraint("issue_id", "deadline_on", "step"),)

    id: Mapped[Pk]
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    deadline_on: Mapped[date]
    step: Mapped[Key]
    at: Mapped[datetime]


class Holiday(Base):
    """A day on which the office calendar differs from the week, or confirms it."""

    __tablename__ = "holiday"

    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    name: Mapped[str] = mapped_column(String(64), default="")
    source: Mapped[str] = mapped_column(String(255), default="")
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    imported_at: Mapped[CreatedAt]
