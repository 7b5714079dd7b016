"""The shape of a status: a level, and why, worst first (domain rules, section 10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from geo import messages

Level = Literal["alarm", "warn", "att", "ok", "none"]
"""red, orange, yellow, green, grey."""

Overlay = Literal["overall", "issues", "freshness", "site"]
OVERLAYS: tuple[Overlay, ...] = ("overall", "issues", "freshness", "site")
TESTS: tuple[Overlay, ...] = ("issues", "freshness", "site")

_ORDER: dict[Level, int] = {"none": 0, "ok": 1, "att": 2, "warn": 3, "alarm": 4}


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One test's result: its value and limit are in ``params``, ``since`` is when it began."""

    level: Level
    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    since: datetime | None = None
    link: str = ""
    """Address of the rows behind it, or empty."""

    def text(self, lang: messages.Lang = "zh") -> str:
        """Return the reason in words."""
        params = dict(self.params)
        if "why" in params:  # a code of its own, in the reader's language
            words = params.pop("why_params", None)
            figures = words if isinstance(words, Mapping) else {}
            params["why"] = messages.text(str(params["why"]), lang, **figures)
        return messages.text(self.code, lang, **params)


@dataclass(frozen=True, kw_only=True)
class Status:
    """The level of one overlay at one station; the worst reason comes first."""

    level: Level
    reasons: tuple[Reason, ...] = ()


def worst(levels: Iterable[Level]) -> Level:
    """Return the worst level; grey only when nothing else is there."""
    return max(levels, key=_ORDER.__getitem__, default="none")


def status_of(reasons: Iterable[Reason]) -> Status:
    """Return the status that the worst of ``reasons`` decides."""
    ordered = sorted(reasons, key=lambda reason: -_ORDER[reason.level])
    return Status(level=worst(r.level for r in ordered), reasons=tuple(ordered))


def overall(tests: Mapping[Overlay, Status]) -> Status:
    """Return the worst of a station's tests.

    An empty ledger is no proof that a station is well: without readings and without imagery
    nothing was assessed, and the station is grey, not green.
    """
    reasons = [reason for name in TESTS for reason in tests[name].reasons]
    status = status_of(reasons)
    assessed = any(tests[name].level != "none" for name in ("freshness", "site"))
    if status.level == "ok" and not assessed:
        grey = [reason for reason in status.reasons if reason.level == "none"]
        return Status(level="none", reasons=(*grey, *tests["issues"].reasons))
    return status
