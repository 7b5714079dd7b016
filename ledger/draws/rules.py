"""The rules of a draw as data: ``ledger/domain/draw_rules.csv``, each with its certainty."""

from __future__ import annotations

from typing import Any

from ledger.keyed_rules import keyed

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


rules = keyed("draw_rules")
"""The rules by key, in the table's order."""


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
