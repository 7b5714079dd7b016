"""One page of the list: it begins after the last row of the page before, however long the list.

Every sort is a row of segments, each in the order of one column and then of the id, so that an
index gives the page at once and nothing is counted off.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_
from sqlalchemy.orm import InstrumentedAttribute, Session

from geo.errors import Refused
from ledger.models import Issue
from ledger.models.issues import ENDED, RUNNING, STATES, UNSTARTED

OPEN = tuple(state for state in STATES if state not in ENDED)
RUNS = and_(Issue.state.in_((*UNSTARTED, *RUNNING)), Issue.paused_on.is_(None))
WAITS = or_(
    Issue.state.in_([state for state in OPEN if state not in (*UNSTARTED, *RUNNING)]),
    and_(Issue.state.in_((*UNSTARTED, *RUNNING)), Issue.paused_on.is_not(None)),
)
DUE = Issue.deadline_on.is_not(None)


@dataclass(frozen=True)
class Segment:
    """Rows of one condition, by one column, then by the id, both the same way."""

    condition: ColumnElement[bool] | None
    column: InstrumentedAttribute[Any]
    falling: bool = True


FOUND = Segment(None, Issue.found_at)
SORTS: Mapping[str, tuple[Segment, ...]] = {
    "found": (FOUND,),
    "oldest": (Segment(None, Issue.found_at, falling=False),),
    "urgent": (
        Segment(and_(RUNS, DUE), Issue.deadline_on, falling=False),
        Segment(and_(WAITS, DUE), Issue.deadline_on, falling=False),
        Segment(and_(Issue.state.in_(OPEN), Issue.deadline_on.is_(None)), Issue.found_at),
        Segment(Issue.state.in_(ENDED), Issue.found_at),
    ),
    "grade": tuple(Segment(Issue.grade == grade, Issue.found_at) for grade in (3, 2, 1)),
    "number": (Segment(None, Issue.number, falling=False),),
}
"""What the list can be sorted by.

``urgent``: whose clock runs, by deadline; then what waits for others or stands; then the ended.
"""


def page(
    session: Session, rows: Select[Issue], *, sort: str, limit: int, after: str = ""
) -> tuple[list[Issue], str | None]:
    """Return a page of issues and where the next one begins; None: this was the last.

    Raises
    ------
    Refused
        ``issues.unknown_sort``, ``issues.bad_cursor``.
    """
    segments = SORTS.get(sort)
    if segments is None:
        raise Refused("issues.unknown_sort", value=sort[:40], known=", ".join(SORTS))
    first, place = _read(after, segments) if after else (0, None)
    found: list[tuple[int, Issue]] = []
    for number in range(first, len(segments)):
        missing = limit + 1 - len(found)
        if missing <= 0:
            break
        query = _part(rows, segments[number], place if number == first else None)
        found += [(number, issue) for issue in session.scalars(query.limit(missing)).unique()]
    shown = found[:limit]
    more = len(found) > limit
    cursor = _write(shown[-1][0], segments[shown[-1][0]], shown[-1][1]) if more else None
    return [issue for _, issue in shown], cursor


def _part(rows: Select[Issue], segment: Segment, place: tuple[Any, int] | None) -> Select[Issue]:
    column, falling = segment.column, segment.falling
    if segment.condition is not None:
        rows = rows.where(segment.condition)
    if place is not None:
        value, row_id = place
        if falling:
            rest = or_(column < value, Issue.id < row_id)
            rows = rows.where(column <= value, rest)
        else:
            rest = or_(column > value, Issue.id > row_id)
            rows = rows.where(column >= value, rest)
    if falling:
        return rows.order_by(column.desc(), Issue.id.desc())
    return rows.order_by(column, Issue.id)


def _write(number: int, segment: Segment, issue: Issue) -> str:
    value = getattr(issue, segment.column.key)
    text = value.isoformat() if isinstance(value, date) else str(value)
    plain = json.dumps([number, text, issue.id], ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(plain).decode().rstrip("=")


def _read(cursor: str, segments: tuple[Segment, ...]) -> tuple[int, tuple[Any, int]]:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        number, text, row_id = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        column = segments[_within(number, len(segments))].column
        return number, (_value(text, column.key), _within(row_id, 2**31))
    except (ValueError, TypeError, RecursionError) as error:
        raise Refused("issues.bad_cursor") from error


def _within(value: Any, limit: int) -> int:
    if type(value) is not int or not 0 <= value < limit:
        raise ValueError("not a place of this sort")
    return value


def _value(text: str, column: str) -> Any:
    if column == "found_at":
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError("a moment needs its zone")
        return moment
    if column == "deadline_on":
        return date.fromisoformat(text)
    if "\x00" in text or len(text) > 32:
        raise ValueError("no number")
    return text
