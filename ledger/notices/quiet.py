"""How a person wants to be told outside the app: mail or not, and the quiet hours of city time."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from geo.errors import Refused
from ledger.deadlines import CITY_TIME
from ledger.models import NoticeWish, User

CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
DAY = 24 * 60


def wish_of(session: Session, user_id: int) -> NoticeWish:
    """Return what a person wished for; without any wish: by mail, at any hour."""
    found = session.get(NoticeWish, user_id)
    return found or NoticeWish(user_id=user_id, mail=True, quiet_from=None, quiet_until=None)


def wish(
    session: Session, actor: User, *, mail: bool, quiet_from: str, quiet_until: str
) -> NoticeWish:
    """Keep a person's own wish.

    Parameters
    ----------
    quiet_from, quiet_until : str
        ``HH:MM`` of city time, both or neither; a night may lie between them.

    Raises
    ------
    Refused
        ``notice.bad_hours``: not two different times of day.
    """
    start, end = _minute(quiet_from), _minute(quiet_until)
    if (start is None) != (end is None) or (start is not None and start == end):
        raise Refused("notice.bad_hours")
    row = session.get(NoticeWish, actor.id) or NoticeWish(user_id=actor.id)
    row.mail, row.quiet_from, row.quiet_until = mail, start, end
    session.add(row)
    session.flush()
    return row


def after_quiet(moment: datetime, start: int | None, end: int | None) -> datetime:
    """Return the moment itself, or the end of the quiet hours it lies in.

    Parameters
    ----------
    moment : datetime
        Aware.
    start, end : int or None
        Minutes of the city's day; the start belongs to the quiet hours, the end does not.
    """
    if start is None or end is None:
        return moment
    local = moment.astimezone(CITY_TIME)
    minute = local.hour * 60 + local.minute
    if (minute - start) % DAY >= (end - start) % DAY:
        return moment
    day = local.date() + timedelta(days=1 if minute >= end else 0)
    return datetime.combine(day, time(end // 60, end % 60), CITY_TIME)


def clock_text(minute: int | None) -> str:
    """Return a minute of the day as ``HH:MM``; none as nothing."""
    return "" if minute is None else f"{minute // 60:02d}:{minute % 60:02d}"


def _minute(text: str) -> int | None:
    if not text:
        return None
    match = CLOCK.fullmatch(text)
    if match is None:
        raise Refused("notice.bad_hours")
    return int(match[1]) * 60 + int(match[2])
