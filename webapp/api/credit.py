"""Credit records of companies: standing, entries, appeals, bid restrictions, export."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from ledger import credit
from ledger.credit import export, restrictions
from ledger.models import CreditAppeal, CreditEntry, CreditRestriction, Issue, Organisation
from webapp import db, lang, security
from webapp.fetch import fetch
from webapp.queries.credit import company_of, day_of, record, sheet, table, today
from webapp.schemas import credit as asked
from webapp.serial.credit import appeal_json, restriction_json

bp = Blueprint("api_credit", __name__, description="Credit records of companies")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/credit")
@bp.arguments(asked.CreditQuery, location="query")
@bp.response(200)
def list_companies(query: dict[str, Any]) -> dict[str, Any]:
    """List the companies with level and points on a day; a neighbour sees levels alone."""
    return table(day_of(query["on"]))


@bp.get("/credit/export.xlsx")
@bp.arguments(asked.CreditQuery, location="query")
@bp.response(200)
def export_sheet(query: dict[str, Any]) -> Response:
    """Return the levels and restrictions of a day as a workbook for the tender office."""
    on = day_of(query["on"])
    answer = Response(export.workbook(sheet(on), lang.current()), mimetype=XLSX)
    answer.headers["Content-Disposition"] = f"attachment; filename=credit-{on.isoformat()}.xlsx"
    return answer


@bp.get("/credit/<key>")
@bp.arguments(asked.CreditQuery, location="query")
@bp.response(200)
def show_company(query: dict[str, Any], key: str) -> dict[str, Any]:
    """Return a company's record on a day, each entry with its event."""
    return record(company_of(key), day_of(query["on"]))


@bp.post("/credit/<key>/proposal")
@bp.response(201)
def propose(key: str) -> dict[str, Any]:
    """Propose a bid restriction for a company of the lowest level."""
    company = fetch(Organisation, "credit.propose", key=key)
    row = restrictions.propose(db.session(), company, actor=security.the_actor())
    return restriction_json(row, today(), lang.current())


@bp.post("/credit/<key>/proven")
@bp.arguments(asked.Proven)
@bp.response(201)
def prove(said: dict[str, Any], key: str) -> dict[str, Any]:
    """Enter that a settled case proved interference by the company."""
    company = fetch(Organisation, "credit.decide", key=key)
    issue = fetch(Issue, "issue.view", number=said["issue"])
    actor = security.the_actor()
    credit.prove(db.session(), company, issue, actor=actor, reason=said["text"])
    return record(company, today())


@bp.post("/credit/entries/<int:entry>/appeal")
@bp.arguments(asked.Said)
@bp.response(201)
def appeal(said: dict[str, Any], entry: int) -> dict[str, Any]:
    """Appeal against an entry of one's own company."""
    row = fetch(CreditEntry, "credit.object", id=entry)
    made = credit.appeal(db.session(), row, actor=security.the_actor(), text=said["text"])
    return appeal_json(made, lang.current())


@bp.post("/credit/appeals/<int:number>/decision")
@bp.arguments(asked.AppealDecision)
@bp.response(200)
def decide_appeal(said: dict[str, Any], number: int) -> dict[str, Any]:
    """Uphold or reject an appeal; an upheld one makes a counter-entry."""
    row = fetch(CreditAppeal, "credit.decide", id=number)
    said["reason"] = said.pop("text")
    credit.decide_appeal(db.session(), row, actor=security.the_actor(), **said)
    return appeal_json(row, lang.current())


@bp.post("/credit/restrictions/<number>/notice")
@bp.arguments(asked.SaidOf)
@bp.response(200)
def notice(said: dict[str, Any], number: str) -> dict[str, Any]:
    """Tell the company what is intended; it may object from now on."""
    row = fetch(CreditRestriction, "credit.decide", number=number)
    restrictions.give_notice(db.session(), row, actor=security.the_actor(), **said)
    return restriction_json(row, today(), lang.current())


@bp.post("/credit/restrictions/<number>/objection")
@bp.arguments(asked.SaidOf)
@bp.response(200)
def objection(said: dict[str, Any], number: str) -> dict[str, Any]:
    """Object to an intended restriction of one's own company."""
    row = fetch(CreditRestriction, "credit.object", number=number)
    restrictions.object_to(db.session(), row, actor=security.the_actor(), **said)
    return restriction_json(row, today(), lang.current())


@bp.post("/credit/restrictions/<number>/decision")
@bp.arguments(asked.RestrictionDecision)
@bp.response(200)
def decide(said: dict[str, Any], number: str) -> dict[str, Any]:
    """Impose or decline a restriction, signed with the company's name."""
    row = fetch(CreditRestriction, "credit.decide", number=number)
    version, said["reason"] = said.pop("version"), said.pop("text")
    decision = restrictions.Decision(**said)
    restrictions.decide(db.session(), row, decision, actor=security.the_actor(), version=version)
    return restriction_json(row, today(), lang.current())


@bp.post("/credit/restrictions/<number>/lift")
@bp.arguments(asked.SaidOf)
@bp.response(200)
def lift(said: dict[str, Any], number: str) -> dict[str, Any]:
    """Lift a restriction after repair."""
    row = fetch(CreditRestriction, "credit.decide", number=number)
    said["reason"] = said.pop("text")
    restrictions.lift(db.session(), row, actor=security.the_actor(), **said)
    return restriction_json(row, today(), lang.current())
