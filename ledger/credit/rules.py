"""The rules of credit as data: ``ledger/domain/credit_rules.csv``, each with its certainty."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from ledger.catalog import DOMAIN

LEVELS = ("A", "B", "C", "D")
CERTAINTIES = {"Q": ("有出处", "quoted"), "K": ("行业经验，待核", "own knowledge")}
PROPOSED = ("本系统建议值", "our proposal")


@dataclass(frozen=True, kw_only=True)
class CreditRule:
    """One row: a value with its unit, where it comes from and how certain that is."""

    key: str
    value: str
    unit: str
    name_zh: str
    name_en: str
    source: str
    certainty: str
    certainty_note: str

    def name(self, lang: str) -> str:
        """Return the name in ``zh`` or ``en``."""
        return self.name_en if lang == "en" else self.name_zh

    def certain(self, lang: str) -> str:
        """Return how certain it is, in words."""
        return CERTAINTIES.get(self.certainty, PROPOSED)[lang == "en"]


@cache
def rules() -> Mapping[str, CreditRule]:
    """Return the rules by key, in the table's order."""
    with (DOMAIN / "credit_rules.csv").open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["key"]: CreditRule(**row) for row in csv.DictReader(file)})


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
