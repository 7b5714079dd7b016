"""Checking a month's orders by every rule: verdicts on the orders, leads for what was hit.

An order is covered when every rule that applies to it could be judged. Running again writes no
lead twice; one that a person rejected stays rejected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Forbidden
from ledger import access, chain, clock
from ledger.deadlines import local_date
from ledger.models import Organisation, User, WorkOrder
from ledger.orders import hits as hits_of
from ledger.orders import loading
from ledger.orders.facts import Fact, Verdict
from ledger.orders.judging import judged
from ledger.orders.months import first_day


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
    counted = hits_of.count(session, month)
    for verdict in hits:
        hits_of.submit(session, month, verdict)
    new = hits_of.count(session, month) - counted
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
