"""One issue of the ledger and its steps."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from ledger import issues
from ledger.models import Issue
from webapp import db, security
from webapp.fetch import fetch
from webapp.queries.issue_flights import evidence_given
from webapp.queries.issues import issue_detail
from webapp.schemas import answers
from webapp.schemas.issues import IssueStep

bp = Blueprint("api_issues", __name__, description="The issue ledger")


@bp.get("/issues/<number>")
@bp.response(200)
@bp.doc(**answers.answers(answers.Issue))
def show_issue(number: str) -> dict[str, Any]:
    """Show one issue with its events, plans, and what the caller may do now."""
    return issue_detail(fetch(Issue, "issue.view", number=number))


@bp.post("/issues/<number>/steps/<step>")
@bp.arguments(IssueStep)
@bp.response(200)
@bp.doc(**answers.answers(answers.Issue))
def take_step(given: dict[str, Any], number: str, step: str) -> dict[str, Any]:
    """Take one step of the issue's life; evidence is given as ids of complete uploads."""
    issue = fetch(Issue, "issue.view", number=number)
    version = given.pop("version")
    if "evidence" in given:
        given["evidence"] = evidence_given(issue, given["evidence"])
    actor = security.the_actor()
    issues.take(db.session(), issue, step, actor=actor, version=version, data=given)
    return issue_detail(issue)
