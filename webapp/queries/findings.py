"""Findings as the caller sees them, with what lies beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, select

from geo.crs import to_metres
from ledger.models import Assessment, Finding, Issue, Sighting, Station
from webapp import db, lang
from webapp.fetch import listing
from webapp.queries.consequences import if_accepted
from webapp.serial.findings import Beside, finding_json

NEAR_M = 500.0
NEAR_SHOWN = 5


def chosen(query: Mapping[str, Any]) -> Select[Finding]:
    """Return the select of the visible findings that a query asks for."""
    rows = listing(Finding, "finding.view")
    if (state := query["state"]) != "all":
        rows = rows.where(Finding.state == state)
    if code := query.get("station"):
        rows = rows.where(Finding.station_id.in_(select(Station.id).where(Station.code == code)))
    return rows


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
    open_issues = _open_issues({f.station_id for f in findings})
    sightings = _sightings([f.id for f in findings])
    issues = _issues([f.issue_id for f in findings if f.issue_id])
    way = lang.current()
    return [
        finding_json(
            finding,
            Beside(
                near=_near(finding, open_issues),
                sightings=sightings.get(finding.id, 0),
                issue=issues.get(finding.issue_id or 0),
                if_accepted=if_accepted(finding) if finding.state == "pending" else None,
            ),
            way,
        )
        for finding in findings
    ]


def _open_issues(station_ids: set[int]) -> Sequence[Issue]:
    rows = listing(Issue, "issue.view").where(
        Issue.station_id.in_(station_ids), Issue.state != "closed"
    )
    return db.session().scalars(rows).all()


def _near(finding: Finding, issues: Iterable[Issue]) -> list[tuple[Issue, float]]:
    own = [issue for issue in issues if issue.station_id == finding.station_id]
    anchor = (finding.station.anchor.x, finding.station.anchor.y)
    shape = to_metres(finding.geom, around=anchor)
    distances = [
        (issue, shape.distance(to_metres(issue.area or issue.point, around=anchor)))
        for issue in own
    ]
    near = sorted((pair for pair in distances if pair[1] <= NEAR_M), key=lambda pair: pair[1])
    return near[:NEAR_SHOWN]


def _sightings(ids: list[int]) -> dict[int, int]:
    query = select(Sighting.finding_id, func.count()).where(Sighting.finding_id.in_(ids))
    rows = db.session().execute(query.group_by(Sighting.finding_id))
    return dict(rows.tuples().all())


def _issues(ids: list[int]) -> dict[int, Issue]:
    rows = db.session().scalars(listing(Issue, "issue.view").where(Issue.id.in_(ids)))
    return {issue.id: issue for issue in rows}
