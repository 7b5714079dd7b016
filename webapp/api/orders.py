"""Work orders: list, figures, import with preview, checks, samples."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from sqlalchemy import select

from ledger import orders
from ledger.models import OrderImport, OrderSample, OrderSampleItem, WorkOrder
from ledger.orders.importing import headings
from webapp import db, lang, security
from webapp.fetch import allow, fetch
from webapp.queries import order_imports as imports
from webapp.queries import orders as query_of
from webapp.schemas.imports import Mode, TheFile
from webapp.schemas.orders import (
    MonthQuery,
    OrderForm,
    OrderJudgement,
    OrderMonth,
    OrderQuery,
)
from webapp.serial.orders import import_json, item_json, preview_json, sample_json

bp = Blueprint("api_orders", __name__, description="Work orders of the O&M companies")


@bp.get("/orders")
@bp.arguments(OrderQuery, location="query")
@bp.response(200)
def list_orders(query: dict[str, Any]) -> dict[str, Any]:
    """List a month's orders that the caller may see."""
    return query_of.order_list(query)


@bp.get("/orders/funnel")
@bp.arguments(MonthQuery, location="query")
@bp.response(200)
def funnel(query: dict[str, Any]) -> dict[str, Any]:
    """Say how a month's orders became leads and issues; a rate over nothing is null."""
    allow("order.view")
    return query_of.figures(query)


@bp.get("/orders/<int:order_id>")
@bp.response(200)
def show_order(order_id: int) -> dict[str, Any]:
    """Show one order with its photos and what the rules said."""
    return query_of.detail(fetch(WorkOrder, "order.view", id=order_id))


@bp.post("/orders/import")
@bp.arguments(Mode, location="query")
@bp.arguments(OrderForm, location="form")
@bp.arguments(TheFile, location="files")
@bp.response(200)
def import_orders(
    mode: dict[str, Any], form: dict[str, Any], files: dict[str, Any]
) -> dict[str, Any]:
    """Preview a file of orders, or with ``?commit=1`` import it whole."""
    allow("order.import")
    seen, sha256 = imports.previewed(form, files["file"])
    if not mode["commit"]:
        return preview_json(seen, headings())
    made = imports.committed(seen, sha256, form["photos"])
    return import_json(made, lang.current())


@bp.get("/orders/imports/<int:import_id>")
@bp.response(200)
def show_import(import_id: int) -> dict[str, Any]:
    """Show an import and what became of its photos."""
    return import_json(fetch(OrderImport, "order.view", id=import_id), lang.current())


@bp.post("/orders/check")
@bp.arguments(OrderMonth)
@bp.response(200)
def check(said: dict[str, Any]) -> dict[str, Any]:
    """Run every rule over a month again."""
    allow("order.check")
    company = imports.company_of(said["company"]) if said["company"] else None
    actor = security.the_actor()
    done = orders.check(db.session(), said["month"], company=company, actor=actor)
    return {"orders": done.orders, "covered": done.covered, "hits": done.hits, "new": done.leads}


@bp.get("/orders/samples")
@bp.arguments(MonthQuery, location="query")
@bp.response(200)
def list_samples(query: dict[str, Any]) -> dict[str, Any]:
    """List a month's samples with their verdicts: the monthly check sheet."""
    allow("order.check")
    rows = select(OrderSample).where(OrderSample.month == query_of.month_of(query))
    if key := query.get("company"):
        rows = rows.where(OrderSample.company_id == imports.company_of(key).id)
    way = lang.current()
    return {"items": [sample_json(s, way) for s in db.session().scalars(rows.order_by("id"))]}


@bp.post("/orders/samples")
@bp.arguments(OrderMonth)
@bp.response(201)
def new_sample(said: dict[str, Any]) -> dict[str, Any]:
    """Draw the month's sample of a company; its seed stands in the record."""
    allow("order.sample")
    company, actor = imports.company_of(said["company"]), security.the_actor()
    return sample_json(
        orders.draw(db.session(), said["month"], company, actor=actor), lang.current()
    )


@bp.post("/orders/samples/items/<int:item_id>")
@bp.arguments(OrderJudgement)
@bp.response(200)
def judge(said: dict[str, Any], item_id: int) -> dict[str, Any]:
    """Say what a person found at a sampled order; a problem becomes a lead."""
    item = db.session().get(OrderSampleItem, item_id)
    fetch(WorkOrder, "order.check", id=item.order_id if item else 0)
    assert item is not None  # noqa: S101  (an unknown one was not found above)
    orders.judge(db.session(), item, actor=security.the_actor(), **said)
    return item_json(item, lang.current())
