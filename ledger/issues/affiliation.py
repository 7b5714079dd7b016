"""Whom a person works for: the own organisation, and those behind the person's rights."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session, object_session

from ledger.models import Issue, Organisation, User
from ledger.reach import OM_ROLES

DISTRICT = "district_bureau"


def organisations_of(person: User) -> set[int]:
    """Return the ids of the organisations whose work is the person's own.

    A right to act for a company, or for a district, binds as membership does.
    """
    session = object_session(person)
    companies = [g.scope_key for g in person.grants if g.role in OM_ROLES and g.scope == "company"]
    places = [g.scope_key for g in person.grants if g.role == "district" and g.scope == "district"]
    found = {person.organisation_id} if person.organisation_id is not None else set()
    if session is None or not (companies or places):
        return found
    return found | _ids(session, or_(Organisation.key.in_(companies), _bureaus(places)))


def parties(issue: Issue) -> set[int]:
    """Return the organisations that have to put an issue right.

    Where none was named: the station's company, or the bureaus of its districts.
    """
    if issue.responsible_org_id is not None:
        return {issue.responsible_org_id}
    session, station = object_session(issue), issue.station
    if issue.responsible_kind == "om_company":
        return {station.company_id} if station.company_id is not None else set()
    places = [code for code in (station.stands_in_code, station.counts_for_code) if code]
    if session is None or issue.responsible_kind != "local_gov" or not places:
        return set()
    return _ids(session, _bureaus(places))


def acting_for(person: User, issue: Issue) -> int | None:
    """Return the organisation a person's work on an issue is the work of."""
    shared = organisations_of(person) & parties(issue)
    if person.organisation_id in shared or not shared:
        return person.organisation_id
    return min(shared)


def _bureaus(places: list[str]) -> ColumnElement[bool]:
    if not places:
        return false()
    return and_(Organisation.kind == DISTRICT, Organisation.district_code.in_(places))


def _ids(session: Session, condition: ColumnElement[bool]) -> set[int]:
    with session.no_autoflush:
        return set(session.scalars(select(Organisation.id).where(condition)))
