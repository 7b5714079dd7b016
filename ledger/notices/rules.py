"""Who is told of which step: ``domain/notice_rules.csv``, a proposal of this project."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from ledger.catalog import DOMAIN


@dataclass(frozen=True, kw_only=True)
class NoticeRule:
    """Whom one step of an issue is told to."""

    step: str
    duty_roles: frozenset[str]
    """Told where the issue is theirs to put right."""
    roles: frozenset[str]
    """Told wherever they may see the issue."""
    people: frozenset[str]
    """Named in the issue: ``verifiers``."""
    mode: str
    """Only issues handled this way; empty: every one."""
    channel: str
    """``app``, or ``mail`` as well."""
    urgent: bool
    certainty: str


@cache
def rules() -> Mapping[str, NoticeRule]:
    """Return the rules by step, in the table's order."""
    with (DOMAIN / "notice_rules.csv").open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["step"]: _rule(row) for row in csv.DictReader(file)})


def _rule(row: Mapping[str, str]) -> NoticeRule:
    return NoticeRule(
        step=row["step"],
        duty_roles=_words(row["duty_roles"]),
        roles=_words(row["roles"]),
        people=_words(row["people"]),
        mode=row["mode"],
        channel=row["channel"],
        urgent=row["urgent"] == "y",
        certainty=row["certainty"],
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(part for part in text.split("|") if part)
