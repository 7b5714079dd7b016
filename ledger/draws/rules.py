"""The rules of a draw as data: ``ledger/domain/draw_rules.csv``, each with its certainty."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from ledger.catalog import DOMAIN

REPLAYED = (
    "forced_after_months",
    "former_employer_years",
    "inspectors_per_object",
    "objects_per_inspector",
    "weight_base",
    "weight_complaints",
    "weight_complaints_cap",
    "weight_credit",
    "weight_credit_cap",
    "weight_months",
    "weight_months_cap",
)
"""The numbers that a draw's announcement carries, so that it can be replayed without this table."""


@dataclass(frozen=True, kw_only=True)
class DrawRule:
    """One row: a value with its unit, where it comes from and how certain that is."""

    key: str
    value: str
    unit: str
    name_zh: str
    name_en: str
    source: str
    certainty: str
    certainty_note: str


@cache
def rules() -> Mapping[str, DrawRule]:
    """Return the rules by key, in the table's order."""
    with (DOMAIN / "draw_rules.csv").open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["key"]: DrawRule(**row) for row in csv.DictReader(file)})


def number(key: str) -> int:
    """Return a rule's whole number."""
    return int(rules()[key].value)


def as_announced() -> dict[str, Any]:
    """Return the rule set as it stands in an announcement."""
    return {
        "edition": rules()["edition"].value,
        "strata": rules()["strata"].value.split("|"),
        "values": {key: number(key) for key in REPLAYED},
    }
