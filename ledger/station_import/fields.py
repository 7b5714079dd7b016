"""A row's values as the fields of a station."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from shapely.geometry import Point

from ledger.models import Station

_PLAIN = (
    *("name_zh", "name_en", "kind", "network", "anchor_height_m", "remote", "remote_reason"),
    *("stands_in_code", "counts_for_code", "company_id", "suspended", "beside_building"),
    "datum_claimed",
)
_NATIONAL_AIR = re.compile(r"\d{4}[A-Z]", re.ASCII)
_PERIOD_MIN = {"air": 60, "water": 240}


def as_fields(values: Mapping[str, Any], known: Station | None = None) -> dict[str, Any]:
    """Return model fields for a row that has no problem; what it does not say is left out.

    External codes and access are merged into what ``known`` already holds.
    """
    fields = {name: values[name] for name in _PLAIN if name in values}
    fields["anchor"] = Point(values["lon"], values["lat"])
    if "house_lon" in values:
        fields["house"] = Point(values["house_lon"], values["house_lat"])
    if "external" in values:
        fields["external_codes"] = (known.external_codes if known else {}) | values["external"]
    access = {
        name.removeprefix("access_"): values[name]
        for name in ("access_mode", "access_hours", "access_note")
        if name in values
    }
    if access:
        fields["access"] = (known.access if known else {}) | access
    if known is None:
        fields.setdefault("kind", "air")
        if fields["kind"] == "air" and _NATIONAL_AIR.fullmatch(values["code"]):
            fields.setdefault("network", "national")
        fields["period_min"] = _PERIOD_MIN[fields["kind"]]
    elif fields.get("kind", known.kind) != known.kind:
        fields["period_min"] = _PERIOD_MIN[fields["kind"]]
    return fields
