"""Rules that are single values: one row a key, each with its unit, source and certainty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from geo.messages import Lang
from ledger.certainty import certain
from ledger.in_force import Rows, from_table


@dataclass(frozen=True, kw_only=True)
class KeyedRule:
    """One row: a value with its unit, where it comes from and how certain that is."""

    key: str
    value: str
    unit: str
    name_zh: str
    name_en: str
    source: str
    certainty: str
    certainty_note: str

    def name(self, lang: Lang) -> str:
        """Return the name in ``zh`` or ``en``."""
        return self.name_en if lang == "en" else self.name_zh

    def certain(self, lang: Lang) -> str:
        """Return how certain it is, in words."""
        return certain(self.certainty, lang)


def keyed(name: str) -> Callable[[], Mapping[str, KeyedRule]]:
    """Return a function of no arguments: the rules of a table that count here, by key."""

    @from_table(name)
    def rules(rows: Rows) -> Mapping[str, KeyedRule]:
        return MappingProxyType({row["key"]: KeyedRule(**row) for row in rows})

    return rules
