"""The life of an issue as JSON: its path, plans, verifications, pauses, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from geo import messages
from geo.messages import Lang
from ledger.issues import Offer
from ledger.models import Issue, IssuePause, IssuePlan, IssueVerification
from webapp.serial.issues import event_json
from webapp.serial.moments import day, moment

PATHS = {
    "on_spot": ("confirmed", "fix_on_spot", "verify", "approval", "closed", "lookback"),
    "time_limit": (
        *("confirmed", "assigned", "plan_filed", "rectifying", "verify", "approval", "closed"),
        "lookback",
    ),
    "transfer": ("confirmed", "transferred", "closed"),
}
"""Mode -> the states on the straight way."""
BESIDE = {
    "plan_returned": "assigned",
    "extended": "rectifying",
    "returned": "rectifying",
    "close_applied": "verify",
    "reopened": "confirmed",
}
"""States off the straight way -> the one they are drawn at."""


def life_json(issue: Issue, offers: Iterable[Offer], lang: Lang) -> dict[str, Any]:
    """Return what the issue's page shows besides the issue itself."""
    offered = [offer_json(offer, lang) for offer in offers]
    return {
        "offers": offered,
        "steps": [offer["step"] for offer in offered if offer["blocked"] is None],
        "path": path_json(issue, lang),
        "plans": [_plan(plan) for plan in issue.plans],
        "verifications": [_verification(row) for row in issue.verifications],
        "pauses": [_pause(row) for row in issue.pauses],
        "events": [event_json(event, lang) for event in issue.events],
    }


def offer_json(offer: Offer, lang: Lang) -> dict[str, Any]:
    """Return a step that is offered: its name, what is asked for, what blocks it and why."""
    return {
        "step": offer.step,
        "label": offer.row.action_zh if lang == "zh" else offer.row.action_en,
        "fields": list(offer.fields),
        "blocked": offer.blocked,
        "why": messages.text(offer.blocked, lang, **offer.params) if offer.blocked else None,
    }


def path_json(issue: Issue, lang: Lang) -> list[dict[str, Any]]:
    """Return the states of the straight way: past with their moments, now, still to come."""
    states = _states(issue)
    here = BESIDE.get(issue.state, issue.state)
    now = states.index(here) if here in states else len(states) - 1
    reached = {BESIDE.get(e.to_state or "", e.to_state): e.at for e in issue.events}
    return [
        {
            "state": state,
            "text": messages.text(f"issue.state.{state}", lang),
            "at": moment(reached.get(state)) if n <= now else None,
            "place": "past" if n < now else "now" if n == now else "next",
        }
        for n, state in enumerate(states)
    ]


def _states(issue: Issue) -> tuple[str, ...]:
    if issue.state in {"merged", "rejected"}:
        return ("confirmed", issue.state)
    return PATHS[issue.mode]


def _plan(plan: IssuePlan) -> dict[str, Any]:
    return {
        "version": plan.version,
        "text": plan.text,
        "measures": plan.measures,
        "author": plan.author.name,
        "filed_at": moment(plan.filed_at),
        "returned_reason": plan.returned_reason,
        "filing_no": plan.filing_no,
    }


def _verification(row: IssueVerification) -> dict[str, Any]:
    return {
        "round": row.round,
        "verifier": row.verifier.name,
        "passed": row.passed,
        "note": row.note,
        "at": moment(row.at),
    }


def _pause(row: IssuePause) -> dict[str, Any]:
    return {
        "start_on": day(row.start_on),
        "end_on": day(row.end_on),
        "reason": row.reason,
        "by": row.by.name,
    }
