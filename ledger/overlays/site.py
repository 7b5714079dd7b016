"""The overlay of site environment: what imagery showed, what waits, what was never seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger import access, catalog
from ledger.decision import UNDECIDED
from ledger.models import Assessment, Finding, Issue, Scene, User
from ledger.models.issues import ENDED
from ledger.overlays.status import Reason, Status, status_of
from ledger.readings_import import BEIJING

MAIN_DETECTORS = ("vegetation", "water")
"""The looks that make a check of a site: an inlet's ring, an intake's water. The others look for
one sign each; having seen one of them does not make a station seen."""
VALID = timedelta(days=180)
SEEN_FRACTION = 0.95
"""Share of the zone that must have been assessed before a check counts as passed."""


def statuses(
    session: Session, station_ids: Collection[int], at: datetime, *, actor: User | None
) -> dict[int, Status]:
    """Return the site-environment status of each station, by what ``actor`` may see."""
    reasons: dict[int, list[Reason]] = defaultdict(list)
    _open_issues(session, station_ids, reasons, actor)
    _waiting(session, station_ids, reasons, at, actor)
    checks = _latest_checks(session, station_ids)
    never = Reason(level="none", code="overlay.site.never")
    for station_id in station_ids:
        check = checks.get(station_id)
        if check is not None:
            reasons[station_id].append(_check_reason(check, at))
        elif not reasons[station_id]:
            reasons[station_id].append(never)
    return {i: status_of(reasons[i]) for i in station_ids}


def _site_codes() -> set[str]:
    """Issue types that imagery can show at all."""
    return {c for c, t in catalog.taxonomy().items() if t.imagery_detectable in {"y", "partial"}}


def _open_issues(
    session: Session,
    station_ids: Collection[int],
    reasons: dict[int, list[Reason]],
    actor: User | None,
) -> None:
    rows = select(
        *(Issue.station_id, Issue.number, Issue.code, Issue.grade, Issue.principled),
        Issue.found_at,
    ).where(
        Issue.station_id.in_(station_ids),
        Issue.state.not_in(ENDED),
        Issue.code.in_(_site_codes()),
        access.visible(actor, Issue),
    )
    for station_id, number, code, grade, principled, found_at in session.execute(rows):
        reasons[station_id].append(
            Reason(
                level="alarm" if grade >= 3 or principled else "warn",
                code="overlay.site.issue",
                params={"number": number, "title": catalog.taxonomy()[code].names, "grade": grade},
                since=found_at,
                link=f"/issues/{number}",
            )
        )


def _waiting(
    session: Session,
    station_ids: Collection[int],
    reasons: dict[int, list[Reason]],
    at: datetime,
    actor: User | None,
) -> None:
    """Add what waits for a decision, since the oldest image that shows it was taken.

    That is when the place was seen like this. A row's own time is the machine's, which in a demo
    lies outside the time that pages show; it stands in only for an image without a date, and no
    lead waits since a moment that pages have not reached.
    """
    seen_at = func.min(func.coalesce(Scene.taken_at, Finding.created_at))
    rows = (
        select(Finding.station_id, Finding.state, func.count(), seen_at)
        .join(Scene, Scene.id == Finding.scene_id)
        .where(
            Finding.station_id.in_(station_ids),
            Finding.state.in_(UNDECIDED),
            access.visible(actor, Finding),
        )
        .group_by(Finding.station_id, Finding.state)
    )
    for station_id, state, count, since in session.execute(rows):
        reasons[station_id].append(
            Reason(
                level="att",
                code=f"overlay.site.{state}",
                params={"count": count},
                since=min(since, at),
                link="/review",
            )
        )


UNDATED = "overlay.site.undated"
Check = tuple[datetime, float, str | None, Mapping[str, Any]]
"""When the ground was seen, the assessed fraction, why the detector abstained, its figures."""


def _latest_checks(session: Session, station_ids: Collection[int]) -> dict[int, Check]:
    """Return for each station its newest passed check, else its newest one of any kind."""
    seen_at = func.coalesce(Scene.taken_at, Assessment.created_at)
    rows = (
        select(
            Assessment.station_id,
            seen_at,
            Assessment.assessed_fraction,
            Assessment.abstained,
            Assessment.detail,
            Scene.taken_at.is_(None),
        )
        .join(Scene, Scene.id == Assessment.scene_id)
        .where(Assessment.station_id.in_(station_ids), Assessment.detector.in_(MAIN_DETECTORS))
        .order_by(seen_at, Assessment.id)
    )
    newest: dict[int, Check] = {}
    passed: dict[int, Check] = {}
    for station_id, moment, fraction, abstained, detail, undated in session.execute(rows):
        # Nobody knows when an undated image saw the ground: it passes no check.
        why = abstained or (UNDATED if undated else None)
        check = (moment, fraction, why, detail)
        newest[station_id] = check
        if _passed(check):
            passed[station_id] = check
    return newest | passed


def _passed(check: Check) -> bool:
    return check[2] is None and check[1] >= SEEN_FRACTION


def _check_reason(check: Check, at: datetime) -> Reason:
    moment, fraction, abstained, detail = check
    seen = moment.astimezone(BEIJING).date().isoformat()
    # Rounded down: 94.9 % must not read as the 95 % that would have been enough.
    params: dict[str, object] = {"seen": seen, "percent": int(fraction * 100)}
    if abstained == UNDATED:
        return Reason(level="none", code=UNDATED)
    if abstained is not None:
        return Reason(
            level="none",
            code="overlay.site.abstained",
            params=params | {"why": abstained, "why_params": dict(detail)},
            since=moment,
        )
    if not _passed(check):
        return Reason(level="none", code="overlay.site.partly", params=params, since=moment)
    if at - moment > VALID:
        days = (at - moment).days
        return Reason(
            level="att", code="overlay.site.old", params=params | {"days": days}, since=moment
        )
    return Reason(level="ok", code="overlay.site.passed", params=params, since=moment)
