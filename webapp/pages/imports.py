"""Import of station lists and district outlines: preview first, all or nothing."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.fetch import allow

bp = Blueprint("imports", __name__, url_prefix="/imports")


@bp.get("/")
def index() -> ResponseReturnValue:
    """Go to the import that is needed most."""
    return redirect(url_for("imports.stations"))


@bp.get("/stations")
def stations() -> ResponseReturnValue:
    """Show the form for a station list."""
    allow("station.import")
    return render_template("import_stations.html")


@bp.get("/districts")
def districts() -> ResponseReturnValue:
    """Show the form for district outlines."""
    allow("district.import")
    return render_template("import_districts.html")
