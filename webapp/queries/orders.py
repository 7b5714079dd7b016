"""Work orders as the caller sees them: what a company may not know of its checks stays away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from ledger import access, clock, orders
from ledger.deadlines import local_date
from ledger.models import (
    Lead,
    OrderImport,
    OrderPhoto,
    OrderSampleItem,
    Organisation,
    Station,
    WorkOrder,
)
from ledger.orders.rules import names
from ledger.sensitive import is_sensitive
from webapp import db, lang, media, security
from webapp.fetch import fetch, listing
from webapp.serial.orders import funnel_json, order_detail, order_json

_CONDITIONS = {
    "uncovered": WorkOrder.checked_at.is_not(None) & ~WorkOrder.covered,
    "unchecked": WorkOrder.checked_at.is_(None),
    "late": WorkOrder.late.is_(True),
    "on_time": WorkOrder.late.is_(False),
    "sampled": WorkOrder.id.in_(select(OrderSampleItem.order_id)),
}


def sees_checks() -> bool:
    """Whether the caller sees what the rules found at all: O&M companies do not."""
    return access.can(security.the_actor(), "lead.view")


def order_list(query: Mapping[str, Any]) -> dict[str, Any]:
    """Return the orders that a query asks for, with the month's kinds and the total."""
    rows, session = chosen(query), db.session()
    total = session.scalar(select(func.count()).select_from(rows.subquery()))
    page = session.scalars(
        rows.options(joinedload(WorkOrder.station), joinedload(WorkOrder.company))
        .order_by(WorkOrder.planned_at, WorkOrder.id)
        .limit(query["limit"])
        .offset(query["offset"])
    ).all()
    found, way = leads_of([order.id for order in page]), lang.current()
    seen = sees_checks()
    return {
        "month": month_of(query),
        "total": total,
        "items": [order_json(o, way, found.get(o.id, 0) if seen else None) for o in page],
    }


def month_of(query: Mapping[str, Any]) -> str:
    """Return the month asked for, else the newest with orders, else this one."""
    if month := query.get("month"):
        return str(month)
    newest = db.session().scalar(
        select(func.max(WorkOrder.month)).where(access.visible(security.the_actor(), WorkOrder))
    )
    return newest or f"{local_date(clock.now(db.session())):%Y-%m}"


def months() -> list[str]:
    """Return the months with orders that the caller may see, newest first."""
    mine = access.visible(security.the_actor(), WorkOrder)
    query = select(WorkOrder.month).where(mine).distinct().order_by(WorkOrder.month.desc())
    return list(db.session().scalars(query))


def companies() -> Sequence[Organisation]:
    """Return the O&M companies that the caller may file or read orders of."""
    query = select(Organisation).where(Organisation.kind == "om_company").order_by(Organisation.key)
    rows, actor = db.session().scalars(query).all(), security.the_actor()
    if sees_checks():
        return rows
    return [row for row in rows if access.can(actor, "order.import", OrderImport(company=row))]


def chosen(query: Mapping[str, Any]) -> Select[WorkOrder]:
    """Return the select of the visible orders that a query asks for."""
    rows = listing(WorkOrder, "order.view").where(WorkOrder.month == month_of(query))
    if key := query.get("company"):
        rows = rows.where(WorkOrder.company_id == _company_id(key))
    if code := query.get("station"):
        rows = rows.where(WorkOrder.station_id.in_(select(Station.id).where(Station.code == code)))
    for name in ("kind", "person"):
        if value := query.get(name):
            rows = rows.where(getattr(WorkOrder, name) == value)
    if text := query.get("q"):
        like = f"%{text.replace('%', '')}%"
        rows = rows.where(or_(WorkOrder.number.like(like), WorkOrder.person.like(like)))
    return _only(rows, query.get("which"))


def _only(rows: Select[WorkOrder], which: str | None) -> Select[WorkOrder]:
    if which == "hit":
        mine = access.visible(security.the_actor(), Lead)
        return rows.where(WorkOrder.id.in_(select(Lead.order_id).where(mine)))
    if which in {"late", "on_time"} or (which and sees_checks()):
        return rows.where(_CONDITIONS[which])
    return rows


def _company_id(key: str) -> int:
    return db.session().scalar(select(Organisation.id).where(Organisation.key == key)) or 0


def leads_of(order_ids: Sequence[int]) -> dict[int, int]:
    """Return how many visible leads each order gave."""
    mine = access.visible(security.the_actor(), Lead)
    query = select(Lead.order_id, func.count()).where(Lead.order_id.in_(order_ids), mine)
    rows = db.session().execute(query.group_by(Lead.order_id))
    return {order_id: count for order_id, count in rows if order_id is not None}


def detail(order: WorkOrder) -> dict[str, Any]:
    """Return one order; of its verdicts only what the caller may know."""
    seen = sees_checks()
    leads = leads_of([order.id]).get(order.id, 0) if seen else None
    return order_detail(order, lang.current(), leads=leads, checks=_checks(order) if seen else ())


def _checks(order: WorkOrder) -> list[dict[str, Any]]:
    """Leave out rules whose leads are withheld from the caller, hit or not."""
    actor = security.the_actor()
    if access.can(actor, "lead.decide", order.station) or access.can(actor, "audit.view"):
        return order.checks
    known = names()
    return [e for e in order.checks if not is_sensitive(known[e["rule"]].issue_code)]


def figures(query: Mapping[str, Any]) -> dict[str, Any]:
    """Return the funnel of a month over what the caller may see."""
    actor, month = security.the_actor(), month_of(query)
    key = query.get("company")
    funnel = orders.funnel(
        db.session(),
        month,
        company_id=_company_id(key) if key else None,
        seen_orders=access.visible(actor, WorkOrder),
        seen_leads=access.visible(actor, Lead),
    )
    return {"month": month, "company": key} | funnel_json(funnel, leads=sees_checks())


def _of_order(key: str, sha256: str) -> str | None:
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 10 else 0
    order = fetch(WorkOrder, "order.view", id=number)
    which = or_(OrderPhoto.stored_sha == sha256, OrderPhoto.thumb_sha == sha256)
    query = select(OrderPhoto.id).where(OrderPhoto.order_id == order.id, which).limit(1)
    return "image/jpeg" if db.session().scalar(query) else None


media.OWNERS["order"] = _of_order
