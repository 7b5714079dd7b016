"""Checks that need one order alone: stay, day, due time, consumable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from ledger.deadlines import CITY_TIME, local_date
from ledger.orders.facts import Fact, Verdict, blind, hit, passed
from ledger.orders.rules import OrderRule


def of_kind(orders: Sequence[Fact], rule: OrderRule) -> Iterator[Fact]:
    """Yield the orders that a rule is about."""
    for order in orders:
        if rule.at_station(order.station_kind) and rule.applies_to in {"*", order.kind}:
            yield order


def short_stay(orders: Sequence[Fact], rule: OrderRule) -> Iterator[Verdict]:
    """Judge how long people stayed, in minutes."""
    least = rule.value("min_stay")
    for order in of_kind(orders, rule):
        if order.started_at is None or order.finished_at is None:
            yield blind(rule, order, "started_at" if order.started_at is None else "finished_at")
            continue
        minutes = (order.finished_at - order.started_at).total_seconds() / 60
        if minutes >= least:
            yield passed(rule, order)
        else:
            yield hit(rule, order, f"{minutes:.0f} min", f"≥ {least:g} min")


def outside_day(orders: Sequence[Fact], rule: OrderRule) -> Iterator[Verdict]:
    """Judge whether the visit was on the order's day."""
    tolerance = rule.value("tolerance")
    for order in of_kind(orders, rule):
        if order.started_at is None:
            yield blind(rule, order, "started_at")
            continue
        day = local_date(order.started_at)
        if abs((day - order.day).days) <= tolerance:
            yield passed(rule, order)
        else:
            limit = f"{order.day.isoformat()} ± {tolerance:g} d"
            yield hit(rule, order, day.isoformat(), limit)


def due_of(order: Fact, grace_h: float) -> datetime:
    """Return until when an order had to be closed: its due time, else the end of its day."""
    end = datetime.combine(order.day + timedelta(days=1), time(), tzinfo=CITY_TIME)
    return (order.due_at or end) + timedelta(hours=grace_h)


def closed_late(orders: Sequence[Fact], rule: OrderRule, now: datetime) -> Iterator[Verdict]:
    """Judge whether an order was closed in time; one that is not due yet is not judged."""
    for order in of_kind(orders, rule):
        due = due_of(order, rule.value("grace"))
        closed = order.closed_at or order.finished_at
        if closed is None and now <= due:
            continue
        late = (closed or now) - due
        if late <= timedelta():
            yield passed(rule, order)
        else:
            limit = f"{due.astimezone(CITY_TIME):%Y-%m-%d %H:%M}"
            yield hit(rule, order, f"+{late.total_seconds() / 3600:.1f} h", limit)


def consumable_age(orders: Sequence[Fact], rule: OrderRule) -> Iterator[Verdict]:
    """Judge the age, in days, of what an order says was changed or is in use."""
    most = rule.value("max_age")
    for order in orders:
        text = order.consumable.casefold()
        if not rule.at_station(order.station_kind) or not any(w in text for w in rule.words):
            continue
        if order.consumable_age_days is None:
            yield blind(rule, order, "consumable_age_days")
        elif order.consumable_age_days <= most:
            yield passed(rule, order)
        else:
            age = f"{order.consumable_age_days:g} d"
            yield hit(rule, order, age, f"≤ {most:g} d", item=order.consumable)
