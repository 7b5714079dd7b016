"""The rulebook: tables, rows, versions, and changing a row."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from webapp.fetch import allow
from webapp.queries import rules
from webapp.schemas.rules import RuleChange

bp = Blueprint("api_rules", __name__, description="The rules of the domain as versioned rows")


@bp.get("/rules")
@bp.response(200)
def list_tables() -> dict[str, Any]:
    """List the tables and what their columns take."""
    allow("rules.view")
    return {"items": rules.tables()}


@bp.get("/rules/<table>")
@bp.response(200)
def show_table(table: str) -> dict[str, Any]:
    """Show a table with the newest version of each row."""
    allow("rules.view")
    return rules.rows(table)


@bp.get("/rules/<table>/<key>")
@bp.response(200)
def show_rule(table: str, key: str) -> dict[str, Any]:
    """Show a rule with every version."""
    allow("rules.view")
    return rules.one(table, key)


@bp.post("/rules/<table>/<key>")
@bp.arguments(RuleChange)
@bp.response(200)
def change_rule(said: dict[str, Any], table: str, key: str) -> dict[str, Any]:
    """Write the next version of a rule, with a reason; it counts from a day on."""
    allow("rules.edit")
    return rules.changed(table, key, said)
