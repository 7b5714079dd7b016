"""A work order as the checks see it: values only, no database behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from ledger.deadlines import local_date
from ledger.orders.rules import OrderRule

_AND = re.compile(r"[、,，;；/&+\s]+")


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One order; times are aware."""

    id: int
    number: str
    company_id: int
    station_id: int
    station_kind: str
    lonlat: tuple[float, float]
    kind: str
    planned_at: datetime
    due_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    closed_at: datetime | None = None
    person: str = ""
    text: str = ""
    instrument: str = ""
    consumable: str = ""
    consumable_age_days: float | None = None
    looks: tuple[str, ...] = ()
    """Perceptual hashes of its photos, 16 hex digits each."""
    photos_named: int = 0

    @property
    def at(self) -> datetime:
        """When it happened, or was to happen."""
        return self.started_at or self.planned_at

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who is named."""
        return tuple(dict.fromkeys(word for word in _AND.split(self.person) if word))

    @property
    def day(self) -> date:
        """Return the planned day in the city."""
        return local_date(self.planned_at)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What one rule says of one order, or of a station where an order is missing."""

    rule: OrderRule
    verdict: str
    """pass, hit or not_assessed."""
    order: Fact | None = None
    why: str = ""
    """not_assessed: what is missing; hit: the key of its sentence."""
    measured: str = ""
    limit: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    station_id: int = 0
    subject: str = ""
    """Of a hit without an order."""


def passed(rule: OrderRule, order: Fact) -> Verdict:
    """Say that an order is as the rule asks."""
    return Verdict(rule=rule, verdict="pass", order=order)


def blind(rule: OrderRule, order: Fact, missing: str) -> Verdict:
    """Say that a rule could not be judged, and what was missing."""
    return Verdict(rule=rule, verdict="not_assessed", order=order, why=missing)


def hit(rule: OrderRule, order: Fact, measured: str, limit: str, **params: object) -> Verdict:
    """Say that an order breaks a rule, with the measured value and the limit."""
    said = {"number": order.number, "measured": measured, "limit": limit} | params
    return Verdict(
        rule=rule,
        verdict="hit",
        order=order,
        why=f"order.hit.{rule.check}",
        measured=measured,
        limit=limit,
        params=said,
        station_id=order.station_id,
    )
