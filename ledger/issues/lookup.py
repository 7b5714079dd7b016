"""What a step's data stand for: organisations, people, other issues, dates."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Refused
from ledger.issues.context import Taking
from ledger.models import Issue, Organisation, User
from ledger.models.issues import ENDED
from ledger.timing import calendar, due_on
from ledger.timing.counting import MAX_DAYS

ACTS = {"om_company": "om_company", "district_bureau": "local_gov"}
"""Kind of organisation -> kind of responsible party."""


def organisation(session: Session, key: str) -> Organisation:
    """Return the organisation that has to act.

    Raises
    ------
    Refused
        ``issue.no_organisation``: none, or one that puts nothing right.
    """
    found = session.scalar(select(Organisation).where(Organisation.key == key))
    if found is None or found.kind not in ACTS:
        raise Refused("issue.no_organisation", key=key)
    return found


def verifiers(taking: Taking) -> list[User]:
    """Return the people named to verify; the one who takes the step when nobody is.

    Raises
    ------
    Refused
        ``issue.no_verifier``: no such person, or not active.
    """
    ids = taking.given.verifiers or (taking.person.id,)
    people = [taking.session.get(User, i) for i in ids]
    found = [person for person in people if person is not None and person.active]
    if len(found) < len(ids):
        raise Refused("issue.no_verifier", name=", ".join(map(str, ids)))
    return found


def parent(taking: Taking) -> Issue | None:
    """Return the issue to merge into."""
    number = taking.given.parent
    return taking.session.scalar(select(Issue).where(Issue.number == number)) if number else None


def takes_in(target: Issue, issue: Issue) -> bool:
    """Whether an issue may take another one in."""
    near = target.id != issue.id and target.station_id == issue.station_id
    return near and target.state not in ENDED and (target.withheld or not issue.withheld)


def deadline_of(taking: Taking) -> date:
    """Return the last day of an order's deadline: as given, or as the type says.

    Raises
    ------
    Refused
        ``calendar.unknown_year``.
    """
    if (given := new_deadline(taking)) is not None:
        return given
    days, unit = taking.kind.deadline_days, taking.kind.deadline_unit
    return due_on(taking.today, days, unit, calendar(taking.session))


def new_deadline(taking: Taking) -> date | None:
    """Return the last day that was given, as a date or in days of the issue's unit."""
    given = taking.given
    if given.deadline_on is not None:
        _demand_near(given.deadline_on, taking.today)
        return given.deadline_on
    if given.deadline_days is None:
        return None
    unit = taking.issue.deadline_unit
    return due_on(taking.today, given.deadline_days, unit, calendar(taking.session))


def _demand_near(day: date, today: date) -> None:
    if (days := (day - today).days) > MAX_DAYS:
        raise Refused("calendar.too_long", days=days, limit=MAX_DAYS)
