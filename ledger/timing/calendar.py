"""The office calendar: which days are worked, by year, with days a person imported on top.

Statutory holidays and the working days moved for them (调休) are those of ``chinesecalendar``. A
year that it does not know, and that nobody imported, is refused: no week is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import chinese_calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Refused
from ledger.models import Holiday

MARKS = ((1, 1), (10, 1))
"""A year counts as imported when New Year and National Day stand in the table as free days."""


@dataclass(frozen=True)
class Calendar:
    """Working days; ``changed`` holds the imported days."""

    changed: Mapping[date, bool] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        """Return whether a day is worked.

        Raises
        ------
        Refused
            ``calendar.unknown_year``.
        """
        if day in self.changed:
            return self.changed[day]
        if (worked := _published(day)) is not None:
            return worked
        if not self._imported(day.year):
            raise Refused("calendar.unknown_year", year=day.year)
        return day.weekday() < 5

    def knows(self, year: int) -> bool:
        """Return whether the working days of a year are known."""
        return _published(date(year, 6, 1)) is not None or self._imported(year)

    def _imported(self, year: int) -> bool:
        return all(self.changed.get(date(year, *mark)) is False for mark in MARKS)


def calendar(session: Session) -> Calendar:
    """Return the office calendar with the imported days."""
    rows = session.scalars(select(Holiday))
    return Calendar({row.day: row.working for row in rows})


@cache
def _published(day: date) -> bool | None:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
