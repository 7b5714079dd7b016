"""The rules of work orders as data: ``ledger/domain/order_rules.csv``, one parameter a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ledger.certainty import CERTAINTIES
from ledger.in_force import Row, Rows, from_table


@dataclass(frozen=True, kw_only=True)
class OrderRule:
    """One check for one kind of order or consumable, with its parameters."""

    rule_id: str
    check: str
    name_zh: str
    name_en: str
    station_type: str
    applies_to: str
    """A kind of order, a consumable (with ``words``), or ``*``."""
    words: tuple[str, ...]
    issue_code: str
    certainty: str
    """The least certain of the parameters' sources."""
    values: Mapping[str, float]
    units: Mapping[str, str]

    def name(self, lang: str = "zh") -> str:
        """Return the name in ``zh`` or ``en``."""
        return self.name_zh if lang == "zh" else self.name_en

    def value(self, parameter: str) -> float:
        """Return a parameter in the table's unit."""
        return self.values[parameter]

    def at_station(self, kind: str) -> bool:
        """Whether the rule holds at an air or a water station."""
        return self.station_type in {kind, "both"}


@from_table("order_rules")
def rules(rows: Rows) -> tuple[OrderRule, ...]:
    """Return the rules in the table's order."""
    grouped: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        key = (row["rule_id"], row["station_type"], row["applies_to"])
        grouped.setdefault(key, []).append(row)
    return tuple(_rule(group) for group in grouped.values())


def of_check(check: str) -> tuple[OrderRule, ...]:
    """Return the rules of one check."""
    return tuple(rule for rule in rules() if rule.check == check)


def names() -> dict[str, OrderRule]:
    """Return one rule a rule id, for its name."""
    return {rule.rule_id: rule for rule in reversed(rules())}


def _rule(rows: Sequence[Row]) -> OrderRule:
    head: dict[str, Any] = dict(rows[0])
    kept = ("rule_id", "check", "name_zh", "name_en", "station_type", "applies_to", "issue_code")
    return OrderRule(
        **{name: head[name] for name in kept},
        words=tuple(word.casefold() for word in head["words"].split("|") if word),
        certainty=max((row["certainty"] for row in rows), key=CERTAINTIES.index),
        values=MappingProxyType({row["parameter"]: float(row["value"]) for row in rows}),
        units=MappingProxyType({row["parameter"]: row["unit"] for row in rows}),
    )
