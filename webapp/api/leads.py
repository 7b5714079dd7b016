"""Leads of every source but imagery: list, type one in, decide."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from ledger import leads
from ledger.models import Issue, Lead
from webapp import db, lang, security
from webapp.fetch import fetch
from webapp.queries.issues import issue_detail
from webapp.queries.leads import lead_list, typed
from webapp.schemas.leads import LeadConfirm, LeadMerge, LeadQuery, LeadReject, NewLead
from webapp.serial.leads import lead_json

bp = Blueprint("api_leads", __name__, description="Leads of every source but imagery")


@bp.get("/leads")
@bp.arguments(LeadQuery, location="query")
@bp.response(200)
def list_leads(query: dict[str, Any]) -> dict[str, Any]:
    """List the leads the caller may see, what waits first, with counts."""
    return lead_list(query)


@bp.post("/leads")
@bp.arguments(NewLead)
@bp.response(201)
def new_lead(said: dict[str, Any]) -> dict[str, Any]:
    """Type in what the hotline or a camera told; photos are ids of complete uploads."""
    return lead_json(typed(said), lang.current())


@bp.get("/leads/<number>")
@bp.response(200)
def show_lead(number: str) -> dict[str, Any]:
    """Show one lead."""
    return lead_json(fetch(Lead, "lead.view", number=number), lang.current())


@bp.post("/leads/<number>/confirm")
@bp.arguments(LeadConfirm)
@bp.response(200)
def confirm(said: dict[str, Any], number: str) -> dict[str, Any]:
    """Make the lead an issue of the ledger."""
    lead = fetch(Lead, "lead.decide", number=number)
    issue = leads.confirm(db.session(), lead, actor=security.the_actor(), **said)
    return {"lead": lead_json(lead, lang.current()), "issue": issue_detail(issue)}


@bp.post("/leads/<number>/reject")
@bp.arguments(LeadReject)
@bp.response(200)
def reject(said: dict[str, Any], number: str) -> dict[str, Any]:
    """Say why the lead is no problem."""
    lead = fetch(Lead, "lead.decide", number=number)
    leads.reject(db.session(), lead, actor=security.the_actor(), **said)
    return lead_json(lead, lang.current())


@bp.post("/leads/<number>/merge")
@bp.arguments(LeadMerge)
@bp.response(200)
def merge(said: dict[str, Any], number: str) -> dict[str, Any]:
    """Add the lead to an open issue of the same station."""
    lead = fetch(Lead, "lead.decide", number=number)
    said["issue"] = fetch(Issue, "issue.view", number=said["issue"])
    leads.merge(db.session(), lead, actor=security.the_actor(), **said)
    return lead_json(lead, lang.current())
