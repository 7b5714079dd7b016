"""A hit becomes a lead: its words, its place, its figures, its pictures."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo import messages
from ledger import leads
from ledger.models import Lead, OrderPhoto, Station, WorkOrder
from ledger.orders.facts import Verdict


def count(session: Session, month: str) -> int:
    """Return how many leads a month has."""
    query = select(func.count()).select_from(Lead).where(Lead.period == month)
    return session.scalar(query) or 0


def submit(session: Session, month: str, verdict: Verdict) -> None:
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
