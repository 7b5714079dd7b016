"""Checks over time: visits that did not come in their cycle, calibrations that came too late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ledger.deadlines import local_date
from ledger.orders.checks_single import of_kind
from ledger.orders.facts import Fact, Verdict, blind, hit, passed
from ledger.orders.rules import OrderRule


@dataclass(frozen=True, kw_only=True)
class Watched:
    """A station whose visits are due."""

    station_id: int
    code: str
    kind: str
    """air or water."""
    company_id: int


@dataclass(frozen=True, kw_only=True)
class Span:
    """The days that are judged: the month's first, and its last or today."""

    first: date
    last: date


def missed_visit(
    orders: Sequence[Fact],
    before: Sequence[Fact],
    rule: OrderRule,
    *,
    stations: Sequence[Watched],
    span: Span,
) -> Iterator[Verdict]:
    """Judge the days between visits of one kind at each station.

    A gap is charged to the visit that ended it, one that is still open to the last visit, and a
    station without any visit to itself. A kind that a company never uses is not asked of it.
    """
    most = rule.value("cycle") + rule.value("grace")
    visits = _by(of_kind([*before, *orders], rule), lambda o: o.station_id)
    used = {order.company_id for rows in visits.values() for order in rows}
    mine = {order.id for order in orders}
    yield from (blind(rule, o, "started_at") for o in of_kind(orders, rule) if not o.started_at)
    for station in stations:
        if not rule.at_station(station.kind) or station.company_id not in used:
            continue
        rows = [o for o in visits[station.station_id] if o.started_at]
        yield from _gaps(rows, rule, mine, span, most)
        yield from _open_end(rows, rule, station, span, most)


def _gaps(
    rows: Sequence[Fact], rule: OrderRule, mine: set[int], span: Span, most: float
) -> Iterator[Verdict]:
    last: date | None = None
    for order in rows:
        day = local_date(order.at)
        days = (day - (last or span.first)).days
        if order.id in mine:
            late = days > most
            yield hit(rule, order, f"{days} d", f"≤ {most:g} d") if late else passed(rule, order)
        last = day


def _open_end(
    rows: Sequence[Fact], rule: OrderRule, station: Watched, span: Span, most: float
) -> Iterator[Verdict]:
    newest = rows[-1] if rows else None
    since = local_date(newest.at) if newest else span.first
    days = (span.last - since).days
    if days <= most:
        return
    subject = f"station:{station.code}:{rule.applies_to}:{span.first:%Y-%m}"
    params = {"number": newest.number if newest else station.code, "since": since.isoformat()}
    yield Verdict(
        rule=rule,
        verdict="hit",
        why="order.hit.no_visit",
        measured=f"> {days} d",
        limit=f"≤ {most:g} d",
        params=params | {"measured": f"{days} d", "limit": f"{most:g} d"},
        station_id=station.station_id,
        subject=subject,
    )


def calibration_interval(
    orders: Sequence[Fact], before: Sequence[Fact], rule: OrderRule
) -> Iterator[Verdict]:
    """Judge the days since the same instrument was calibrated; a first time passes."""
    most = rule.value("interval") + rule.value("grace")
    mine = {order.id for order in orders}
    for order in of_kind(orders, rule):
        if not order.instrument or order.started_at is None:
            yield blind(rule, order, "started_at" if order.instrument else "instrument")
    done = [o for o in of_kind([*before, *orders], rule) if o.instrument and o.started_at]
    for rows in _by(done, lambda o: (o.station_id, o.instrument.casefold())).values():
        last: datetime | None = None
        for order in rows:
            days = (order.at - last).days if last else 0
            if order.id in mine and days > most:
                yield hit(rule, order, f"{days} d", f"≤ {most:g} d", item=order.instrument)
            elif order.id in mine:
                yield passed(rule, order)
            last = order.at


def _by(orders: Iterable[Fact], key: Callable[[Fact], Hashable]) -> dict[Hashable, list[Fact]]:
    grouped: dict[Hashable, list[Fact]] = defaultdict(list)
    for order in sorted(orders, key=lambda o: (o.at, o.id)):
        grouped[key(order)].append(order)
    return grouped
