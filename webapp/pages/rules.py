"""The rulebook: a table at a time, and one rule with its versions and the form to change it."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from ledger.certainty import certain
from webapp.fetch import allow
from webapp.queries import rules

bp = Blueprint("rules", __name__)


@bp.get("/rules")
@bp.get("/rules/<table>")
def table(table: str = "taxonomy") -> ResponseReturnValue:
    """Show one table of the rulebook."""
    allow("rules.view")
    return render_template(
        "rules.html", tables=rules.tables(), shown=rules.rows(table), certain=certain
    )


@bp.get("/rules/<table>/<key>")
def rule(table: str, key: str) -> ResponseReturnValue:
    """Show one rule: the form for who may change it, and every version."""
    allow("rules.view")
    return render_template("rules_row.html", rule=rules.one(table, key))
