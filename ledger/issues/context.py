"""One attempt to take a step: who, what, on which issue, with which data, when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from ledger import catalog
from ledger.catalog import IssueType, Transition
from ledger.deadlines import local_date
from ledger.issues.affiliation import organisations_of, parties
from ledger.issues.given import Given
from ledger.models import Issue, User


@dataclass(frozen=True, kw_only=True)
class Taking:
    """What guards and effects look at."""

    session: Session
    issue: Issue
    row: Transition
    actor: User | None
    """None: the system."""
    at: datetime
    given: Given

    @property
    def today(self) -> date:
        """The city's date."""
        return local_date(self.at)

    @property
    def kind(self) -> IssueType:
        """The type of the issue."""
        return catalog.taxonomy()[self.issue.code]

    @property
    def person(self) -> User:
        """The person who takes the step; never the system."""
        if self.actor is None:
            raise RuntimeError(f"{self.row.step} is taken by a person")
        return self.actor


def doers(issue: Issue) -> tuple[set[int], set[int]]:
    """Return the people and the organisations whose own work an issue's rectification is.

    Who reported it put right, who filed a plan, who brought pictures from after, their
    organisations at that time, and the organisations that have to put it right.
    """
    pictures = (entry.get("by_id") for entry in issue.evidence if entry.get("kind") == "after")
    people = {issue.rectified_by_id, *(plan.author_id for plan in issue.plans), *pictures}
    organisations = {
        *parties(issue),
        issue.rectified_org_id,
        *(plan.organisation_id for plan in issue.plans),
    }
    return _known(people), _known(organisations)


def own_work(actor: User, issue: Issue) -> bool:
    """Whether the rectification is the actor's own, or of whom the actor works for.

    Two people of whom no organisation is known may work for the same one.
    """
    people, organisations = doers(issue)
    mine = organisations_of(actor)
    unknown = issue.rectified_by_id is not None and issue.rectified_org_id is None
    return actor.id in people or bool(mine & organisations) or (unknown and not mine)


def passed_by(issue: Issue) -> list[int]:
    """Return who verified the present round with success."""
    return [v.verifier_id for v in issue.verifications if v.round == issue.rounds and v.passed]


def said_by(issue: Issue) -> list[int]:
    """Return who verified the present round, whatever they said."""
    return [v.verifier_id for v in issue.verifications if v.round == issue.rounds]


def verifiers_needed(issue: Issue) -> int:
    """Return how many different people have to verify an issue of this grade."""
    many = issue.grade >= catalog.ledger_rule("verifiers_from_grade")
    return int(catalog.ledger_rule("verifiers")) if many else 1


def _known(ids: Iterable[int | None]) -> set[int]:
    return {i for i in ids if i is not None}
