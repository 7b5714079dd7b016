"""The issue ledger: list, one, and its steps."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from ledger import issues
from ledger.models import Issue
from webapp import db, security
from webapp.fetch import fetch
from webapp.queries.evidence import from_uploads
from webapp.queries.issues import chosen, counts, issue_detail, issues_json
from webapp.schemas import answers
from webapp.schemas.issues import IssueQuery, Rectify, Step, Verify

bp = Blueprint("api_issues", __name__, description="The issue ledger")


@bp.get("/issues")
@bp.arguments(IssueQuery, location="query")
@bp.response(200)
@bp.doc(**answers.answers(answers.Issues))
def list_issues(query: dict[str, Any]) -> dict[str, Any]:
    """List the issues the caller may see, newest first, with counts by state."""
    rows, state = chosen(query), query.get("state", "all")
    shown = rows.order_by(Issue.found_at.desc(), Issue.id.desc()).limit(query["limit"])
    if state == "not_closed":
        shown = shown.where(Issue.state != "closed")
    elif state != "all":
        shown = shown.where(Issue.state == state)
    return {"items": issues_json(db.session().scalars(shown)), "counts": counts(rows)}


@bp.get("/issues/<number>")
@bp.response(200)
@bp.doc(**answers.answers(answers.Issue))
def show_issue(number: str) -> dict[str, Any]:
    """Show one issue with its events."""
    return issue_detail(fetch(Issue, "issue.view", number=number))


@bp.post("/issues/<number>/rectify")
@bp.arguments(Rectify)
@bp.response(200)
@bp.doc(**answers.answers(answers.Issue))
def rectify(step: dict[str, Any], number: str) -> dict[str, Any]:
    """Say what was done; proof is given as ids of complete uploads."""
    issue = fetch(Issue, "issue.rectify", number=number)
    step["evidence"] = from_uploads(step["evidence"])
    issues.rectify(db.session(), issue, actor=security.the_actor(), **step)
    return issue_detail(issue)


@bp.post("/issues/<number>/verify")
@bp.arguments(Verify)
@bp.response(200)
@bp.doc(**answers.answers(answers.Issue))
def verify(step: dict[str, Any], number: str) -> dict[str, Any]:
    """Confirm the rectification, or send it back."""
    issue = fetch(Issue, "issue.verify", number=number)
    issues.verify(db.session(), issue, actor=security.the_actor(), **step)
    return issue_detail(issue)


@bp.post("/issues/<number>/close")
@bp.arguments(Step)
@bp.response(200)
@bp.doc(**answers.answers(answers.Issue))
def close(step: dict[str, Any], number: str) -> dict[str, Any]:
    """Close a verified issue (销号), or a transferred one with its outcome."""
    issue = fetch(Issue, "issue.view", number=number)
    issues.close(db.session(), issue, actor=security.the_actor(), **step)
    return issue_detail(issue)
