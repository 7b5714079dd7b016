"""Telling: rows of people's notices and of the outbox, in the transaction of their cause."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import settings
from geo.errors import Refused
from ledger import clock
from ledger.models import IssueEvent, Notice, NoticeSending, Organisation, User
from ledger.models.base import now
from ledger.notices.quiet import after_quiet, wish_of

LINK = re.compile(r"/(?!/)[\w./?=&%-]{0,254}", re.ASCII)
"""A path of this site, never another one."""


def tell(
    session: Session,
    *,
    to: Iterable[User | Organisation],
    kind: str,
    params: Mapping[str, Any],
    link: str,
    event: IssueEvent | None = None,
    urgent: bool = False,
    mail: bool = False,
) -> list[Notice]:
    """Tell people something, each once for one event, kind and link.

    Parameters
    ----------
    to : iterable of User or Organisation
        An organisation stands for its people; who is not active is left out.
    kind : str
        A code of the message catalogue; ``params`` fill its fields.
    link : str
        Path of the page it is about, e.g. ``/issues/WT-330400-2026-00001``.
    event : IssueEvent, optional
        The cause. Where it belongs to an issue, only who may see that issue reads the notice.
    mail : bool
        Whether it goes out by mail as well, where a mail server is set.

    Returns
    -------
    list of Notice
        The new ones.

    Raises
    ------
    Refused
        ``notice.bad_link``: not a path of this site.
    """
    if not LINK.fullmatch(link):
        raise Refused("notice.bad_link")
    told = {"kind": kind, "params": dict(params), "link": link, "urgent": urgent}
    told |= {"at": clock.now(session)}
    if event:
        told |= {"issue_id": event.issue_id, "event_position": event.position}
    keys = _new_keys(session, to, str(event.position) if event else "", kind, link)
    made = [Notice(key=key, user_id=user_id, **told) for user_id, key in keys.items()]
    session.add_all(made)
    if mail and settings.get().smtp_host:
        session.add_all(_sendings(session, made))
    session.flush()
    return made


def _sendings(session: Session, made: Iterable[Notice]) -> Iterable[NoticeSending]:
    """Yield the mails of those who want any, after their quiet hours unless it is urgent."""
    for notice in made:
        wish, at = wish_of(session, notice.user_id), now()
        due = at if notice.urgent else after_quiet(at, wish.quiet_from, wish.quiet_until)
        if wish.mail:
            yield NoticeSending(notice=notice, channel="mail", due_at=due)


def _new_keys(session: Session, to: Iterable[User | Organisation], *about: str) -> dict[int, str]:
    """Return the key of everybody who was not told yet, by the person's id."""
    ids = sorted({user.id for user in _people(session, to)})
    keys = {user_id: _key(*about, str(user_id)) for user_id in ids}
    known = set(session.scalars(select(Notice.key).where(Notice.key.in_(keys.values()))))
    return {user_id: key for user_id, key in keys.items() if key not in known}


def _people(session: Session, to: Iterable[User | Organisation]) -> Iterable[User]:
    for one in to:
        if isinstance(one, Organisation):
            members = select(User).where(User.organisation_id == one.id, User.active)
            yield from session.scalars(members)
        elif one.active:
            yield one


def _key(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
