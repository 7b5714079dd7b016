"""Checking a month's orders by every rule: verdicts on the orders, leads for what was hit.

An order is covered when every rule that applies to it could be judged. Running again writes no
lead twice; one that a person rejected stays rejected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain as joined
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo import messages
from geo.errors import Forbidden
from ledger import access, chain, clock, leads
from ledger.deadlines import local_date
from ledger.models import Lead, OrderPhoto, Organisation, Station, User, WorkOrder
from ledger.orders import checks_between as between
from ledger.orders import checks_cycles as cycles
from ledger.orders import checks_single as single
from ledger.orders import loading
from ledger.orders.facts import Fact, Verdict
from ledger.orders.months import first_day, last_day
from ledger.orders.rules import of_check


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What one run of the rules said."""

    month: str
    orders: int
    covered: int
    hits: int
    leads: int
    """New ones."""


def check(
    session: Session, month: str, *, company: Organisation | None = None, actor: User | None
) -> Checked:
    """Run every rule over a month's orders, of one company or of all.

    Parameters
    ----------
    actor : User or None
        None: the system itself (after an import, or by its schedule).

    Raises
    ------
    Forbidden
        ``order.not_allowed``.
    Refused
        ``order.bad_month``.
    """
    first_day(month)
    if actor is not None and not access.can(actor, "order.check"):
        raise Forbidden("order.not_allowed")
    ids = _companies(session, month, company)
    orders = loading.of_month(session, month, ids)
    verdicts = [v for one in ids for v in verdicts_of(session, month, orders, one)]
    covered = _write(session, month, ids, verdicts)
    hits = [v for v in verdicts if v.verdict == "hit"]
    counted = _count(session, month)
    for verdict in hits:
        _lead(session, month, verdict)
    new = _count(session, month) - counted
    done = Checked(month=month, orders=len(orders), covered=covered, hits=len(hits), leads=new)
    _record(session, done, company, actor)
    return done


def check_recent(session: Session) -> list[Checked]:
    """Check this month and the one before again: time alone makes orders late and visits missed."""
    today = local_date(clock.now(session))
    months = [f"{today.replace(day=1) - timedelta(days=1):%Y-%m}", f"{today:%Y-%m}"]
    used = select(WorkOrder.month).where(WorkOrder.month.in_(months)).distinct()
    return [check(session, month, actor=None) for month in sorted(session.scalars(used))]


def _companies(session: Session, month: str, company: Organisation | None) -> list[int]:
    if company is not None:
        return [company.id]
    query = select(WorkOrder.company_id).where(WorkOrder.month == month).distinct()
    return sorted(session.scalars(query))


def verdicts_of(
    session: Session, month: str, orders: Sequence[Fact], company_id: int
) -> Iterator[Verdict]:
    """Yield every verdict on one company's orders of a month."""
    mine = [order for order in orders if order.company_id == company_id]
    before = loading.before_month(session, month, [company_id])
    now = clock.now(session)
    yield from judged(
        mine, before, now=now, month=month, stations=loading.watched(session, [company_id])
    )


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


def _write(
    session: Session, month: str, company_ids: Sequence[int], verdicts: Sequence[Verdict]
) -> int:
    """Write the verdicts on the orders; return how many orders are covered."""
    of_order: dict[int, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.order is not None:
            of_order[verdict.order.id].append(verdict)
    at, covered = clock.now(session), 0
    query = select(WorkOrder).where(WorkOrder.month == month, WorkOrder.company_id.in_(company_ids))
    for order in session.scalars(query):
        said = of_order[order.id]
        order.checks = [_entry(verdict) for verdict in said]
        order.checked_at = at
        order.covered = bool(said) and all(v.verdict != "not_assessed" for v in said)
        order.late = _late(said)
        covered += order.covered
    session.flush()
    return covered


def _late(said: Sequence[Verdict]) -> bool | None:
    verdict = next((v.verdict for v in said if v.rule.check == "closed_late"), None)
    return None if verdict is None else verdict == "hit"


def _entry(verdict: Verdict) -> dict[str, Any]:
    return {
        "rule": verdict.rule.rule_id,
        "check": verdict.rule.check,
        "verdict": verdict.verdict,
        "why": verdict.why,
        "measured": verdict.measured,
        "limit": verdict.limit,
        "params": chain.plain(verdict.params),
    }


def _count(session: Session, month: str) -> int:
    query = select(func.count()).select_from(Lead).where(Lead.period == month)
    return session.scalar(query) or 0


def _lead(session: Session, month: str, verdict: Verdict) -> None:
    """Submit the lead of a hit."""
    order, rule = verdict.order, verdict.rule
    station = session.get_one(Station, verdict.station_id)
    company_id = order.company_id if order else station.company_id
    subject = f"order:{order.number}" if order else verdict.subject
    leads.submit(
        session,
        station=station,
        code=rule.issue_code,
        source="online",
        subject=subject,
        note=messages.text(verdict.why, "zh", **dict(verdict.params)),
        evidence=_pictures(session, verdict),
        detail={
            "key": f"{rule.rule_id}:{company_id}:{subject}",
            "rule": rule.rule_id,
            "measured": verdict.measured,
            "limit": verdict.limit,
            "period": month,
            "company_id": company_id,
            "order_id": order.id if order else None,
            "say": verdict.why,
            "params": dict(verdict.params),
            "certainty": rule.certainty,
        },
    )


def _pictures(session: Session, verdict: Verdict) -> list[dict[str, Any]]:
    """Return the pictures of an order whose photo was used again, and of the earlier one."""
    if verdict.order is None or verdict.rule.check != "photo_reused":
        return []
    numbers = [verdict.order.number, str(verdict.params.get("other", ""))]
    query = (
        select(OrderPhoto.stored_sha, OrderPhoto.name)
        .join(WorkOrder)
        .where(
            WorkOrder.company_id == verdict.order.company_id,
            WorkOrder.number.in_(numbers),
            OrderPhoto.stored_sha.is_not(None),
        )
        .order_by(WorkOrder.planned_at, OrderPhoto.id)
    )
    return [
        {"sha256": sha256, "mime": "image/jpeg", "kind": "before", "filename": name}
        for sha256, name in session.execute(query)
    ]


def _record(
    session: Session, done: Checked, company: Organisation | None, actor: User | None
) -> None:
    chain.append(
        session,
        actor=actor,
        action="order.check",
        from_state=None,
        to_state=None,
        payload={
            "subject": f"orders:{company.key if company else 'all'}:{done.month}",
            "orders": done.orders,
            "covered": done.covered,
            "hits": done.hits,
            "new_leads": done.leads,
        },
    )
