"""The zones of a station: for each visible sign the area where a detector looks.

Rows come in as plain dataclasses from whoever holds the rule tables; nothing is read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from shapely.geometry import Polygon

from geo.crs import LonLat, buffer_m, checked

_RULE_ID = re.compile(r"\b([A-Z])-(\d{2})(?:\.\.(?:[A-Z]-)?(\d{2}))?")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One testable rule about a station's site; ``values`` follow the order of ``unit``."""

    rule_id: str
    station_type: str
    name_zh: str
    name_en: str
    metric: str
    operator: str
    values: tuple[str, ...]
    unit: str
    anchor: str
    buffer_m: float
    issue_code: str
    grade_if_fail: int
    imagery_detectable: str
    formula: str
    source: str
    certainty: str


@dataclass(frozen=True, kw_only=True)
class Sign:
    """One problem that can be seen from above, with the size of its zone and context."""

    sign: str
    name_zh: str
    station_type: str
    issue_code: str
    zone_rule: str
    zone_m: float
    context_m: float
    grade: int

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """The rules that ``zone_rule`` names, ranges such as ``A-06..A-10`` written out."""
        found: list[str] = []
        for letter, first, last in _RULE_ID.findall(self.zone_rule):
            numbers = range(int(first), int(last or first) + 1)
            found += [f"{letter}-{number:02d}" for number in numbers]
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, kw_only=True)
class Zone:
    """The area of one sign around a station's anchor (WGS-84 disc)."""

    sign: str
    issue_code: str
    rule_ids: tuple[str, ...]
    radius_m: float
    context_m: float
    polygon: Polygon
    context_polygon: Polygon
    anchor_lonlat: LonLat


def zones_for(
    kind: str, anchor_lonlat: LonLat, signs: Iterable[Sign], rules: Iterable[Rule]
) -> tuple[Zone, ...]:
    """Return the zones of a station, one per sign that fits its kind.

    Parameters
    ----------
    kind : ``air`` or ``water``
    anchor_lonlat : (lon, lat)
        The inlet or the intake, degrees WGS-84.
    signs, rules : rows of the rule tables
        A sign's radius is its ``zone_m``; its rules are kept only where the table knows them.
    """
    anchor = checked(anchor_lonlat)
    known = {rule.rule_id for rule in rules}
    return tuple(
        _zone(sign, anchor, known) for sign in signs if sign.station_type in {kind, "both"}
    )


def _zone(sign: Sign, anchor: LonLat, known: set[str]) -> Zone:
    return Zone(
        sign=sign.sign,
        issue_code=sign.issue_code,
        rule_ids=tuple(rule_id for rule_id in sign.rule_ids if rule_id in known),
        radius_m=sign.zone_m,
        context_m=sign.context_m,
        polygon=buffer_m(anchor, sign.zone_m),
        context_polygon=buffer_m(anchor, sign.context_m),
        anchor_lonlat=anchor,
    )
