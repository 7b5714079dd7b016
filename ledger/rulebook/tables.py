"""The tables of the rulebook: what names a row, and what each column takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from ledger.in_force import release


@dataclass(frozen=True, kw_only=True)
class Table:
    """One domain table."""

    name: str
    zh: str
    en: str
    keys: tuple[str, ...]
    """Columns that together name a row."""
    editable: bool = False
    """Read from the rulebook by whatever uses it; the others are frozen with the release."""
    fixed: tuple[str, ...] = ()
    """Columns that an editor cannot change, besides the keys."""
    whole: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Columns of whole numbers, with the least and the most."""
    numbers: tuple[str, ...] = ()
    """Columns of numbers, several with ``|`` between them."""
    choices: tuple[str, ...] = ()
    """Columns that take a value the release's table knows."""
    refers: Mapping[str, str] = field(default_factory=dict)
    """Columns that name rows of another table, several with commas between them."""
    follows: Mapping[str, str] = field(default_factory=dict)
    """Columns that say in words what another column says."""
    required: tuple[str, ...] = ()
    """Columns that are never empty."""

    def key(self, row: Mapping[str, str]) -> str:
        """Return the key of a row."""
        return ":".join(row[name] for name in self.keys)

    @property
    def untouchable(self) -> frozenset[str]:
        """Every column that an editor cannot change."""
        return frozenset((*self.keys, *self.fixed, *self.follows))

    def known(self, column: str) -> tuple[str, ...]:
        """Return the values that a column of choices takes."""
        return _values(self.name, column)

    def words(self, column: str, value: str) -> str:
        """Return what a following column says beside a value of the column it follows."""
        return _words(self.name, self.follows[column], column)[value]


@cache
def _values(table: str, column: str) -> tuple[str, ...]:
    found = {row[column] for row in release(table)}
    if column.endswith("_unit") and found <= set(UNITS):
        found |= set(UNITS)
    return tuple(sorted(found))


@cache
def _words(table: str, follows: str, column: str) -> Mapping[str, str]:
    return {row[follows]: row[column] for row in release(table)}


UNITS = ("calendar", "working")
"""Units of a deadline: both may be chosen, whichever the release uses."""
_LIST = (
    Table(
        name="taxonomy",
        zh="问题分类",
        en="Issue types",
        keys=("code",),
        editable=True,
        fixed=("class_code", "class_zh", "class_en", "image_sources"),
        whole={
            "grade": (1, 3),
            "plan_due_days": (0, 365),
            "deadline_days": (0, 3650),
            "credit_points": (0, 100),
        },
        choices=(
            *("station_type", "kind", "principled", "default_mode", "plan_due_unit"),
            *("deadline_unit", "responsible_default", "imagery_detectable", "certainty"),
        ),
        follows={"grade_zh": "grade", "kind_zh": "kind"},
        required=("name_zh", "name_en"),
    ),
    Table(
        name="site_rules",
        zh="选址规则",
        en="Site rules",
        keys=("rule_id",),
        editable=True,
        fixed=("metric", "formula", "data_needed", "subtype", "valid_from", "valid_to"),
        whole={"grade_if_fail": (1, 3)},
        numbers=("buffer_m",),
        choices=(
            *("station_type", "operator", "unit", "anchor", "imagery_detectable", "certainty"),
        ),
        refers={"issue_code": "taxonomy"},
        required=("name_zh", "name_en", "value"),
    ),
    Table(
        name="ledger_rules",
        zh="台账规则",
        en="Rules of the ledger",
        keys=("rule",),
        editable=True,
        fixed=("unit",),
        numbers=("value",),
        choices=("certainty",),
        required=("value", "meaning_zh", "meaning_en"),
    ),
    Table(
        name="escalation",
        zh="逾期阶梯",
        en="Ladder of a deadline",
        keys=("step",),
        editable=True,
        whole={"days": (-365, 365)},
        choices=("unit", "told", "certainty"),
        required=("meaning_zh", "meaning_en"),
    ),
    Table(name="transitions", zh="办理流程", en="Steps", keys=("step", "from_state")),
    Table(name="roles", zh="角色权限", en="Roles", keys=("subject", "role")),
    Table(name="draw_rules", zh="抽取规则", en="Rules of draws", keys=("key",)),
    Table(name="credit_rules", zh="信用规则", en="Rules of credit", keys=("key",)),
    Table(name="jurisdiction_overrides", zh="管辖例外", en="Jurisdiction", keys=("district_code",)),
)
TABLES: Mapping[str, Table] = {table.name: table for table in _LIST}
EDITABLE = tuple(table.name for table in _LIST if table.editable)
