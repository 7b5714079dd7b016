"""What a person may do now with an issue, and what stands in the way of the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from geo.errors import XunzhanError
from ledger import access, clock
from ledger.catalog import Transition
from ledger.issues.context import Taking
from ledger.issues.given import Given
from ledger.issues.guards import STANDING
from ledger.issues.taking import STEPS, row_for
from ledger.models import Issue, User

HIDDEN = (
    *("issue.wrong_mode", "issue.not_principled", "issue.not_withheld", "issue.not_paused"),
    *("issue.paused_already",),
)
"""Such a step is none for this issue, so it is not shown at all."""


@dataclass(frozen=True)
class Offer:
    """A step that the roles of a person allow from the present state."""

    step: str
    fields: tuple[str, ...]
    """What is asked for with it."""
    blocked: str | None
    """Code of what stands in the way now; None: nothing that is known in advance."""
    row: Transition
    params: Mapping[str, object]
    """Values of the fields of the code's sentence."""


def offers(session: Session, actor: User, issue: Issue) -> list[Offer]:
    """Return what a person may do now, in the order of the table, and what blocks the rest."""
    found = []
    for step in STEPS:
        row = row_for(issue, step)
        if row is None or not access.can(actor, f"issue.{step}", issue, among=row.roles):
            continue
        refusal = _blocked(session, actor, issue, row)
        if refusal is None:
            found.append(Offer(step, row.fields, None, row, {}))
        elif refusal.code not in HIDDEN:
            found.append(Offer(step, row.fields, refusal.code, row, refusal.params))
    return found


def _blocked(session: Session, actor: User, issue: Issue, row: Transition) -> XunzhanError | None:
    taking = Taking(
        session=session, issue=issue, row=row, actor=actor, at=clock.now(session), given=Given()
    )
    try:
        for name in row.checks:
            if name in STANDING:
                STANDING[name](taking)
    except XunzhanError as refusal:
        return refusal
    return None
