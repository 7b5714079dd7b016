"""Findings and decisions about them; only a named person turns a lead into an issue."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from ledger import (
    review,
    review_draw,
    review_reclass,
    review_release,
    review_reopen,
    review_shape,
)
from ledger.models import Finding, Issue, Scene, Station
from webapp import db, security
from webapp.api import _bulk
from webapp.fetch import allow, fetch
from webapp.queries.drawing import frame_json
from webapp.queries.findings import (
    alike_json,
    chosen,
    findings_json,
    in_order,
    unseen_stations,
    waiting,
)
from webapp.queries.issues import issue_detail
from webapp.queries.looked import source_json
from webapp.schemas import answers, finding_answers
from webapp.schemas import findings as asked
from webapp.schemas.findings import Accept, Decision, FindingQuery, Merge, Propose, Reject

bp = Blueprint("api_findings", __name__, description="Suspected problems and their review")


@bp.get("/findings")
@bp.arguments(FindingQuery, location="query")
@bp.response(200)
@bp.doc(**answers.answers(finding_answers.Findings))
def list_findings(query: dict[str, Any]) -> dict[str, Any]:
    """List the findings the caller may see, and how many wait."""
    rows = in_order(chosen(query), query["sort"]).limit(query["limit"])
    return {
        "items": findings_json(db.session().scalars(rows)),
        "waiting": waiting(),
        "unseen_stations": unseen_stations(),
        "source": source_json(query),
    }


@bp.post("/findings")
@bp.arguments(asked.Drawn)
@bp.response(200)
@bp.doc(**answers.answers(finding_answers.Decided))
def draw(drawn: dict[str, Any]) -> dict[str, Any]:
    """Draw a finding that the machine missed."""
    scene = fetch(Scene, "scene.view", id=drawn.pop("scene"))
    station = fetch(Station, "station.view", code=drawn.pop("station"))
    actor = security.the_actor()
    finding = review_draw.draw(db.session(), scene=scene, station=station, actor=actor, **drawn)
    return _flushed(finding)


@bp.get("/findings/frame")
@bp.arguments(asked.FrameQuery, location="query")
@bp.response(200)
@bp.doc(**answers.answers(finding_answers.DrawingFrame))
def drawing_frame(query: dict[str, Any]) -> dict[str, Any]:
    """Show the ground of a station in a scene, to draw on."""
    allow("finding.review")
    scene = fetch(Scene, "scene.view", id=query["scene"])
    return frame_json(scene, fetch(Station, "station.view", code=query["station"]))


@bp.post("/findings/bulk")
@bp.arguments(asked.Bulk)
@bp.response(200)
@bp.doc(**answers.answers(finding_answers.BulkDecided))
def bulk(decision: dict[str, Any]) -> dict[str, Any]:
    """Decide several findings alike, each for itself; say which were not decided and why."""
    return _bulk.decide(decision)


@bp.get("/findings/<int:finding_id>")
@bp.response(200)
@bp.doc(**answers.answers(finding_answers.Finding))
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
@bp.doc(**answers.answers(finding_answers.Decided))
def reject(decision: dict[str, Any], finding_id: int) -> dict[str, Any]:
    """Say that it is no problem, and why."""
    finding = fetch(Finding, "finding.review", id=finding_id)
    review.reject(db.session(), finding, actor=security.the_actor(), **decision)
    return _flushed(finding)


@bp.post("/findings/<int:finding_id>/merge")
@bp.arguments(Merge)
@bp.response(200)
@bp.doc(**answers.answers(finding_answers.Decided))
def merge(decision: dict[str, Any], finding_id: int) -> dict[str, Any]:
    """Add the finding to an issue that is already open."""
    finding = fetch(Finding, "finding.review", id=finding_id)
    issue = fetch(Issue, "issue.view", number=decision.pop("issue"))
    review.merge(db.session(), finding, issue, actor=security.the_actor(), **decision)
    return _flushed(finding)


@bp.post("/findings/<int:finding_id>/refly")
@bp.arguments(Decision)
@bp.response(200)
@bp.doc(**answers.answers(finding_answers.Decided))
def refly(decision: dict[str, Any], finding_id: int) -> dict[str, Any]:
    """Ask for another flight."""
    finding = fetch(Finding, "finding.review", id=finding_id)
    review.refly(db.session(), finding, actor=security.the_actor(), **decision)
    return _flushed(finding)


@bp.post("/findings/<int:finding_id>/propose")
@bp.arguments(Propose)
@bp.response(200)
@bp.doc(**answers.answers(finding_answers.Decided))
def propose(decision: dict[str, Any], finding_id: int) -> dict[str, Any]:
    """Propose what a reviewer should make of it."""
    finding = fetch(Finding, "finding.propose", id=finding_id)
    review.propose(db.session(), finding, actor=security.the_actor(), **decision)
    return _flushed(finding)


@bp.post("/findings/<int:finding_id>/reclass")
@bp.arguments(asked.Reclass)
@bp.response(200)
@bp.doc(**answers.answers(finding_answers.Decided))
def reclass(decision: dict[str, Any], finding_id: int) -> dict[str, Any]:
    """Give the finding another type; it still waits for a decision."""
    finding = fetch(Finding, "finding.review", id=finding_id)
    review_reclass.reclass(db.session(), finding, actor=security.the_actor(), **decision)
    return _flushed(finding)


@bp.post("/findings/<int:finding_id>/undo")
@bp.response(200)
@bp.doc(**answers.answers(finding_answers.Decided))
def undo(finding_id: int) -> dict[str, Any]:
    """Take back one's own decision within ten seconds."""
    finding = fetch(Finding, "finding.view", id=finding_id)
    review.reopen(db.session(), finding, actor=security.the_actor())
    return _flushed(finding)


@bp.get("/findings/<int:finding_id>/alike")
@bp.response(200)
@bp.doc(**answers.answers(finding_answers.Alike))
def alike(finding_id: int) -> dict[str, Any]:
    """List the waiting findings that look like this one."""
    return alike_json(fetch(Finding, "finding.view", id=finding_id))


@bp.post("/findings/<int:finding_id>/reopen")
@bp.arguments(asked.Reopen)
@bp.response(200)
@bp.doc(**answers.answers(finding_answers.Decided))
def reopen(decision: dict[str, Any], finding_id: int) -> dict[str, Any]:
    """Bring a decided finding back to review, with a reason."""
    finding = fetch(Finding, review_reopen.ACTION, id=finding_id)
    actor = security.the_actor()
    review_reopen.reopen_decided(db.session(), finding, actor=actor, **decision)
    return _flushed(finding)


@bp.post("/findings/<int:finding_id>/release")
@bp.arguments(asked.Release)
@bp.response(200)
@bp.doc(**answers.answers(finding_answers.Decided))
def release(decision: dict[str, Any], finding_id: int) -> dict[str, Any]:
    """Show a withheld finding and its issue to the district and the company."""
    finding = fetch(Finding, "finding.release", id=finding_id)
    review_release.release(db.session(), finding, actor=security.the_actor(), **decision)
    return _flushed(finding)


@bp.post("/findings/<int:finding_id>/shape")
@bp.arguments(asked.Shape)
@bp.response(200)
@bp.doc(**answers.answers(finding_answers.Decided))
def shape(decision: dict[str, Any], finding_id: int) -> dict[str, Any]:
    """Give the finding another outline, or cut a piece away."""
    finding = fetch(Finding, "finding.review", id=finding_id)
    review_shape.reshape(db.session(), finding, actor=security.the_actor(), **decision)
    return _flushed(finding)


def _flushed(finding: Finding) -> dict[str, Any]:
    db.session().flush()
    return {"finding": _shown(finding)}


def _shown(finding: Finding) -> dict[str, Any]:
    (shown,) = findings_json([finding])
    return shown
