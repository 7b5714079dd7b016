"""Credit records of companies (信用记录): entries, appeals and bid restrictions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.models.base import Base, Key, Pk, Sha256
from ledger.models.issues import IssueEvent
from ledger.models.people import Organisation, User

ENTRY_KINDS = ("charge", "counter", "proven")
APPEAL_STATES = ("filed", "upheld", "rejected")
RESTRICTION_STATES = ("proposed", "noticed", "in_force", "declined", "lifted")
UNDECIDED = ("proposed", "noticed")


class CreditEntry(Base):
    """Points of one event; never updated, never deleted. What was wrong gets a counter-entry."""

    __tablename__ = "credit_entry"
    __table_args__ = (
        CheckConstraint("length(event_hash) = 64", name="names_its_event"),
        CheckConstraint(
            "(kind = 'charge' AND points > 0) OR (kind = 'counter' AND counters_id IS NOT NULL "
            "AND points <= 0) OR (kind = 'proven' AND points = 0)",
            name="kind_and_points",
        ),
    )

    id: Mapped[Pk]
    key: Mapped[str] = mapped_column(String(96), unique=True)
    """What it is for, so that nothing is charged twice."""
    company_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[Key]
    """One of :data:`ENTRY_KINDS`."""
    reason_code: Mapped[Key]
    """Type of the issue, or ``bad_credit``."""
    points: Mapped[int]
    """Taken away, before the cap of the inspection; negative: given back."""
    capped: Mapped[bool] = mapped_column(default=True)
    """The cap of its inspection counts; principled issues are not capped."""
    year: Mapped[int]
    """The natural year it counts in; a counter-entry's is that of its charge."""
    counts_on: Mapped[date] = mapped_column(index=True)
    """The day of its event, from which on it is seen."""
    inspection: Mapped[Key] = mapped_column(default="")
    """Station and day of what was found together; empty: of no inspection."""
    event_position: Mapped[int] = mapped_column(ForeignKey("issue_event.position"))
    event_hash: Mapped[Sha256] = mapped_column(ForeignKey("issue_event.hash"))
    issue_id: Mapped[int | None] = mapped_column(index=True)
    """No foreign key: the entry outlives an issue that was undone."""
    issue_number: Mapped[str] = mapped_column(String(32), default="")
    counters_id: Mapped[int | None] = mapped_column(ForeignKey("credit_entry.id"), unique=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    """Who took the step; None: the system."""
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]

    company: Mapped[Organisation] = relationship()
    made_by: Mapped[User | None] = relationship()
    event: Mapped[IssueEvent] = relationship(foreign_keys=[event_position])


class CreditAppeal(Base):
    """A company's appeal against one entry, and the decision."""

    __tablename__ = "credit_appeal"

    id: Mapped[Pk]
    entry_id: Mapped[int] = mapped_column(ForeignKey("credit_entry.id"), unique=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    state: Mapped[Key] = mapped_column(default="filed", index=True)
    text: Mapped[str] = mapped_column(Text)
    filed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    filed_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    entry: Mapped[CreditEntry] = relationship()
    company: Mapped[Organisation] = relationship()
    filed_by: Mapped[User] = relationship(foreign_keys=[filed_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    __mapper_args__ = {"version_id_col": version}


class CreditRestriction(Base):
    """A bid restriction: proposed by the system, decided and signed by a person."""

    __tablename__ = "credit_restriction"

    id: Mapped[Pk]
    number: Mapped[str] = mapped_column(String(32), unique=True)
    """XZ-<year>-<four digits>."""
    company_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    state: Mapped[Key] = mapped_column(default="proposed", index=True)
    points: Mapped[int]
    """What the company had when it was proposed."""
    edition: Mapped[Key]
    """Edition of the rules it was proposed by."""
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    notice: Mapped[str] = mapped_column(Text, default="")
    """What the company was told, with the reasons."""
    noticed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    noticed_at: Mapped[datetime | None]
    object_until: Mapped[date | None]
    objection: Mapped[str] = mapped_column(Text, default="")
    objected_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    objected_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    repair: Mapped[str] = mapped_column(Text, default="")
    """What the company can do to have it lifted."""
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    lifted_reason: Mapped[str] = mapped_column(Text, default="")
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    lifted_on: Mapped[date | None]
    """The first day without it."""
    version: Mapped[int] = mapped_column(default=1)

    company: Mapped[Organisation] = relationship()
    noticed_by: Mapped[User | None] = relationship(foreign_keys=[noticed_by_id])
    objected_by: Mapped[User | None] = relationship(foreign_keys=[objected_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    lifted_by: Mapped[User | None] = relationship(foreign_keys=[lifted_by_id])
    __mapper_args__ = {"version_id_col": version}

    def holds_on(self, day: date) -> bool:
        """Return whether the company may not bid on a day."""
        if self.from_on is None or self.to_on is None or self.state not in {"in_force", "lifted"}:
            return False
        ended = self.lifted_on is not None and day >= self.lifted_on
        return self.from_on <= day <= self.to_on and not ended
