"""The outbox: taking what is due under a lease, and writing down how each attempt ended.

An attempt counts when it begins, so that a row that kills its sender comes to its end as well.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

import ledger.notices.messages  # noqa: F401  (registers notice.*)
from ledger.models import NoticeSending

LEASE = timedelta(minutes=2)
"""Longer than any attempt takes; after it another sender may try."""
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)


@dataclass(frozen=True)
class Taken:
    """A sending under a lease."""

    sending_id: int
    lease: str


def take_due(session: Session, channel: str, at: datetime, *, attempts: int) -> Taken | None:
    """Take the sending that is due longest, or None; what was tried too often is given up.

    Parameters
    ----------
    at : datetime
        Real time, aware.
    attempts : int
        How often a sending is tried at most.
    """
    while row := session.scalars(_due(channel, at)).first():
        if row.attempts < attempts:
            row.attempts += 1
            row.lease, row.lease_until = secrets.token_hex(16), at + LEASE
            session.flush()
            return Taken(row.id, row.lease)
        row.state, row.lease_until, row.why = "failed", None, row.why or "notice.lost"
        session.flush()
    return None


def succeeded(session: Session, taken: Taken, at: datetime) -> None:
    """Write down that it left the house."""
    if row := _held(session, taken):
        row.state, row.sent_at, row.why, row.lease_until = "sent", at, "", None


def dropped(session: Session, taken: Taken, why: str) -> None:
    """Write down that it is not to be sent any more, with the code of the reason."""
    if row := _held(session, taken):
        row.state, row.why, row.lease_until = "dropped", why, None


def failed(
    session: Session, taken: Taken, at: datetime, *, why: str, attempts: int, for_good: bool = False
) -> None:
    """Write down why an attempt failed and when the next one is due: twice as late each time."""
    row = _held(session, taken)
    if row is None:
        return
    row.why, row.lease_until = why[:500], None
    if for_good or row.attempts >= attempts:
        row.state = "failed"
    else:
        row.due_at = at + min(FIRST_WAIT * 2 ** (row.attempts - 1), LONGEST_WAIT)


def _due(channel: str, at: datetime) -> Select[NoticeSending]:
    free = or_(NoticeSending.lease_until.is_(None), NoticeSending.lease_until <= at)
    return (
        select(NoticeSending)
        .where(
            NoticeSending.channel == channel,
            NoticeSending.state == "waiting",
            NoticeSending.due_at <= at,
            free,
        )
        .order_by(NoticeSending.due_at, NoticeSending.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _held(session: Session, taken: Taken) -> NoticeSending | None:
    """Return the row while the lease is still this attempt's."""
    mine = select(NoticeSending).where(
        NoticeSending.id == taken.sending_id,
        NoticeSending.lease == taken.lease,
        NoticeSending.state == "waiting",
    )
    return session.scalars(mine.with_for_update()).one_or_none()
