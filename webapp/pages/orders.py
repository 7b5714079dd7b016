"""Work orders: the month's list and figures, one order, the import."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from ledger.models import WorkOrder
from ledger.orders.importing import headings
from ledger.orders.importing.values import KINDS
from webapp.fetch import allow, fetch
from webapp.lang import current, say
from webapp.queries.orders import companies, month_of, months, sees_checks

bp = Blueprint("orders", __name__)


@bp.get("/orders")
def month() -> ResponseReturnValue:
    """Show a month's orders and what became of them."""
    allow("order.view")
    return render_template(
        "orders.html",
        months=months() or [month_of({})],
        companies=companies(),
        kinds=dict.fromkeys(KINDS.values()),
        sees_checks=sees_checks(),
        say=say,
    )


@bp.get("/orders/import")
def imports() -> ResponseReturnValue:
    """Show the form for a company's file."""
    allow("order.import")
    return render_template(
        "orders_import.html", companies=companies(), headings=headings(current())
    )


@bp.get("/orders/check")
def sheet() -> ResponseReturnValue:
    """Show the monthly check sheet of sampled orders."""
    allow("order.check")
    return render_template(
        "orders_check.html", months=months() or [month_of({})], companies=companies()
    )


@bp.get("/orders/<int:order_id>")
def order(order_id: int) -> ResponseReturnValue:
    """Show one order, or say that it is not there for this person."""
    row = fetch(WorkOrder, "order.view", id=order_id)
    return render_template("order.html", order=row, say=say)
