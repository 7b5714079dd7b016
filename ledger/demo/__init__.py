"""The demo: an empty installation gets a city, ten accounts and imagery for the workers.

With the sample data it is Jiaxing with real positions and readings, else a generated city.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo.errors import Conflict, Refused
from ledger import clock, stations
from ledger.demo import card, city, generated, messages, orders, sample  # noqa: F401  (registers texts)
from ledger.demo.accounts import Account, create_accounts
from ledger.demo.inspectors import create_inspectors
from ledger.demo.organisations import create_organisations
from ledger.demo.written import Written
from ledger.models import Meta, Organisation, Station, User
from settings import Settings

__all__ = ["Account", "DemoLoaded", "load", "loaded"]


@dataclass(frozen=True, kw_only=True)
class DemoLoaded:
    """What loading the demo wrote; the passwords are nowhere else in clear."""

    set: str
    """sample or generated."""
    now: datetime
    accounts: tuple[Account, ...]
    stations: int
    readings: int


def loaded(session: Session) -> dict[str, Any] | None:
    """Return the facts of the demo that is loaded, or None."""
    row = session.get(Meta, clock.DEMO)
    return None if row is None else row.value


def load(session: Session, settings: Settings) -> DemoLoaded:
    """Load the demo into an empty database, in the caller's transaction.

    Raises
    ------
    Refused
        ``demo.production``.
    Conflict
        ``demo.loaded``, or ``demo.not_empty``: stations or people are there already.
    """
    if settings.production:
        raise Refused("demo.production")
    _check_empty(session)
    real = sample.available(settings.sample_data)
    done, accounts = _sample(session, settings) if real else _generated(session)
    name = "sample" if real else "generated"
    session.add(Meta(key=clock.DEMO, value={"set": name, "now": done.now.isoformat()}))
    session.flush()
    orders.load(session, done.now)
    return DemoLoaded(
        set=name,
        now=done.now,
        accounts=accounts,
        stations=done.stations,
        readings=done.readings,
    )


def _check_empty(session: Session) -> None:
    if (facts := loaded(session)) is not None:
        raise Conflict("demo.loaded", name=facts.get("set", ""))
    counts = [session.scalar(select(func.count()).select_from(model)) for model in (Station, User)]
    if any(counts):
        raise Conflict("demo.not_empty", stations=counts[0], people=counts[1])


def _sample(session: Session, settings: Settings) -> tuple[Written, tuple[Account, ...]]:
    root = settings.sample_data
    homes = create_organisations(
        session,
        city_code=sample.CITY_CODE,
        districts=sorted(sample.own_districts(root)),
        neighbour_zh="上海市生态环境部门",
    )
    create_inspectors(session, homes)
    done = sample.load(session, root)
    accounts, people = create_accounts(
        session,
        district_code=sample.DISTRICT,
        neighbour_code=sample.NEIGHBOUR,
        organisations=homes,
    )
    card.hand_over(
        session,
        settings,
        station=stations.by_code(session, sample.PILOT_SITE),
        name="布莱顿海滩航拍",
        files=sample.card(root),
        pilot=people["pilot"],
    )
    return done, accounts


def _generated(session: Session) -> tuple[Written, tuple[Account, ...]]:
    homes = create_organisations(
        session,
        city_code=city.CODE,
        districts=generated.own_districts(),
        neighbour_zh="邻市生态环境局",
    )
    create_inspectors(session, homes)
    companies = session.scalars(select(Organisation).where(Organisation.kind == "om_company"))
    done = generated.load(session, {row.key: row for row in companies})
    accounts, people = create_accounts(
        session,
        district_code=generated.DISTRICT,
        neighbour_code=generated.NEIGHBOUR,
        organisations=homes,
    )
    generated.enqueue_scenes(session, people["pilot"])
    return done, accounts
