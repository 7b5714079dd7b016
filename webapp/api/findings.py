"""Findings and decisions about them; only a named person turns a lead into an issue."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from ledger import review
from ledger.models import Finding, Issue
from webapp import db, security
from webapp.fetch import fetch
from webapp.queries.findings import chosen, findings_json, in_order, unseen_stations, waiting
from webapp.queries.issues import issue_detail
from webapp.schemas import answers
from webapp.schemas.findings import Accept, Decision, FindingQuery, Merge, Propose, Reject

bp = Blueprint("api_findings", __name__, description="Suspected problems and their review")


@bp.get("/findings")
@bp.arguments(FindingQuery, location="query")
@bp.response(200)
@bp.doc(**answers.answers(answers.Findings))
def list_findings(query: dict[str, Any]) -> dict[str, Any]:
    """List the findings the caller may see, and how many wait."""
    rows = in_order(chosen(query), query["sort"]).limit(query["limit"])
    return {
        "items": findings_json(db.session().scalars(rows)),
        "waiting": waiting(),
        "unseen_stations": unseen_stations(),
    }


@bp.get("/findings/<int:finding_id>")
@bp.response(200)
@bp.doc(**answers.answers(answers.Finding))
def show_finding(finding_id: int) -> dict[str, Any]:
    """Show one finding."""
    return _shown(fetch(Finding, "finding.view", id=finding_id))


@bp.post("/findings/<int:finding_id>/accept")
@bp.arguments(Accept)
@bp.response(200)
@bp.doc(**answers.answers(answers.Accepted))
def accept(decision: dict[str, Any], finding_id: int) -> dict[str, Any]:
    """Make the finding an issue."""
    finding = fetch(Finding, "finding.accept", id=finding_id)
    issue = review.accept(db.session(), finding, actor=security.the_actor(), **decision)
    db.session().flush()
    return {"issue": issue_detail(issue), "finding": _shown(finding)}


@bp.post("/findings/<int:finding_id>/reject")
@bp.arguments(Reject)
@bp.response(200)
@bp.doc(**answers.answers(answers.Decided))
def reject(decision: dict[str, Any], finding_id: int) -> dict[str, Any]:
    """Say that it is no problem, and why."""
    finding = fetch(Finding, "finding.review", id=finding_id)
    review.reject(db.session(), finding, actor=security.the_actor(), **decision)
    return _flushed(finding)


@bp.post("/findings/<int:finding_id>/merge")
@bp.arguments(Merge)
@bp.response(200)
@bp.doc(**answers.answers(answers.Decided))
def merge(decision: dict[str, Any], finding_id: int) -> dict[str, Any]:
    """Add the finding to an issue that is already open."""
    finding = fetch(Finding, "finding.review", id=finding_id)
    issue = fetch(Issue, "issue.view", number=decision.pop("issue"))
    review.merge(db.session(), finding, issue, actor=security.the_actor(), **decision)
    return _flushed(finding)


@bp.post("/findings/<int:finding_id>/refly")
@bp.arguments(Decision)
@bp.response(200)
@bp.doc(**answers.answers(answers.Decided))
def refly(decision: dict[str, Any], finding_id: int) -> dict[str, Any]:
    """Ask for another flight."""
    finding = fetch(Finding, "finding.review", id=finding_id)
    review.refly(db.session(), finding, actor=security.the_actor(), **decision)
    return _flushed(finding)


@bp.post("/findings/<int:finding_id>/propose")
@bp.arguments(Propose)
@bp.response(200)
@bp.doc(**answers.answers(answers.Decided))
def propose(decision: dict[str, Any], finding_id: int) -> dict[str, Any]:
    """Propose what a reviewer should make of it."""
    finding = fetch(Finding, "finding.propose", id=finding_id)
    review.propose(db.session(), finding, actor=security.the_actor(), **decision)
    return _flushed(finding)


@bp.post("/findings/<int:finding_id>/undo")
@bp.response(200)
@bp.doc(**answers.answers(answers.Decided))
def undo(finding_id: int) -> dict[str, Any]:
    """Take back one's own decision within ten seconds."""
    finding = fetch(Finding, "finding.view", id=finding_id)
    review.reopen(db.session(), finding, actor=security.the_actor())
    return _flushed(finding)


def _flushed(finding: Finding) -> dict[str, Any]:
    db.session().flush()
    return {"finding": _shown(finding)}


def _shown(finding: Finding) -> dict[str, Any]:
    (shown,) = findings_json([finding])
    return shown
