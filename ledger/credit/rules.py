"""The rules of credit as data: ``ledger/domain/credit_rules.csv``, each with its certainty."""

from __future__ import annotations

from ledger.keyed_rules import keyed

LEVELS = ("A", "B", "C", "D")
rules = keyed("credit_rules")
"""The rules by key, in the table's order."""


def number(key: str) -> int:
    """Return a rule's whole number."""
    return int(rules()[key].value)


def unit(key: str) -> str:
    """Return the unit of days as :mod:`ledger.timing` knows it."""
    return rules()[key].unit.removesuffix(" days")


def edition() -> str:
    """Return the edition of the rules."""
    return rules()["edition"].value


def proven_codes() -> tuple[str, ...]:
    """Return the types of issue that mean the lowest level once proven."""
    return tuple(rules()["proven_codes"].value.split("|"))


def level_of(points: int) -> str:
    """Return the level of a number of points."""
    return next((name for name in LEVELS[:-1] if points >= number(f"level_{name}")), LEVELS[-1])
