"""Papers of a finding: its evidence sheet, and copies of its pictures that may be published."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from ledger import review_papers
from ledger.models import Finding
from webapp import db, lang, security
from webapp.fetch import allow, fetch
from webapp.schemas import answers, finding_answers
from webapp.schemas import findings as asked
from webapp.serial.papers import copies_json, sheet_json

bp = Blueprint("api_papers", __name__, description="Evidence sheets and public copies")


@bp.post("/findings/<int:finding_id>/sheet")
@bp.arguments(asked.SheetWanted)
@bp.response(200)
@bp.doc(**answers.answers(finding_answers.Sheet))
def ask_sheet(wanted: dict[str, Any], finding_id: int) -> dict[str, Any]:
    """Have the evidence sheet made; asked again for the same finding it is the same sheet."""
    finding, actor = _shown_whole(finding_id), security.the_actor()
    job = review_papers.ask_sheet(db.session(), finding, actor=actor, lang=wanted["lang"])
    return sheet_json(finding, job, lang.current())


@bp.get("/findings/<int:finding_id>/sheet")
@bp.arguments(asked.SheetWanted, location="query")
@bp.response(200)
@bp.doc(**answers.answers(finding_answers.Sheet))
def show_sheet(wanted: dict[str, Any], finding_id: int) -> dict[str, Any]:
    """Say how far the caller's evidence sheet is, and where it lies."""
    finding, actor = _shown_whole(finding_id), security.the_actor()
    job = review_papers.sheet_of(db.session(), finding, actor=actor, lang=wanted["lang"])
    return sheet_json(finding, job, lang.current())


@bp.post("/findings/<int:finding_id>/public")
@bp.response(200)
@bp.doc(**answers.answers(finding_answers.Copies))
def ask_copies(finding_id: int) -> dict[str, Any]:
    """Have public copies of the pictures made; never of a finding that is withheld."""
    finding = fetch(Finding, review_papers.PUBLISH, id=finding_id)
    job = review_papers.ask_copies(db.session(), finding, actor=security.the_actor())
    return copies_json(finding, job, lang.current())


@bp.get("/findings/<int:finding_id>/public")
@bp.response(200)
@bp.doc(**answers.answers(finding_answers.Copies))
def show_copies(finding_id: int) -> dict[str, Any]:
    """Show the public copies, how they were made and what that does not promise."""
    finding = fetch(Finding, review_papers.PUBLISH, id=finding_id)
    job = None if finding.withheld else review_papers.copies_of(db.session(), finding)
    return copies_json(finding, job, lang.current())


def _shown_whole(finding_id: int) -> Finding:
    """Return a finding whose whole image the caller may see too."""
    finding = fetch(Finding, "finding.view", id=finding_id)
    allow("scene.view", finding.scene)
    return finding
