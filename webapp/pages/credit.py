"""Credit records: the companies' table, a company's record, the sheet for the tender office."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from ledger.credit import rules
from webapp.lang import say
from webapp.queries.credit import company_of, day_of, grade_only, record, sheet, table, today

bp = Blueprint("credit", __name__)


def _on() -> date:
    """Return the day in the address; a day that is none, or lies ahead, is today."""
    try:
        asked = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return today()
    return min(asked, today())


@bp.get("/credit")
def index() -> ResponseReturnValue:
    """Show every company the caller may see with its level."""
    on, reduced = day_of(_on()), grade_only()
    return render_template(
        "credit.html", said=table(on), on=on, grade_only=reduced, rules=rules.rules(), say=say
    )


@bp.get("/credit/sheet")
def paper() -> ResponseReturnValue:
    """Show the sheet for the tender office, to be printed and signed."""
    on = _on()
    return render_template("credit_sheet.html", said=sheet(on), on=on)


@bp.get("/credit/<key>")
def company(key: str) -> ResponseReturnValue:
    """Show a company's record; each point leads to its issue and event."""
    on = _on()
    found = company_of(key)
    return render_template(
        "credit_company.html",
        said=record(found, on),
        row=found,
        on=on,
        today=today(),
        rules=rules.rules(),
        say=say,
    )
