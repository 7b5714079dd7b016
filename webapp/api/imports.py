"""Imports of station lists and district outlines: a preview first, then all or nothing."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask_smorest import Blueprint

from ledger import district_import, station_import
from ledger.station_import import Defaults
from webapp import db, security
from webapp.fetch import allow
from webapp.schemas.imports import DistrictForm, Mode, StationForm, TheFile
from webapp.serial.imports import preview_json

bp = Blueprint("api_imports", __name__, description="Station lists and district outlines")


@bp.post("/imports/stations")
@bp.arguments(Mode, location="query")
@bp.arguments(StationForm, location="form")
@bp.arguments(TheFile, location="files")
@bp.response(200)
def import_stations(
    mode: dict[str, Any], form: dict[str, Any], files: dict[str, Any]
) -> dict[str, Any]:
    """Preview a station list, or with ``?commit=1`` import it whole."""
    allow("station.import")
    session, file, datum = db.session(), files["file"], form.pop("datum")
    seen = station_import.preview(
        session,
        file.read(),
        file.filename or "",
        datum=datum,
        defaults=Defaults(**form),
        actor=security.the_actor(),
    )
    if not mode["commit"]:
        return preview_json(seen)
    done = station_import.commit(session, seen, actor=security.the_actor())
    return {"imported": done.imported, "changed": done.changed, "same": done.same}


@bp.post("/imports/districts")
@bp.arguments(Mode, location="query")
@bp.arguments(DistrictForm, location="form")
@bp.arguments(TheFile, location="files")
@bp.response(200)
def import_districts(
    mode: dict[str, Any], form: dict[str, Any], files: dict[str, Any]
) -> dict[str, Any]:
    """Preview district outlines (written and rolled back), or with ``?commit=1`` import them."""
    allow("district.import")
    form["source"] = form["source"] or (files["file"].filename or "")
    data, datum = files["file"].read(), form.pop("datum")
    seen = asdict(district_import.import_districts(db.session(), data, datum, **form))
    if mode["commit"]:
        return seen
    db.session().rollback()
    return {"ok": True, "counts": seen, "codes": seen.pop("codes")}
