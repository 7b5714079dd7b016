"""Findings as the caller sees them, with what lies beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select, func, select

from ledger import access, review_alike, review_papers, review_reopen, undo, verdicts
from ledger.decision import UNDECIDED
from ledger.models import Assessment, Finding, Issue, Sighting, Station
from ledger.nearby import NearIssue, near_issues
from ledger.review_evidence import can_be_evidence
from ledger.verdicts import Verdicts
from webapp import db, lang, security
from webapp.fetch import listing
from webapp.queries.consequences import if_accepted
from webapp.queries.looked import of_source
from webapp.serial.findings import Beside, finding_json

NEAR_SHOWN = 5


def chosen(query: Mapping[str, Any]) -> Select[Finding]:
    """Return the select of the visible findings that a query asks for."""
    rows = listing(Finding, "finding.view")
    if (state := query["state"]) != "all":
        rows = rows.where(Finding.state == state)
    if code := query.get("station"):
        rows = rows.where(Finding.station_id.in_(select(Station.id).where(Station.code == code)))
    if code := query.get("code"):
        rows = rows.where(Finding.code == code)
    return rows.where(Finding.confidence >= query.get("confidence", 0.0), *of_source(query))


def in_order(rows: Select[Finding], sort: str) -> Select[Finding]:
    """Return the findings surest first, station by station, or newest first."""
    if sort == "confidence":
        return rows.order_by(Finding.confidence.desc(), Finding.id)
    if sort == "station":
        rows = rows.join(Station, Station.id == Finding.station_id)
        return rows.order_by(Station.code, Finding.confidence.desc(), Finding.id)
    return rows.order_by(Finding.created_at.desc(), Finding.id.desc())


def waiting() -> int:
    """Return how many visible findings wait for a decision."""
    pending = listing(Finding, "finding.view").where(Finding.state == "pending").subquery()
    return db.session().scalar(select(func.count()).select_from(pending)) or 0


def unseen_stations() -> int:
    """Return how many visible stations no detector has assessed in any scene."""
    seen = select(Assessment.station_id).where(
        Assessment.abstained.is_(None), Assessment.assessed_fraction > 0
    )
    unseen = listing(Station, "station.view").where(Station.id.not_in(seen)).subquery()
    return db.session().scalar(select(func.count()).select_from(unseen)) or 0


def findings_json(rows: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return findings as JSON."""
    findings = list(rows)
    sightings = _sightings([f.id for f in findings])
    issues = _issues([f.issue_id for f in findings if f.issue_id])
    coming = review_papers.waiting_for_pictures(db.session(), [f.id for f in findings])
    said = verdicts.by_detector(db.session()) if findings else {}
    way = lang.current()
    return [
        finding_json(
            finding,
            Beside(
                near=_near(finding) if finding.state in UNDECIDED else [],
                sightings=sightings.get(finding.id, 0),
                issue=issues.get(finding.issue_id or 0),
                if_accepted=if_accepted(finding) if finding.state in UNDECIDED else None,
                verdicts=said.get(finding.detector, Verdicts()),
                actions=actions(finding),
                pictures_coming=finding.id in coming,
            ),
            way,
        )
        for finding in findings
    ]


def actions(finding: Finding) -> list[str]:
    """Return what the caller may do to a finding now, by the names of the API's addresses."""
    actor = security.the_actor()

    def may(action: str) -> bool:
        return access.can(actor, action, finding)

    open_ = finding.state in UNDECIDED
    rights = {
        "accept": open_ and may("finding.accept") and can_be_evidence(finding),
        "reject": open_ and may("finding.review"),
        "refly": finding.state == "pending" and may("finding.review"),
        "merge": open_ and may("finding.review") and can_be_evidence(finding),
        "propose": open_ and may("finding.propose"),
        "shape": open_ and may("finding.review"),
        "reclass": open_ and may("finding.review"),
        "reopen": finding.state in undo.DECIDED and may(review_reopen.ACTION),
        "release": finding.withheld and may("finding.release"),
        "sheet": review_papers.may_have_sheet(actor, finding),
        "public": review_papers.may_publish(actor, finding),
    }
    return [name for name, right in rights.items() if right]


def alike_json(finding: Finding) -> dict[str, Any]:
    """Return the waiting findings that look like one, and why each is offered."""
    found = review_alike.alike(db.session(), finding, actor=security.the_actor())
    return {
        "items": findings_json(one.finding for one in found),
        "why": {str(one.finding.id): one.why for one in found},
    }


def _near(finding: Finding) -> list[NearIssue]:
    return near_issues(db.session(), finding, actor=security.the_actor())[:NEAR_SHOWN]


def _sightings(ids: list[int]) -> dict[int, int]:
    query = select(Sighting.finding_id, func.count()).where(Sighting.finding_id.in_(ids))
    rows = db.session().execute(query.group_by(Sighting.finding_id))
    return dict(rows.all())


def _issues(ids: list[int]) -> dict[int, Issue]:
    rows = db.session().scalars(listing(Issue, "issue.view").where(Issue.id.in_(ids)))
    return {issue.id: issue for issue in rows}
