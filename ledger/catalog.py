"""The domain's rules as data: issue types, visible signs, site rules, transitions, overrides.

Each table is read once into frozen dataclasses: from the rulebook where one counts
(:mod:`ledger.in_force`), else from ``ledger/domain/*.csv``; the visible signs are
read by :mod:`geo.signs`, since imagery needs them too. Numbers there carry their certainty;
``grade``, deadlines and credit points are this project's proposal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from geo.signs import signs
from geo.zones import Rule
from ledger.in_force import DOMAIN, Rows, from_table
from ledger.in_force import release as _rows

__all__ = [
    "DOMAIN",
    "IssueType",
    "Override",
    "Rung",
    "Transition",
    "ladder",
    "ledger_rule",
    "override_for",
    "overrides",
    "rules",
    "signs",
    "step",
    "steps",
    "taxonomy",
    "transitions",
]


@dataclass(frozen=True, kw_only=True)
class IssueType:
    """One row of the taxonomy: what may be wrong at a station and how it is handled."""

    code: str
    class_code: str
    class_zh: str
    class_en: str
    name_zh: str
    name_en: str
    station_type: str
    """air, water or both."""
    kind: str
    """quality, norm, support or interference."""
    kind_zh: str
    grade: int
    grade_zh: str
    principled: bool
    default_mode: str
    """on_spot, time_limit or transfer."""
    plan_due_days: int
    plan_due_unit: str
    deadline_days: int
    deadline_unit: str
    """calendar or working; always printed beside the number."""
    responsible_default: str
    """om_company, local_gov or other."""
    credit_points: int
    imagery_detectable: str
    """y, n or partial."""
    image_sources: str
    rule_ref: str
    source: str
    certainty: str
    certainty_note: str

    def name(self, lang: str = "zh") -> str:
        """Return the name in ``zh`` or ``en``."""
        return self.name_zh if lang == "zh" else self.name_en

    @property
    def names(self) -> dict[str, str]:
        """The name by language, as a message's parameter."""
        return {"zh": self.name_zh, "en": self.name_en}

    def fits(self, kind: str) -> bool:
        """Whether the type can occur at a station of ``kind`` (air or water)."""
        return self.station_type in {kind, "both"}


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One step that the full ledger knows, with who may take it and what it asks for."""

    step: str
    """Of an issue; ``lead.*`` steps come before there is one."""
    from_state: str
    """A state, or ``*`` for every one."""
    to_state: str
    """A state, or ``-`` where the step changes none."""
    action_zh: str
    action_en: str
    roles: tuple[str, ...]
    checks: tuple[str, ...]
    """Names of functions in ``ledger/issues/guards.py``, in the order they are asked."""
    fields: tuple[str, ...]
    """What the person who takes the step is asked for."""
    guard: str
    """The condition in the words of the domain table."""
    certainty: str


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One rung of the ladder of a deadline: a step so many days after it (before: negative)."""

    step: str
    days: int
    unit: str
    told: str
    meaning_zh: str
    meaning_en: str
    certainty: str


@dataclass(frozen=True, kw_only=True)
class Override:
    """A place whose jurisdiction point-in-polygon gets wrong, with the reason."""

    place_zh: str
    place_en: str
    pattern: re.Pattern[str]
    district_code: str
    city_code: str
    name_zh: str
    reason_zh: str
    reason_en: str


@from_table("taxonomy")
def taxonomy(rows: Rows) -> Mapping[str, IssueType]:
    """Return the issue types by code, in the table's order."""
    return MappingProxyType({row["code"]: _issue_type(row) for row in rows})


def _issue_type(row: Mapping[str, str]) -> IssueType:
    numbers = ("grade", "plan_due_days", "deadline_days", "credit_points")
    values: dict[str, object] = dict(row)
    values |= {name: int(row[name]) for name in numbers}
    values["principled"] = row["principled"] == "y"
    return IssueType(**values)  # type: ignore[arg-type]


@from_table("site_rules")
def rules(rows: Rows) -> tuple[Rule, ...]:
    """Return the site rules in the table's order."""
    return tuple(_rule(row) for row in rows)


def _rule(row: Mapping[str, str]) -> Rule:
    return Rule(
        rule_id=row["rule_id"],
        station_type=row["station_type"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        metric=row["metric"],
        operator=row["operator"],
        values=tuple(row["value"].split("|")),
        unit=row["unit"],
        anchor=row["anchor"],
        buffer_m=float(row["buffer_m"]),
        issue_code=row["issue_code"],
        grade_if_fail=int(row["grade_if_fail"]),
        imagery_detectable=row["imagery_detectable"],
        formula=row["formula"],
        source=row["source"],
        certainty=row["certainty"],
    )


@cache
def transitions() -> tuple[Transition, ...]:
    """Return the full ledger's transitions, one for each state that a step starts from."""
    return tuple(
        _transition(row, state)
        for row in _rows("transitions")
        for state in row["from_state"].split("|")
    )


def _transition(row: dict[str, str], state: str) -> Transition:
    lists = {name: _parts(row[name]) for name in ("roles", "checks", "fields")}
    return Transition(**{**row, **lists, "from_state": state})  # type: ignore[arg-type]


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


@cache
def steps() -> Mapping[str, tuple[Transition, ...]]:
    """Return the transitions of each step of an issue, in the table's order."""
    found: dict[str, tuple[Transition, ...]] = {}
    for row in transitions():
        if not row.step.startswith("lead."):
            found[row.step] = (*found.get(row.step, ()), row)
    return MappingProxyType(found)


def step(name: str) -> Transition | None:
    """Return the first transition of a step, for its name and words."""
    return next(iter(steps().get(name, ())), None)


@from_table("escalation")
def ladder(rows: Rows) -> tuple[Rung, ...]:
    """Return the rungs of a deadline's ladder, earliest first."""
    rungs = (Rung(**{**r, "days": int(r["days"])}) for r in rows)  # type: ignore[arg-type]
    return tuple(sorted(rungs, key=lambda rung: rung.days))


def ledger_rule(name: str) -> float:
    """Return a number of the ledger's own rules (table ``ledger_rules``)."""
    return _ledger_rules()[name]


@from_table("ledger_rules")
def _ledger_rules(rows: Rows) -> Mapping[str, float]:
    return {row["rule"]: float(row["value"]) for row in rows}


@cache
def overrides() -> tuple[Override, ...]:
    """Return the places whose jurisdiction is set by hand."""
    return tuple(
        Override(
            place_zh=row["place_zh"],
            place_en=row["place_en"],
            pattern=re.compile(row["pattern"]),
            district_code=row["district_code"],
            city_code=row["city_code"],
            name_zh=row["name_zh"],
            reason_zh=row["reason_zh"],
            reason_en=row["reason_en"],
        )
        for row in _rows("jurisdiction_overrides")
    )


def override_for(city: str) -> Override | None:
    """Return the override whose pattern fits a declared city or place name."""
    return next((item for item in overrides() if item.pattern.match(city.strip())), None)
