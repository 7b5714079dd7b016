"""What a step changes in the issue's row, and what the record says of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from geo.errors import Refused
from ledger import catalog
from ledger.issues import lookup, plans
from ledger.issues.affiliation import acting_for
from ledger.issues.context import Taking, passed_by, verifiers_needed
from ledger.issues.grading import raise_grade
from ledger.issues.outcome import Outcome
from ledger.models import Issue, IssuePause, IssueRung, IssueVerification, Organisation
from ledger.timing import calendar, days_between, due_on

Effect = Callable[[Taking], Outcome]


def _order(t: Taking) -> Outcome:
    """Hand an issue to the responsible party: who, until when, by when a plan."""
    issue, kind = t.issue, t.kind
    on = lookup.deadline_of(t)
    if t.given.responsible:
        issue.responsible_org = lookup.organisation(t.session, t.given.responsible)
        issue.responsible_kind = lookup.ACTS[issue.responsible_org.kind]
    issue.credit_points = kind.credit_points if issue.responsible_kind == "om_company" else 0
    issue.responsible_person = t.given.responsible_person or issue.responsible_person
    issue.deadline_on, issue.extended_from, issue.verifiers = on, None, []
    issue.deadline_days, issue.deadline_unit = _as_said(t, on)
    if issue.state == "reopened":
        issue.rounds += 1
    _nobody_yet(issue)
    return Outcome(_ordered(issue))


def _assign(t: Taking) -> Outcome:
    t.issue.mode = "time_limit"
    outcome = _order(t)
    t.issue.plan_due_on = _plan_due(t)
    return outcome


def _as_said(t: Taking, on: date) -> tuple[int, str]:
    """Return days and unit as they are printed: the type's, or the days that were given."""
    unit = t.kind.deadline_unit
    if t.given.deadline_on is not None:
        return (on - t.today).days, "calendar"
    return t.given.deadline_days or t.kind.deadline_days, unit


def _plan_due(t: Taking) -> date | None:
    try:
        return due_on(t.today, t.kind.plan_due_days, t.kind.plan_due_unit, calendar(t.session))
    except Refused:
        return None


def _ordered(issue: Issue) -> dict[str, Any]:
    party = issue.responsible_org
    return {
        "responsible": party.key if party else None,
        "responsible_person": issue.responsible_person,
        "deadline_days": issue.deadline_days,
        "deadline_unit": issue.deadline_unit,
        "deadline_on": _iso(issue.deadline_on),
        "credit_points": issue.credit_points,
    }


def _reported(t: Taking) -> Outcome:
    """Write down whose work the rectification is, and when it was reported."""
    t.issue.rectified_by, t.issue.rectified_org_id = t.person, acting_for(t.person, t.issue)
    t.issue.rectified_on, t.issue.verifiers = t.today, []
    home = t.issue.rectified_org_id
    organisation = t.session.get(Organisation, home) if home is not None else None
    said: dict[str, Any] = {"organisation": organisation.key if organisation else None}
    if t.given.no_position:
        said["no_position"] = t.given.no_position
    return Outcome(said)


def _nobody_yet(issue: Issue) -> None:
    issue.rectified_by, issue.rectified_org_id, issue.rectified_on = None, None, None


def _take_up(t: Taking) -> Outcome:
    people = lookup.verifiers(t)
    t.issue.verifiers = [person.id for person in people]
    return Outcome({"verifiers": [person.name for person in people]})


def _pass(t: Taking) -> Outcome:
    """One more verifier says it is right; the state moves with the last one needed."""
    _verification(t, passed=True)
    have, needed = len(set(passed_by(t.issue))), verifiers_needed(t.issue)
    t.issue.verified_by = t.person
    state = t.row.to_state if have >= needed else t.row.from_state
    return Outcome({"passed": True, "verified": have, "needed": needed}, state)


def _fail(t: Taking) -> Outcome:
    _verification(t, passed=False)
    t.issue.verified_by = None
    return Outcome({"passed": False, "round": t.issue.rounds})


def _verification(t: Taking, *, passed: bool) -> None:
    note = t.given.note or t.given.reason
    row = IssueVerification(verifier_id=t.person.id, passed=passed, note=note, at=t.at)
    row.round = t.issue.rounds
    t.issue.verifications.append(row)


def _redo(t: Taking) -> Outcome:
    t.issue.rounds += 1
    t.issue.verified_by, t.issue.verifiers, t.issue.rectified_on = None, [], None
    return Outcome({"round": t.issue.rounds})


def _close(t: Taking) -> Outcome:
    t.issue.closed_by_id, t.issue.closed_at = t.person.id, t.at
    t.issue.close_no = f"XH-{t.issue.number}"
    return Outcome({"close_no": t.issue.close_no})


def _settle(t: Taking) -> Outcome:
    closed = _close(t).payload
    return Outcome({**closed, "case_result": t.given.case_result})


def _extend(t: Taking) -> Outcome:
    """Move the deadline once; the day before stays in the row and in the record."""
    old, new = t.issue.deadline_on, lookup.new_deadline(t)
    t.issue.extended_from, t.issue.deadline_on = old, new
    return Outcome({"before": _iso(old), "deadline_on": _iso(new)})


def _ask(t: Taking) -> Outcome:
    return Outcome({"asked": _iso(lookup.new_deadline(t))})


def _relapse(t: Taking) -> Outcome:
    """What came back is graded higher; the issue about the relapse itself is made after this."""
    t.issue.closed_at, t.issue.closed_by_id, t.issue.close_no = None, None, ""
    raise_grade(t.issue, "relapse", of=t.issue.number)
    return Outcome({"raised": t.issue.raised})


def _merge(t: Taking) -> Outcome:
    """Give the evidence to the other issue (each file once)."""
    target = lookup.parent(t)
    assert target is not None  # noqa: S101  (its guard has looked)
    t.issue.parent = target
    return Outcome({"into": target.number})


def _pause(t: Taking) -> Outcome:
    t.issue.paused_on = t.today
    row = IssuePause(start_on=t.today, reason=t.given.reason, by_id=t.person.id)
    t.issue.pauses.append(row)
    return Outcome({"start": t.today.isoformat()})


def _resume(t: Taking) -> Outcome:
    """Let the clock run again; the deadline moves by the days it stood."""
    issue, start = t.issue, t.issue.paused_on
    assert start is not None  # noqa: S101  (its guard has looked)
    before, office = issue.deadline_on, calendar(t.session)
    days = days_between(start, t.today, issue.deadline_unit, office)
    if before is not None and days > 0:
        issue.deadline_on = due_on(before, days, issue.deadline_unit, office)
    issue.paused_on = None
    issue.pauses[-1].end_on = t.today
    unit = {"days": days, "deadline_unit": issue.deadline_unit}
    return Outcome({**unit, "before": _iso(before), "deadline_on": _iso(issue.deadline_on)})


def _rung(t: Taking) -> Outcome:
    """Reach a rung of the ladder: the row's unique key lets nobody reach it twice."""
    on = t.issue.deadline_on
    assert on is not None  # noqa: S101  (its guard has looked)
    row = IssueRung(issue_id=t.issue.id, deadline_on=on, step=t.row.step, at=t.at)
    t.session.add(row)
    rung = next(rung for rung in catalog.ladder() if rung.step == t.row.step)
    return Outcome({"days": rung.days, "unit": rung.unit, "told": rung.told})


def _nothing(_taking: Taking) -> Outcome:
    return Outcome()


def _release(t: Taking) -> Outcome:
    t.issue.withheld = False
    return Outcome()


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


EFFECTS: Mapping[str, Effect] = {
    "order_fix": _order,
    "assign": _assign,
    "fixed": _reported,
    "apply_close": _reported,
    "file_plan": plans.file,
    "return_plan": plans.send_back,
    "accept_plan": plans.accept,
    "take_up": _take_up,
    "pass": _pass,
    "fail": _fail,
    "redo": _redo,
    "approve": _close,
    "settle": _settle,
    "extend": _extend,
    "ask_extension": _ask,
    "relapse": _relapse,
    "merge": _merge,
    "pause": _pause,
    "resume": _resume,
    "release": _release,
    **dict.fromkeys(("remind", "yellow", "supervise", "interview", "bad_credit"), _rung),
}


def apply(taking: Taking) -> Outcome:
    """Change the row as the step says; state, files and the record are the caller's."""
    return EFFECTS.get(taking.row.step, _nothing)(taking)
