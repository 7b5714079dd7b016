"""The roles matrix of the domain (§10) as data, beside what is built (``ledger.access.RIGHTS``).

Where the two differ, ``domain/role_differences.csv`` says so and why; nothing else may differ.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from ledger.access import RIGHTS
from ledger.catalog import DOMAIN

LETTERS = ("R", "W", "A")
"""Read, write one's own, approve."""
ACTIONS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "station": {"R": ("station.view",), "W": ("station.edit", "station.import")},
    "reading": {"R": ("reading.view",)},
    "lead": {
        "R": ("finding.view", "lead.view"),
        "W": ("finding.review", "lead.submit"),
        "A": ("finding.accept", "lead.decide"),
    },
    "issue": {
        "R": ("issue.view",),
        "W": ("issue.file_plan", "issue.apply_close", "issue.fixed", "issue.progress"),
        "A": ("issue.approve",),
    },
    "verification": {"W": ("issue.pass",), "A": ("issue.approve",)},
    "imagery": {"R": ("scene.view", "flight.view"), "W": ("scene.upload", "flight.upload")},
    "draw": {"R": ("draw.view",), "W": ("draw.write",), "A": ("draw.publish",)},
    "credit": {
        "R": ("credit.view", "credit.grade"),
        "W": ("credit.propose", "credit.object"),
        "A": ("credit.decide",),
    },
    "order": {"R": ("order.view",), "W": ("order.import", "order.check")},
    "audit": {"R": ("audit.view",)},
}
"""Subject of the matrix -> letter -> the actions that stand for it; any of them is enough."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What one role may do with one subject."""

    subject: str
    role: str
    rights: str
    """Letters joined by ``|``; empty: nothing."""
    scope: str
    source: str
    certainty: str

    @property
    def letters(self) -> frozenset[str]:
        """R, W and A as a set; who writes or approves also reads."""
        found = frozenset(part for part in self.rights.split("|") if part)
        return found | {"R"} if found and "R" in ACTIONS[self.subject] else found


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A cell in which what is built says something else, and why."""

    subject: str
    role: str
    built: str
    why_zh: str
    why_en: str


@cache
def matrix() -> Mapping[tuple[str, str], Cell]:
    """Return the matrix by subject and role."""
    cells = [Cell(**row) for row in _rows("roles.csv")]
    return MappingProxyType({(cell.subject, cell.role): cell for cell in cells})


@cache
def explained() -> Mapping[tuple[str, str], Difference]:
    """Return the differences that somebody explained, by subject and role."""
    rows = [Difference(**row) for row in _rows("role_differences.csv")]
    return MappingProxyType({(row.subject, row.role): row for row in rows})


def built(subject: str, role: str) -> frozenset[str]:
    """Return the letters that a role's rights amount to."""
    letters = ACTIONS[subject].items()
    return frozenset(letter for letter, actions in letters if _any(role, actions))


def differences() -> dict[tuple[str, str], str]:
    """Return every cell in which the rights differ from the matrix: what is built, as letters.

    A subject none of whose actions exist yet is not built, and differs in nothing.
    """
    return {
        key: "|".join(letter for letter in LETTERS if letter in built(*key))
        for key, cell in matrix().items()
        if exists(cell.subject) and built(*key) != cell.letters
    }


def exists(subject: str) -> bool:
    """Whether anything that can be done to a subject is built."""
    return any(action in RIGHTS for actions in ACTIONS[subject].values() for action in actions)


def _any(role: str, actions: tuple[str, ...]) -> bool:
    return any(role in RIGHTS.get(action, {}) for action in actions)


def _rows(name: str) -> list[dict[str, str]]:
    with (DOMAIN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
