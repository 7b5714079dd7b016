"""A person's own notices: only those about what the person may still see."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.orm import Session

from ledger import access
from ledger.models import Issue, Notice, User
from ledger.models.base import now


def own(actor: User) -> Select[Notice]:
    """Return the select of the notices that a person may read now."""
    return select(Notice).where(_readable(actor))


def unread(session: Session, actor: User) -> int:
    """Return how many notices a person has not read."""
    query = select(func.count()).select_from(Notice).where(_readable(actor))
    return session.scalar(query.where(Notice.read_at.is_(None))) or 0


def mark_read(session: Session, actor: User, ids: Collection[int] | None = None) -> int:
    """Mark a person's own notices as read, all of them without ids; return how many are left."""
    chosen = update(Notice).where(_readable(actor), Notice.read_at.is_(None))
    if ids is not None:
        chosen = chosen.where(Notice.id.in_(ids))
    session.execute(
        chosen.values(read_at=now()), execution_options={"synchronize_session": "fetch"}
    )
    return unread(session, actor)


def still_told(session: Session, notice: Notice) -> bool:
    """Whether the person is still there and may still see what the notice is about."""
    if not notice.user.active:
        return False
    if notice.issue_id is None:
        return True
    issue = session.get(Issue, notice.issue_id)
    return issue is not None and access.can(notice.user, "issue.view", issue)


def _readable(actor: User) -> ColumnElement[bool]:
    issues = select(Issue.id).where(access.visible(actor, Issue))
    open_to = or_(Notice.issue_id.is_(None), Notice.issue_id.in_(issues))
    return access.visible(actor, Notice) & open_to
