"""What happens by itself after a step, in the same transaction."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Conflict
from ledger import catalog, chain, clock
from ledger.issues import hooks, lookup, opening
from ledger.issues.locking import lock
from ledger.issues.taking import take
from ledger.models import Finding, Issue, IssueEvent
from ledger.responsibility import Responsible
from ledger.sensitive import is_sensitive
from ledger.timing import calendar, deadline_for

RELAPSED = "RCT-03"
"""False rectification or relapse: an issue of its own (domain table)."""


@hooks.after("extend")
def take_effect(session: Session, issue: Issue, _event: IssueEvent) -> None:
    """Let a granted extension take effect; the system does that."""
    take(session, issue, "take_effect", actor=None, version=issue.version)


@hooks.after("release")
def show_findings(session: Session, issue: Issue, _event: IssueEvent) -> None:
    """Show the findings of a released issue too."""
    for finding in session.scalars(select(Finding).where(Finding.issue_id == issue.id)):
        finding.withheld = False


@hooks.after("merge")
def take_in(session: Session, issue: Issue, event: IssueEvent) -> None:
    """Give the evidence to the issue that was merged into, each file once."""
    target = issue.parent
    if target is None:
        return
    lock(session, target)
    if not lookup.takes_in(target, issue):
        raise Conflict("issue.parent_missing")
    known = {entry["sha256"] for entry in target.evidence}
    added = [entry for entry in issue.evidence if entry["sha256"] not in known]
    target.evidence = [*target.evidence, *added]
    target.steps_taken += 1
    chain.append(
        session,
        actor=event.actor,
        action="take_in",
        issue=target,
        from_state=target.state,
        to_state=target.state,
        payload={"of": issue.number, "evidence": [entry["sha256"] for entry in added]},
    )


@hooks.after("relapse")
def open_relapse(session: Session, issue: Issue, event: IssueEvent) -> None:
    """Make the issue about the relapse itself, with the one that came back as its parent."""
    kind, actor = catalog.taxonomy()[RELAPSED], event.actor
    assert actor is not None  # noqa: S101  (only a person finds a relapse)
    at = clock.now(session)
    shown = set(event.payload.get("evidence", ()))
    draft = opening.Draft(
        station=issue.station,
        kind=kind,
        grade=kind.grade,
        mode=opening.checked_mode(kind, None),
        source="onsite",
        point=issue.point,
        area=issue.area,
        responsible=Responsible(issue.responsible_kind, issue.responsible_org),
        deadline=deadline_for(kind, at, calendar(session)),
        withheld=is_sensitive(RELAPSED),
        description=event.payload.get("reason", ""),
        evidence=[entry for entry in issue.evidence if entry["sha256"] in shown],
        parent=issue,
    )
    made = opening.write(session, draft, actor=actor, at=at)
    confirmed = chain.append(
        session,
        actor=actor,
        action=hooks.CONFIRM,
        issue=made,
        from_state="lead",
        to_state=made.state,
        payload=opening.said_of(made) | {"source": "relapse"},
    )
    opening.begin(session, made, confirmed, actor=actor)
