"""The queue of leads, and the form for what the hotline or a camera told."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from ledger.leads import SOURCES, TYPED
from ledger.orders.rules import names
from webapp.fetch import allow
from webapp.lang import say
from webapp.queries.orders import companies

bp = Blueprint("leads", __name__)


@bp.get("/leads")
def queue() -> ResponseReturnValue:
    """Show the leads; the filters stand in the address."""
    allow("lead.view")
    return render_template(
        "leads.html", sources=SOURCES, rules=names().values(), companies=companies(), say=say
    )


@bp.get("/leads/new")
def new() -> ResponseReturnValue:
    """Show the form for a lead that somebody told."""
    allow("lead.submit")
    return render_template("leads_new.html", sources=TYPED, say=say)
