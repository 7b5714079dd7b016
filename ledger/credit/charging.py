"""Entries of the credit record: made by what happens to an issue, each with its event.

An issue costs a company its points once, as long as it stands, is the company's, and may be seen
by it. Merged, rejected, taken back or handed to somebody else: a counter-entry.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.credit import restrictions, rules
from ledger.deadlines import local_date
from ledger.issues import hooks
from ledger.models import CreditAppeal, CreditEntry, Issue, IssueEvent, Organisation, User

BAD_CREDIT = "bad_credit"
GONE = ("merged", "rejected")


def charge(
    session: Session,
    *,
    company: Organisation,
    points: int,
    event: IssueEvent,
    issue: Issue | None = None,
    reason_code: str,
    actor: User | None = None,
    key: str = "",
) -> CreditEntry:
    """Take points from a company for an event, once; the same event and reason charge once.

    Parameters
    ----------
    key : str, optional
        What the charge is for; the event and the reason unless given.
    """
    name = key or f"{reason_code}:{event.position}:{company.id}"
    if (known := session.scalar(select(CreditEntry).where(CreditEntry.key == name))) is not None:
        return known
    entry = _entry(event, company=company, kind="charge", key=name, reason_code=reason_code)
    entry.points, entry.made_by_id = points, actor.id if actor else event.actor_id
    if issue is not None:
        entry.issue_id, entry.issue_number = issue.id, issue.number
        entry.capped = not issue.principled
        if reason_code != BAD_CREDIT:
            entry.inspection = f"{issue.station_id}:{local_date(issue.found_at).isoformat()}"
    session.add(entry)
    session.flush()
    restrictions.consider(session, company, local_date(event.at))
    return entry


def counter(
    session: Session, entry: CreditEntry, event: IssueEvent, *, note: str = ""
) -> CreditEntry:
    """Give an entry's points back, for an event; the entry itself stays."""
    made = _entry(
        event,
        company=entry.company,
        kind="counter",
        key=f"counter:{entry.id}",
        reason_code=entry.reason_code,
    )
    made.points, made.year, made.counters_id = -entry.points, entry.year, entry.id
    made.capped, made.inspection = entry.capped, entry.inspection
    made.issue_id, made.issue_number = entry.issue_id, entry.issue_number
    made.made_by_id, made.note = event.actor_id, note
    session.add(made)
    session.flush()
    return made


def standing_entries(session: Session, issue_id: int) -> list[CreditEntry]:
    """Return the entries of an issue that nothing was set against."""
    rows = list(session.scalars(select(CreditEntry).where(CreditEntry.issue_id == issue_id)))
    undone = {row.counters_id for row in rows}
    return [row for row in rows if row.kind != "counter" and row.id not in undone]


@hooks.after()
def follow(session: Session, issue: Issue, event: IssueEvent) -> None:
    """Let the record follow what happened to an issue."""
    owner = None if issue.state in GONE else payer(issue)
    standing = standing_entries(session, issue.id)
    for entry in standing:
        if owner is None or entry.company_id != owner.id:
            counter(session, entry, event)
    if owner is None:
        return
    if issue.credit_points > 0 and not _charged(session, standing, owner, issue):
        _charge_issue(session, issue, owner, event)
    if event.action == BAD_CREDIT:
        points = rules.number("bad_credit_points")
        charge(
            session, company=owner, points=points, event=event, issue=issue, reason_code=BAD_CREDIT
        )


def take_back(session: Session, issue: Issue, event: IssueEvent) -> None:
    """Set counter-entries against everything an issue cost that is about to be taken back."""
    for entry in standing_entries(session, issue.id):
        counter(session, entry, event)


def payer(issue: Issue) -> Organisation | None:
    """Return the company an issue costs points: never local duty, never what it may not see."""
    if issue.responsible_kind != "om_company" or issue.withheld:
        return None
    return issue.responsible_org


def _charged(
    session: Session, standing: list[CreditEntry], owner: Organisation, issue: Issue
) -> bool:
    """Whether an issue has cost its company what it costs, or an appeal said it must not."""
    if any(e.kind == "charge" and e.reason_code != BAD_CREDIT for e in standing):
        return any(e.company_id == owner.id for e in standing)
    upheld = (
        select(CreditAppeal.id)
        .join(CreditEntry, CreditAppeal.entry_id == CreditEntry.id)
        .where(CreditAppeal.state == "upheld", CreditEntry.issue_id == issue.id)
        .where(CreditEntry.company_id == owner.id, CreditEntry.reason_code != BAD_CREDIT)
    )
    return session.scalar(upheld.limit(1)) is not None


def _charge_issue(session: Session, issue: Issue, owner: Organisation, event: IssueEvent) -> None:
    earlier = select(CreditEntry).where(
        CreditEntry.issue_id == issue.id, CreditEntry.kind == "charge"
    )
    times = len(session.scalars(earlier).all())
    charge(
        session,
        company=owner,
        points=issue.credit_points,
        event=event,
        issue=issue,
        reason_code=issue.code,
        key=f"issue:{issue.id}:{owner.id}:{times}",
    )


def _entry(
    event: IssueEvent, *, company: Organisation, kind: str, key: str, reason_code: str
) -> CreditEntry:
    on: date = local_date(event.at)
    return CreditEntry(
        key=key,
        company=company,
        kind=kind,
        reason_code=reason_code,
        year=on.year,
        counts_on=on,
        points=0,
        event_position=event.position,
        event_hash=event.hash,
        at=event.at,
    )
