"""Taking a step of an issue's life: the one way, for pages, API, and service calls alike."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

import ledger.issues.messages  # noqa: F401  (registers issue.*)
from geo.errors import Conflict, Forbidden, Refused
from ledger import access, catalog, chain, clock
from ledger.catalog import Transition
from ledger.issues import effects, guards, hooks
from ledger.issues.context import Taking
from ledger.issues.given import Given, read
from ledger.issues.locking import lock_seen
from ledger.models import Issue, IssueEvent, User
from ledger.words import cleaned

STEPS: Mapping[str, tuple[Transition, ...]] = catalog.steps()
"""Step -> its transitions, as ``domain/transitions.csv`` has them."""
FILES = {"order_fix": "before", "progress": "progress", "pass": "verify", "fail": "verify"}
FILES |= {"look_back_ok": "lookback", "relapse": "lookback"}
"""What the files of a step show, unless they say so themselves; otherwise the state after."""
NOTHING: Mapping[str, Any] = MappingProxyType({})


def take(
    session: Session,
    issue: Issue,
    step: str,
    *,
    actor: User | None,
    version: int,
    data: Mapping[str, Any] = NOTHING,
) -> IssueEvent:
    """Take one step: allowed, on what was seen, from the right state, with what it asks for.

    Parameters
    ----------
    actor : User or None
        None: the system, for steps that are the system's.
    version : int
        The version of the issue that the actor saw.
    data : mapping
        note, reason, evidence, plan, deadline_on ...: see :class:`ledger.issues.given.Given`.

    Raises
    ------
    Refused
        ``issue.unknown_step``, ``issue.bad_data``, and the codes of what is missing.
    Forbidden
        ``issue.not_allowed``, ``issue.own_work`` and other separations.
    Conflict
        ``issue.changed``: somebody else was first; ``issue.illegal_step``: not from this state.
    NotFound
        ``issue.not_found``: the issue was taken back meanwhile.
    """
    taking = prepared(session, issue, step, actor=actor, version=version, data=data)
    return carry_out(taking)


def prepared(
    session: Session,
    issue: Issue,
    step: str,
    *,
    actor: User | None,
    version: int,
    data: Mapping[str, Any] = NOTHING,
) -> Taking:
    """Lock the issue and ask everything that :func:`take` asks; nothing is changed yet."""
    rows = STEPS.get(step)
    if rows is None:
        raise Refused("issue.unknown_step", step=cleaned(step, 64))
    _demand(actor, issue, step, {role for row in rows for role in row.roles})
    given = read(data, kind=FILES.get(step, "after"))
    lock_seen(session, issue, version)
    row = row_for(issue, step)
    if row is None:
        raise Conflict("issue.illegal_step", state=issue.state, action=step)
    _demand(actor, issue, step, set(row.roles))
    at = clock.now(session)
    taking = Taking(session=session, issue=issue, row=row, actor=actor, at=at, given=given)
    guards.check(taking)
    return taking


def carry_out(taking: Taking, said: Mapping[str, Any] = NOTHING) -> IssueEvent:
    """Take a prepared step and tell those who listen; ``said`` goes into the record as well."""
    event = _move(taking, said)
    hooks.run(taking.row.step, taking.session, taking.issue, event)
    return event


def row_for(issue: Issue, step: str) -> Transition | None:
    """Return the transition that a step is from the issue's state; None: there is none."""
    rows = STEPS.get(step, ())
    return next((row for row in rows if row.from_state in {issue.state, "*"}), None)


def _move(taking: Taking, said: Mapping[str, Any]) -> IssueEvent:
    """Change the row and write the event, without asking anybody."""
    issue, before = taking.issue, taking.issue.state
    files = _files(taking)
    with taking.session.no_autoflush:  # one step is one new version of the row
        outcome = effects.apply(taking)
    if files:
        issue.evidence = [*issue.evidence, *files]
    issue.state = outcome.state or (before if taking.row.to_state == "-" else taking.row.to_state)
    issue.steps_taken += 1
    payload = _words(taking.given) | dict(outcome.payload) | dict(said)
    if files:
        payload["evidence"] = [entry["sha256"] for entry in files]
    return chain.append(
        taking.session,
        actor=taking.actor,
        action=taking.row.step,
        issue=issue,
        from_state=before,
        to_state=issue.state,
        payload=payload,
    )


def _demand(actor: User | None, issue: Issue, step: str, roles: set[str]) -> None:
    if actor is None:
        allowed = "system" in roles
    else:
        allowed = access.can(actor, f"issue.{step}", issue, among=roles)
    if not allowed:
        raise Forbidden("issue.not_allowed")


def _files(taking: Taking) -> list[dict[str, Any]]:
    person = taking.actor
    who = {"by": person.name, "by_id": person.id} if person else {"by": ""}
    stamp = {**who, "at": taking.at.isoformat(), "step": taking.row.step}
    return [{**entry, **stamp, "round": taking.issue.rounds} for entry in taking.given.evidence]


def _words(given: Given) -> dict[str, Any]:
    said = {"note": given.note, "reason": given.reason}
    return {name: words for name, words in said.items() if words}
