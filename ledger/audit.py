"""Checking the record: is every entry what it was, and does the ledger say the same.

A cut tail leaves a whole chain behind: it is seen only against a head that was exported before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger import audit_messages as _messages  # noqa: F401  (registers audit.*)
from ledger import chain
from ledger.field_history import Said, as_of
from ledger.models import Issue, IssueEvent
from ledger.models.base import now as real_now

__all__ = [
    "AuditReport",
    "Broken",
    "Head",
    "Said",
    "as_of",
    "heads",
    "parse_heads",
    "verify",
]

BATCH = 500
RENAMED = {
    "open": ("confirmed", "fix_on_spot", "assigned"),
    "rectified": ("verify",),
    "verified": ("approval",),
}
"""Words of the record for states before the full life of an issue -> what they became."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """The newest entry of the chain at the time of export; keep it outside the system."""

    position: int
    hash: str
    recorded_at: str
    exported_at: str

    def as_dict(self) -> dict[str, Any]:
        """Return the head as plain JSON values."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Broken:
    """The first entry that is not what it was."""

    position: int
    reason: str
    """missing, inserted, payload, hash, previous, or cut (seen against an exported head); or in
    what the issue's row says something else: state, grade, deadline_on, responsible."""
    issue_number: str | None = None


@dataclass(frozen=True, kw_only=True)
class AuditReport:
    """The outcome of a check."""

    checked: int
    broken: Broken | None
    head: str
    """Hash of the last good entry."""
    against_head: bool
    """Whether an exported head was compared; without one a cut tail cannot be seen."""

    @property
    def ok(self) -> bool:
        """Whether every entry is what it was."""
        return self.broken is None


def heads(session: Session) -> list[Head]:
    """Return the head of the chain for export (empty when nothing was decided yet)."""
    last = session.scalar(select(IssueEvent).order_by(IssueEvent.position.desc()).limit(1))
    return [_head(last)] if last else []


def verify(session: Session, exported: Sequence[Head] = ()) -> AuditReport:
    """Walk the chain from its first entry and name the first broken one.

    Parameters
    ----------
    exported : heads exported earlier
        Each must still stand in the chain, with the same hash.
    """
    known = {head.position: head.hash for head in exported}
    checked, previous, broken = 0, chain.START, None
    for entry in _entries(session):
        broken = _fault(entry, expected=checked + 1, previous=previous, known=known)
        if broken:
            break
        checked, previous = checked + 1, entry.hash
    if broken is None:
        broken = _cut(known, checked) or _stray(session)
    return AuditReport(checked=checked, broken=broken, head=previous, against_head=bool(exported))


def _head(entry: IssueEvent) -> Head:
    return Head(
        position=entry.position,
        hash=entry.hash,
        recorded_at=entry.recorded_at.isoformat(),
        exported_at=real_now().isoformat(),
    )


def _entries(session: Session) -> Iterator[IssueEvent]:
    """Read the chain in batches, so that memory does not grow with it."""
    query = select(IssueEvent).order_by(IssueEvent.position).limit(BATCH)
    query = query.execution_options(populate_existing=True)
    batch = session.scalars(query).all()
    while batch:
        yield from batch
        batch = session.scalars(query.where(IssueEvent.position > batch[-1].position)).all()


def _fault(
    entry: IssueEvent, *, expected: int, previous: str, known: dict[int, str]
) -> Broken | None:
    reason = None
    if entry.position > expected:
        return Broken(position=expected, reason="missing")
    if entry.position < expected:
        return Broken(position=entry.position, reason="inserted")
    if entry.payload_hash != chain.digest(entry.payload):
        reason = "payload"
    elif entry.hash != chain.entry_hash(entry):
        reason = "hash"
    elif entry.previous_hash != previous or known.get(expected, entry.hash) != entry.hash:
        reason = "previous"
    if reason is None:
        return None
    return Broken(position=entry.position, reason=reason, issue_number=entry.issue_number)


def _cut(known: dict[int, str], checked: int) -> Broken | None:
    gone = [position for position in known if position > checked]
    return Broken(position=checked + 1, reason="cut") if gone else None


def _stray(session: Session) -> Broken | None:
    """Return the newest entry of the first issue whose row says something else than the record."""
    last = (
        select(IssueEvent.issue_id, func.max(IssueEvent.position).label("position"))
        .where(IssueEvent.issue_id.is_not(None))
        .group_by(IssueEvent.issue_id)
        .subquery()
    )
    rows = session.execute(
        select(
            *(IssueEvent.position, IssueEvent.issue_number, IssueEvent.to_state),
            *(IssueEvent.payload, Issue.state, Issue.grade, Issue.deadline_on),
            *(Issue.responsible_kind, Issue.responsible_org_id),
        )
        .join(last, last.c.position == IssueEvent.position)
        .outerjoin(Issue, Issue.id == IssueEvent.issue_id)
        .order_by(IssueEvent.position)
        .execution_options(yield_per=BATCH)
    )
    for row in rows:
        if reason := _differs(row):
            return Broken(position=row.position, reason=reason, issue_number=row.issue_number)
    return None


def _differs(row: Any) -> str | None:
    """Return in what an issue's row differs from the newest entry about it; None: in nothing."""
    if not _same_state(row.state or "lead", row.to_state):
        return "state"
    said = row.payload.get("row")
    if row.state is None or said is None:
        return None
    now = chain.row_of(row)
    return next((name for name in now if now[name] != said.get(name)), None)


def _same_state(state: str, said: str | None) -> bool:
    return state == said or state in RENAMED.get(said or "", ())


def parse_heads(entries: Sequence[dict[str, Any]]) -> list[Head]:
    """Return exported heads from plain JSON values; raises ValueError on anything else."""
    try:
        heads_read = [Head(**entry) for entry in entries]
        for head in heads_read:
            datetime.fromisoformat(head.recorded_at)
            int(head.position)
    except (TypeError, ValueError, AttributeError) as error:
        raise ValueError("not an exported head") from error
    return heads_read
