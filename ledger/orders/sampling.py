"""A random sample of a month's orders for a human check, and what a supervisor says of each.

The order is by sha256(seed + ":" + number); anybody who has the seed and the numbers finds the
same sample. The pool's digest is in the record before anybody judges.
"""

from __future__ import annotations

import hashlib
import math
import secrets
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo import messages
from geo.errors import Conflict, Forbidden, Refused
from ledger import access, chain, clock, leads
from ledger.deadlines import CITY_TIME
from ledger.models import Lead, OrderSample, OrderSampleItem, Organisation, User, WorkOrder
from ledger.models.orders import VERDICTS
from ledger.orders.months import first_day
from ledger.orders.rules import OrderRule, of_check
from ledger.words import cleaned


def draw(
    session: Session, month: str, company: Organisation, *, actor: User, seed: str = ""
) -> OrderSample:
    """Draw the sample of one company's month; the same pool is drawn once.

    Raises
    ------
    Forbidden
        ``order.not_allowed``.
    Refused
        ``order.bad_month``, ``order.no_orders``.
    Conflict
        ``order.sampled``.
    """
    first_day(month)
    if not access.can(actor, "order.sample"):
        raise Forbidden("order.not_allowed")
    query = select(WorkOrder).where(WorkOrder.month == month, WorkOrder.company_id == company.id)
    orders = {order.number: order for order in session.scalars(query)}
    if not orders:
        raise Refused("order.no_orders")
    pool = chain.digest(sorted(orders))
    _check_new(session, month, company, pool)
    chosen_seed = seed or secrets.token_hex(32)
    numbers = drawn(sorted(orders), chosen_seed, size_of(len(orders)))
    sample = OrderSample(
        month=month,
        company_id=company.id,
        seed=chosen_seed,
        pool=pool,
        pool_size=len(orders),
        made_by_id=actor.id,
        made_at=clock.now(session),
        items=[
            OrderSampleItem(order_id=orders[number].id, place=place)
            for place, number in enumerate(numbers, start=1)
        ],
    )
    session.add(sample)
    session.flush()
    _record(session, sample, company, numbers, actor)
    return sample


def drawn(numbers: Sequence[str], seed: str, size: int) -> list[str]:
    """Return the sample of ``size`` numbers that a seed gives, in its order."""
    ranked = sorted(numbers, key=lambda n: hashlib.sha256(f"{seed}:{n}".encode()).hexdigest())
    return ranked[:size]


def size_of(orders: int) -> int:
    """Return how many of so many orders are checked by a person, by the table's share."""
    rule = _rule()
    wanted = max(rule.value("at_least"), math.ceil(orders * rule.value("share") / 100))
    return min(orders, int(wanted))


def judge(
    session: Session, item: OrderSampleItem, *, actor: User, verdict: str, note: str = ""
) -> Lead | None:
    """Write a supervisor's verdict on a sampled order; a problem becomes a lead.

    Raises
    ------
    Forbidden
        ``order.not_allowed``.
    Refused
        ``order.wrong_verdict``, ``order.note_missing`` (a problem or a doubt without words).
    Conflict
        ``order.judged``.
    """
    if not access.can(actor, "order.check", item.order):
        raise Forbidden("order.not_allowed")
    session.refresh(item, with_for_update=True)
    if item.verdict:
        raise Conflict("order.judged", name=item.judged_by.name if item.judged_by else "")
    if verdict not in VERDICTS[1:]:
        raise Refused("order.wrong_verdict", value=cleaned(verdict, 20), known="ok problem unclear")
    item.note = cleaned(note)
    if verdict != "ok" and not item.note:
        raise Refused("order.note_missing")
    item.verdict, item.judged_by = verdict, actor
    item.judged_at = clock.now(session)
    session.flush()
    payload = {
        "subject": f"order:{item.order.number}",
        "verdict": verdict,
        "note": item.note,
        "sample": item.sample_id,
    }
    chain.append(
        session,
        actor=actor,
        action="order.judge",
        from_state=None,
        to_state=verdict,
        payload=payload,
    )
    return _lead(session, item, actor) if verdict == "problem" else None


def _lead(session: Session, item: OrderSampleItem, actor: User) -> Lead:
    order, rule = item.order, _rule()
    subject = f"order:{order.number}"
    return leads.submit(
        session,
        station=order.station,
        code=rule.issue_code,
        source="online",
        subject=subject,
        note=f"{messages.text('order.hit.sample', 'zh', number=order.number)}：{item.note}",
        actor=actor,
        detail={
            "key": f"{rule.rule_id}:{order.company_id}:{subject}",
            "rule": rule.rule_id,
            "period": order.month,
            "company_id": order.company_id,
            "order_id": order.id,
            "certainty": rule.certainty,
        },
    )


def _check_new(session: Session, month: str, company: Organisation, pool: str) -> None:
    query = select(OrderSample).where(
        OrderSample.month == month,
        OrderSample.company_id == company.id,
        OrderSample.pool == pool,
    )
    if (there := session.scalar(query)) is not None:
        at = there.made_at.astimezone(CITY_TIME)
        raise Conflict("order.sampled", at=f"{at:%m-%d %H:%M}")


def _record(
    session: Session,
    sample: OrderSample,
    company: Organisation,
    numbers: Sequence[str],
    actor: User,
) -> None:
    chain.append(
        session,
        actor=actor,
        action="order.sample",
        from_state=None,
        to_state=None,
        payload={
            "subject": f"orders:{company.key}:{sample.month}",
            "seed": sample.seed,
            "pool": sample.pool,
            "pool_size": sample.pool_size,
            "numbers": list(numbers),
        },
    )


def _rule() -> OrderRule:
    return of_check("sample")[0]
