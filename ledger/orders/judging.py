"""What every rule says of one company's month: pure, nothing is read or written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain as joined

from ledger.deadlines import local_date
from ledger.orders import checks_between as between
from ledger.orders import checks_cycles as cycles
from ledger.orders import checks_single as single
from ledger.orders.facts import Fact, Verdict
from ledger.orders.months import first_day, last_day
from ledger.orders.rules import of_check


def judged(
    orders: Sequence[Fact],
    before: Sequence[Fact],
    *,
    now: datetime,
    month: str,
    stations: Sequence[cycles.Watched],
) -> Iterator[Verdict]:
    """Yield what every rule says; nothing is read or written.

    Orders that still lie ahead are not judged yet, and so not covered.
    """
    orders = [order for order in orders if order.started_at or order.planned_at <= now]
    span = cycles.Span(first=first_day(month), last=min(last_day(month), local_date(now)))
    for rule in of_check("missed_visit"):
        yield from cycles.missed_visit(orders, before, rule, stations=stations, span=span)
    for rule in of_check("calibration_interval"):
        yield from cycles.calibration_interval(orders, before, rule)
    for rule in of_check("travel"):
        yield from between.travel(orders, before, rule)
    for rule in of_check("photo_reused"):
        yield from between.photo_reused(orders, before, rule)
    for rule in of_check("copied_text"):
        yield from between.copied_text(orders, before, rule)
    for rule in of_check("closed_late"):
        yield from single.closed_late(orders, rule, now)
    yield from joined.from_iterable(
        judge(orders, rule) for name, judge in _SINGLE.items() for rule in of_check(name)
    )


_SINGLE = {
    "short_stay": single.short_stay,
    "outside_day": single.outside_day,
    "consumable_age": single.consumable_age,
}
