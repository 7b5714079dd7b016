"""Reading an issue anew and keeping others from it until the transaction ends."""

from __future__ import annotations

from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session

from geo.errors import Conflict, NotFound
from ledger.models import Issue


def lock(session: Session, issue: Issue) -> None:
    """Read an issue anew and keep others from changing it until the transaction ends.

    Raises
    ------
    NotFound
        ``issue.not_found``: the decision that made it was taken back meanwhile.
    """
    number = issue.number
    session.flush()  # reading anew would forget what is not written yet
    try:
        session.refresh(issue, with_for_update=True)
    except InvalidRequestError:
        raise NotFound("issue.not_found", number=number) from None


def lock_seen(session: Session, issue: Issue, version: int) -> None:
    """Lock an issue and make sure that it is still the one that was seen.

    Raises
    ------
    Conflict
        ``issue.changed``: somebody else was first.
    """
    lock(session, issue)
    if issue.version != version:
        raise Conflict("issue.changed", state=issue.state)
