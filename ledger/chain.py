"""The record: one append-only chain of hashes over everything that was decided.

Each entry's hash covers its place, time, actor, step, the hash of its payload and the hash of the
entry before. There is no way to change an entry; the database refuses it too.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger import clock, counters, in_force
from ledger import messages as _messages  # noqa: F401  (registers finding.*, issue.*, audit.*)
from ledger.models import Finding, Issue, IssueEvent, User
from ledger.models.base import now as real_now

COUNTER = "chain"
BIRTH = "lead"
"""The state that the first entry about an issue comes from."""
START = "0" * 64
"""What the first entry names as the hash before it."""
MAX_EXACT = 2**53


def append(
    session: Session,
    *,
    actor: User | None,
    action: str,
    issue: Issue | None = None,
    finding: Finding | None = None,
    from_state: str | None,
    to_state: str | None,
    payload: Mapping[str, Any],
) -> IssueEvent:
    """Write the next entry in the caller's transaction; appenders queue for their place.

    Parameters
    ----------
    actor : User or None
        None: the system itself.
    """
    session.flush()
    content = plain({**payload, **_beside(issue, from_state)})
    entry = IssueEvent(
        position=counters.following(session, COUNTER),
        issue_id=issue.id if issue else None,
        issue_number=issue.number if issue else None,
        finding_id=finding.id if finding else None,
        at=clock.now(session),
        recorded_at=real_now(),
        actor_id=actor.id if actor else None,
        actor_name=actor.name if actor else "",
        action=action,
        from_state=from_state,
        to_state=to_state,
        payload=content,
        payload_hash=digest(content),
    )
    entry.seq = _seq(session, issue, finding)
    entry.previous_hash = _last_hash(session, entry.position)
    entry.hash = entry_hash(entry)
    session.add(entry)
    session.flush()
    if issue is not None:
        session.expire(issue, ["events"])
    return entry


def _beside(issue: Issue | None, from_state: str | None) -> dict[str, Any]:
    """Return what is recorded with every entry about an issue; its first names its rules."""
    if issue is None:
        return {}
    row = {"row": row_of(issue)}
    edition = in_force.book().edition
    return row | {"rules": edition} if from_state == BIRTH and edition else row


def row_of(issue: Any) -> dict[str, Any]:
    """Return what every entry says of its issue's row, so that the two can be compared later."""
    return {
        "grade": issue.grade,
        "deadline_on": issue.deadline_on.isoformat() if issue.deadline_on else None,
        "responsible": [issue.responsible_kind, issue.responsible_org_id],
    }


def entry_hash(entry: IssueEvent) -> str:
    """Return the hash that an entry must carry."""
    return digest(
        {
            "position": entry.position,
            "seq": entry.seq,
            "issue_id": entry.issue_id,
            "issue_number": entry.issue_number,
            "finding_id": entry.finding_id,
            "at": _stamp(entry.at),
            "recorded_at": _stamp(entry.recorded_at),
            "actor_id": entry.actor_id,
            "actor_name": entry.actor_name,
            "action": entry.action,
            "from_state": entry.from_state,
            "to_state": entry.to_state,
            "payload_hash": entry.payload_hash,
            "previous_hash": entry.previous_hash,
        }
    )


def digest(value: Any) -> str:
    """Return the sha256 of a value's canonical JSON: sorted keys, no blanks, UTF-8."""
    text = json.dumps(
        plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def plain(value: Any) -> Any:
    """Return a value as JSON that every database gives back unchanged.

    Whole floats become integers and NULs go: PostgreSQL's JSONB knows neither 1e3 nor NUL.

    Raises
    ------
    ValueError
        A number that JSON cannot hold exactly.
    """
    if isinstance(value, Mapping):
        return {plain(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return _stamp(value)
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, float):
        return _number(value)
    return value


def _number(value: float) -> float | int:
    if not math.isfinite(value) or abs(value) > MAX_EXACT:
        raise ValueError(f"{value} cannot stand in the record")
    return int(value) if value == int(value) else value


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _last_hash(session: Session, position: int) -> str:
    if position == 1:
        return START
    query = select(IssueEvent.hash).where(IssueEvent.position == position - 1)
    return session.scalars(query).one()


def _seq(session: Session, issue: Issue | None, finding: Finding | None) -> int:
    query = select(func.count()).select_from(IssueEvent)
    if issue is not None:
        query = query.where(IssueEvent.issue_id == issue.id)
    elif finding is not None:
        query = query.where(IssueEvent.finding_id == finding.id, IssueEvent.issue_id.is_(None))
    return (session.scalar(query) or 0) + 1
