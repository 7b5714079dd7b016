"""What workers make of a finding on demand: evidence sheet, public copies, pictures.

Each is a job about the finding, asked for once for what the finding and its flight are now: who
asks again gets the same job, until something has changed or the job has failed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Conflict, Forbidden
from geo.messages import Lang
from ledger import access, jobs
from ledger import review_messages as _messages  # noqa: F401  (registers finding.publish_withheld)
from ledger.models import Finding, Job, User

SHEET, COPIES, PICTURES = "finding.sheet", "finding.public_copy", "finding.pictures"
SUBJECT = "finding"
LIVE = ("queued", "running", "done")
PUBLISH = "finding.accept"
"""Who may confirm an issue may also have its public copies made."""


def may_have_sheet(actor: User | None, finding: Finding) -> bool:
    """Whether a person may see the finding and the whole of its image: the sheet shows both."""
    seen = access.can(actor, "finding.view", finding)
    return seen and access.can(actor, "scene.view", finding.scene)


def may_publish(actor: User | None, finding: Finding) -> bool:
    """Whether a person may have public copies made, and the finding is not kept back."""
    return access.can(actor, PUBLISH, finding) and not finding.withheld


def ask_sheet(session: Session, finding: Finding, *, actor: User, lang: Lang) -> Job:
    """Have the evidence sheet made in one language, with the actor's name on it.

    Raises
    ------
    Forbidden
        ``review.not_allowed``.
    """
    if not may_have_sheet(actor, finding):
        raise Forbidden("review.not_allowed")
    return _once(session, finding, SHEET, actor, {"lang": lang, "by": actor.name})


def sheet_of(session: Session, finding: Finding, *, actor: User, lang: Lang) -> Job | None:
    """Return the newest job that made this person's sheet of what the finding is now."""
    said = {"lang": lang, "by": actor.name} | _now(finding)
    return _newest(session, finding, SHEET, said)


def ask_copies(session: Session, finding: Finding, *, actor: User) -> Job:
    """Have public copies of a finding's pictures made.

    Raises
    ------
    Forbidden
        ``review.not_allowed``.
    Conflict
        ``finding.publish_withheld``: it is kept back until a bureau reviewer releases it.
    """
    if not access.can(actor, PUBLISH, finding):
        raise Forbidden("review.not_allowed")
    if finding.withheld:
        raise Conflict("finding.publish_withheld")
    return _once(session, finding, COPIES, actor, {})


def copies_of(session: Session, finding: Finding) -> Job | None:
    """Return the newest job that made public copies of what the finding is now."""
    return _newest(session, finding, COPIES, _now(finding))


def ask_pictures(session: Session, finding: Finding, *, actor: User) -> Job:
    """Have the pictures of a finding that a person drew cut out of its images."""
    return _once(session, finding, PICTURES, actor, {})


def waiting_for_pictures(session: Session, ids: Collection[int]) -> set[int]:
    """Return those of the findings whose pictures are being cut."""
    query = select(Job.subject_id).where(
        Job.kind == PICTURES,
        Job.subject_kind == SUBJECT,
        Job.subject_id.in_(ids),
        Job.state.in_(("queued", "running")),
    )
    return set(session.scalars(query))


def made(session: Session, finding: Finding, kind: str) -> list[Mapping[str, Any]]:
    """Return the results of the finished jobs of a kind about a finding, newest first."""
    return [job.result for job in _jobs(session, finding, kind) if job.state == "done"]


def _once(
    session: Session, finding: Finding, kind: str, actor: User, said: Mapping[str, Any]
) -> Job:
    session.flush()
    session.refresh(finding, with_for_update=True)
    wanted = dict(said) | _now(finding)
    known = _newest(session, finding, kind, wanted)
    if known is not None and known.state in LIVE:
        return known
    return jobs.enqueue(
        session,
        kind,
        subject_kind=SUBJECT,
        subject_id=finding.id,
        payload=wanted,
        actor_id=actor.id,
    )


def _now(finding: Finding) -> dict[str, Any]:
    flight = finding.scene.flight
    return {"version": finding.version, "flight_version": flight.version if flight else None}


def _newest(session: Session, finding: Finding, kind: str, said: Mapping[str, Any]) -> Job | None:
    fitting = (job for job in _jobs(session, finding, kind) if said.items() <= job.payload.items())
    return next(fitting, None)


def _jobs(session: Session, finding: Finding, kind: str) -> list[Job]:
    query = select(Job).where(
        Job.kind == kind, Job.subject_kind == SUBJECT, Job.subject_id == finding.id
    )
    return list(session.scalars(query.order_by(Job.id.desc())))
