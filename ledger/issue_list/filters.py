"""What can be asked of the ledger's list, each as one condition in SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pypinyin import Style, lazy_pinyin
from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import aliased

from ledger import catalog
from ledger.deadlines import CITY_TIME
from ledger.models import Issue, Organisation, Station
from ledger.models.issues import ENDED, RUNNING, STATES, UNSTARTED
from ledger.timing import is_overdue

GROUPS: Mapping[str, tuple[str, ...]] = {
    "all": STATES,
    "not_closed": tuple(state for state in STATES if state not in ENDED),
    "running": (*UNSTARTED, *RUNNING),
    "verifying": ("close_applied", "verify"),
}
"""Names for several states; every state's own name stands for itself."""
DUTY = func.coalesce(Station.counts_for_code, Station.stands_in_code)
"""The district whose assessment a station counts for, else the one it stands in."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A filter; what is empty asks for nothing. Several values of one field: any of them."""

    state: tuple[str, ...] = ()
    """States or names of :data:`GROUPS`."""
    grade: tuple[int, ...] = ()
    kind: tuple[str, ...] = ()
    class_code: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    station: tuple[str, ...] = ()
    district: tuple[str, ...] = ()
    company: tuple[str, ...] = ()
    """Keys of the organisations that have to act."""
    source: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    principled: bool | None = None
    overdue: bool = False
    due: int | None = None
    """Not overdue, but due within so many calendar days."""
    found_from: date | None = None
    found_to: date | None = None
    q: str = ""
    """Words in the number, the title, or the station's and type's names (also pinyin)."""


def conditions(
    asked: Asked, today: date, *, without: tuple[str, ...] = ()
) -> list[ColumnElement[bool]]:
    """Return the conditions on ``Issue`` that a filter asks for.

    Parameters
    ----------
    without : fields whose own filter does not count, for the counts beside it
    """
    return [
        make(asked, today)
        for name, make in _CONDITIONS.items()
        if name not in without and is_said(getattr(asked, name))
    ] + _flags(asked, without)


def is_said(value: object) -> bool:
    """Whether a field of a filter asks for something."""
    return value is not False and value not in ((), "", None)


def states_of(names: tuple[str, ...]) -> list[str]:
    """Return the states that names of states and groups stand for."""
    return [state for name in names for state in GROUPS.get(name, (name,))]


def _flags(asked: Asked, without: tuple[str, ...]) -> list[ColumnElement[bool]]:
    if asked.principled is None or "principled" in without:
        return []
    return [Issue.principled.is_(asked.principled)]


def _stations(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return Issue.station_id.in_(select(Station.id).where(condition))


def _due(asked: Asked, today: date) -> ColumnElement[bool]:
    last = today + timedelta(days=asked.due or 0)
    running = Issue.state.in_((*UNSTARTED, *RUNNING))
    return and_(running, Issue.paused_on.is_(None), Issue.deadline_on.between(today, last))


def _companies(asked: Asked, _today: date) -> ColumnElement[bool]:
    mine = select(Organisation.id).where(Organisation.key.in_(asked.company))
    return Issue.responsible_org_id.in_(mine)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CITY_TIME)


def _words(asked: Asked, _today: date) -> ColumnElement[bool]:
    """Look in the index of words alone, before any row is read."""
    words = and_(true(), *(_word(word) for word in asked.q.split()[:5]))
    return Issue.id.in_(select(_Worded.id).where(words))


_Worded = aliased(Issue)


def _word(word: str) -> ColumnElement[bool]:
    low = word.lower()
    station = or_(
        Station.search_text.contains(low, autoescape=True),
        Station.name_zh.contains(word, autoescape=True),
        Station.code.contains(word, autoescape=True),
    )
    return or_(
        _Worded.number.contains(word.upper(), autoescape=True),
        _Worded.title.contains(word, autoescape=True),
        _Worded.station_id.in_(select(Station.id).where(station)),
        _Worded.code.in_(_types(low)),
    )


def _types(low: str) -> list[str]:
    """Return the codes of the types that a lower-case word names, also by pinyin."""
    return [code for code, text in _type_texts().items() if low in text]


def _type_texts() -> dict[str, str]:
    if not _TEXTS:
        _TEXTS.update({row.code: _text(row) for row in catalog.taxonomy().values()})
    return _TEXTS


_TEXTS: dict[str, str] = {}


def _text(row: catalog.IssueType) -> str:
    sounds = "".join(lazy_pinyin(row.name_zh))
    initials = "".join(lazy_pinyin(row.name_zh, style=Style.FIRST_LETTER))
    return f"{row.code} {row.name_zh} {row.name_en} {sounds} {initials}".lower()


def _classes(asked: Asked, _today: date) -> ColumnElement[bool]:
    rows = catalog.taxonomy().values()
    return Issue.code.in_([row.code for row in rows if row.class_code in asked.class_code])


_CONDITIONS: Mapping[str, Callable[[Asked, date], ColumnElement[bool]]] = {
    "state": lambda a, _: Issue.state.in_(states_of(a.state)),
    "grade": lambda a, _: Issue.grade.in_(a.grade),
    "kind": lambda a, _: Issue.kind.in_(a.kind),
    "class_code": _classes,
    "code": lambda a, _: Issue.code.in_(a.code),
    "station": lambda a, _: _stations(Station.code.in_(a.station)),
    "district": lambda a, _: _stations(DUTY.in_(a.district)),
    "company": _companies,
    "source": lambda a, _: Issue.found_way.in_(a.source),
    "numbers": lambda a, _: Issue.number.in_(a.numbers),
    "overdue": lambda _, today: is_overdue(today),
    "due": _due,
    "found_from": lambda a, _: Issue.found_at >= _midnight(a.found_from or date.min),
    "found_to": lambda a, _: (
        Issue.found_at < _midnight((a.found_to or date.min) + timedelta(days=1))
    ),
    "q": _words,
}
