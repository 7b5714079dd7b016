"""How far a role grant reaches, said twice: for one object, and as an SQL condition for lists.

Both forms are kept side by side; ``tests/unit/ledger/test_access.py`` proves that they agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import object_session

from ledger.models import (
    Assessment,
    District,
    Draw,
    Finding,
    Flight,
    FlightLog,
    Holiday,
    Issue,
    IssueEvent,
    Job,
    Lead,
    Notice,
    NoticeWish,
    Organisation,
    Photo,
    Reading,
    RoleGrant,
    RuleRow,
    Scene,
    SceneStation,
    Station,
    StationChange,
    StationEvent,
    Upload,
    User,
    WorkOrder,
)

AT_A_STATION = (
    *(Assessment, Finding, Flight, Issue, Lead, Reading, StationChange, StationEvent),
    WorkOrder,
)
OF_A_FLIGHT = (Photo, FlightLog)
EVERYWHERE = (District, Holiday, IssueEvent, RuleRow, User)
"""Models that belong to no station: a right to them is a right to all of them."""
OWNER = {
    Scene: "uploaded_by_id",
    Flight: "pilot_id",
    Notice: "user_id",
    NoticeWish: "user_id",
    Upload: "owner_id",
    Job: "created_by_id",
}
OM_ROLES = ("om_manager", "om_tech")
PARTY_ROLES = ("bureau_reviewer", "supervisor", "image_reviewer", "district")
"""Roles that may hold a secret of a draw's seed: nobody of the inspected companies."""


@dataclass(frozen=True)
class Reach:
    """The stations of one grant of one person.

    A district role without a district means the person's own bureau's district; an O&M role
    without a company means the person's own company. Neither ever means everything.
    """

    actor: User
    grant: RoleGrant

    @property
    def company_key(self) -> str | None:
        """Key of the company an O&M role is bound to; empty when there is none, None: not O&M."""
        if self.grant.role not in OM_ROLES:
            return None
        if self.grant.scope == "company":
            return self.grant.scope_key
        organisation = self.actor.organisation
        return organisation.key if organisation and organisation.kind == "om_company" else ""

    @property
    def place(self) -> tuple[str, str]:
        """Scope and key after the defaults of the district role."""
        if self.grant.role == "district" and self.grant.scope == "all":
            organisation = self.actor.organisation
            return "district", (organisation.district_code if organisation else None) or ""
        return self.grant.scope, self.grant.scope_key

    def holds(self, station: Station | None) -> bool:
        """Whether a station lies within reach."""
        if station is None:
            return False
        scope, key = self.place
        company = station.company.key if station.company else None
        if self.company_key is not None and company != (self.company_key or object()):
            return False
        if scope == "all":
            return True
        if not key:
            return False
        return {
            "district": key in {station.stands_in_code, station.counts_for_code},
            "company": key == company,
            "station": key == station.code,
        }.get(scope, False)

    def stations(self) -> ColumnElement[bool]:
        """Return :meth:`holds` as a condition on ``Station``."""
        scope, key = self.place
        parts: list[ColumnElement[bool]] = []
        if self.company_key is not None:
            parts.append(_of_company(self.company_key) if self.company_key else false())
        if scope != "all" and not key:
            parts.append(false())
        elif scope == "district":
            parts.append(or_(Station.stands_in_code == key, Station.counts_for_code == key))
        elif scope == "company":
            parts.append(_of_company(key))
        elif scope == "station":
            parts.append(Station.code == key)
        elif scope != "all":
            parts.append(false())
        return and_(true(), *parts)

    @property
    def unlimited(self) -> bool:
        """Whether every station lies within reach."""
        return self.company_key is None and self.place[0] == "all"


def _of_company(key: str) -> ColumnElement[bool]:
    return Station.company_id.in_(select(Organisation.id).where(Organisation.key == key))


def within(reach: Reach, obj: Any) -> bool:
    """Whether an object belongs to a station within reach."""
    if isinstance(obj, EVERYWHERE) or reach.unlimited:
        return True
    return any(reach.holds(station) for station in stations_of(obj))


def within_sql(reach: Reach, model: Any) -> ColumnElement[bool]:
    """Return :func:`within` as a condition on ``model``."""
    if model in EVERYWHERE or reach.unlimited:
        return true()
    return _belongs(model, select(Station.id).where(reach.stations()))


def stations_of(obj: Any) -> list[Station | None]:
    """Return the stations an object belongs to."""
    if isinstance(obj, Station):
        return [obj]
    if isinstance(obj, Scene):
        return [link.station for link in obj.station_links]
    if isinstance(obj, OF_A_FLIGHT):
        return [obj.flight.station]
    if isinstance(obj, Job):
        return stations_of(subject_of(obj))
    session = object_session(obj) if isinstance(obj, AT_A_STATION) else None
    return [session.get(Station, obj.station_id)] if session else []


def _belongs(model: Any, ids: Select[int]) -> ColumnElement[bool]:
    if model is Station:
        return Station.id.in_(ids)
    if model is Scene:
        links = select(SceneStation.scene_id).where(SceneStation.station_id.in_(ids))
        return Scene.id.in_(links)
    if model in OF_A_FLIGHT:
        return _of_flights(model, Flight.station_id.in_(ids))
    if model is Job:
        return or_(*(_subject_sql(name, kind, ids) for name, kind in SUBJECTS))
    return model.station_id.in_(ids) if model in AT_A_STATION else false()


def _of_flights(model: type[Photo | FlightLog], which: ColumnElement[bool]) -> ColumnElement[bool]:
    return model.flight_id.in_(select(Flight.id).where(which))


SUBJECTS: tuple[tuple[str, Any], ...] = (("scene", Scene), ("flight", Flight))


def subject_of(job: Job) -> Any:
    """Return the scene or flight a job works on, or None."""
    session, model = object_session(job), dict(SUBJECTS).get(job.subject_kind)
    return session.get(model, job.subject_id) if session and model else None


def _subject_sql(name: str, model: Any, ids: Select[int]) -> ColumnElement[bool]:
    mine = select(model.id).where(_belongs(model, ids))
    return and_(Job.subject_kind == name, Job.subject_id.in_(mine))


def made_by(actor: User, obj: Any) -> bool:
    """Whether a person brought an object in."""
    if isinstance(obj, OF_A_FLIGHT):
        return made_by(actor, obj.flight)
    column = OWNER.get(type(obj))
    return column is not None and getattr(obj, column) == actor.id


def made_by_sql(actor: User, model: Any) -> ColumnElement[bool]:
    """Return :func:`made_by` as a condition on ``model``."""
    if model in OF_A_FLIGHT:
        return _of_flights(model, Flight.pilot_id == actor.id)
    column = OWNER.get(model)
    return getattr(model, column) == actor.id if column else false()


def party_to(reach: Reach, obj: Any) -> bool:
    """Whether the person holds one of the two secrets of a draw."""
    return isinstance(obj, Draw) and reach.actor.id in {obj.party_a_id, obj.party_b_id}


def party_to_sql(reach: Reach, model: Any) -> ColumnElement[bool]:
    """Return :func:`party_to` as a condition on ``model``."""
    if model is not Draw:
        return false()
    return or_(Draw.party_a_id == reach.actor.id, Draw.party_b_id == reach.actor.id)


def of_company(reach: Reach, obj: Any) -> bool:
    """Whether a company's paper is of the O&M role's own company, and of a station in reach."""
    company = obj if isinstance(obj, Organisation) else getattr(obj, "company", None)
    if company is None or company.key != (reach.company_key or object()):
        return False
    return not isinstance(obj, WorkOrder) or within(reach, obj)


def of_company_sql(reach: Reach, model: Any) -> ColumnElement[bool]:
    """Return :func:`of_company` as a condition on ``model``."""
    if model is Organisation:
        return Organisation.key == (reach.company_key or "")
    if not reach.company_key or not hasattr(model, "company_id"):
        return false()
    mine = select(Organisation.id).where(Organisation.key == reach.company_key)
    own: ColumnElement[bool] = model.company_id.in_(mine)
    return and_(own, within_sql(reach, model)) if model is WorkOrder else own
