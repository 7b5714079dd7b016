"""Stations as JSON: what the map shows of each, and what its page shows of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from geo.messages import Lang
from geo.zones import zones_for
from ledger import catalog
from ledger.models import District, Issue, Station, StationChange
from webapp.serial.geometry import geojson, lonlat
from webapp.serial.moments import moment
from webapp.serial.people import organisation_name

Statuses = Mapping[Any, Any]
"""Overlay -> ``ledger.overlays.Status``."""


@dataclass(frozen=True, kw_only=True)
class Around:
    """What a station's row does not hold, read for all stations at once."""

    statuses: Mapping[int, Statuses]
    open_issues: Mapping[int, int]
    pending_findings: Mapping[int, int]
    last_reading_at: Mapping[int, datetime]
    districts: Mapping[str, District]


def station_name(station: Station, lang: Lang) -> str:
    """Return the station's name in ``lang``, Chinese where there is no English one."""
    return (lang == "en" and station.name_en) or station.name_zh


def station_brief(station: Station, lang: Lang) -> dict[str, Any]:
    """Return code, name and kind."""
    return {
        "code": station.code,
        "name": station_name(station, lang),
        "kind": station.kind,
        **(lonlat(station.anchor) or {}),
    }


def station_json(station: Station, around: Around, lang: Lang) -> dict[str, Any]:
    """Return a station for the map and the list."""
    return station_brief(station, lang) | {
        "name_zh": station.name_zh,
        "name_en": station.name_en,
        "network": station.network,
        "search": station.search_text,
        "district": _district(station.stands_in_code, around, lang),
        "duty_district": _district(station.counts_for_code, around, lang),
        "company": station.company
        and {"key": station.company.key, "name": organisation_name(station.company, lang)},
        "remote": station.remote,
        "remote_reason": station.remote_reason,
        "suspended": station.suspended,
        "statuses": {
            overlay: {"level": status.level, "reason": _worst(status, lang)}
            for overlay, status in around.statuses.get(station.id, {}).items()
        },
        "open_issues": around.open_issues.get(station.id, 0),
        "pending_findings": around.pending_findings.get(station.id, 0),
        "last_reading_at": moment(around.last_reading_at.get(station.id)),
    }


def station_facts(station: Station, around: Around, lang: Lang) -> dict[str, Any]:
    """Return what only the station's own page shows of the row."""
    return {
        "reasons": {
            overlay: [_reason(reason, lang) for reason in status.reasons]
            for overlay, status in around.statuses.get(station.id, {}).items()
        },
        "anchor_height_m": station.anchor_height_m,
        "house": lonlat(station.house),
        "access": station.access,
        "external_codes": station.external_codes,
        "zones": zones_json(station, lang),
    }


def zones_json(station: Station, lang: Lang) -> list[dict[str, Any]]:
    """Return the zones in which detectors look around the station."""
    anchor = (station.anchor.x, station.anchor.y)
    names = {sign.sign: sign.name_zh for sign in catalog.signs()}
    zones = zones_for(station.kind, anchor, catalog.signs(), catalog.rules())
    return [
        {
            "sign": zone.sign,
            "name": names[zone.sign] if lang == "zh" else issue_name(zone.issue_code, lang),
            "radius_m": zone.radius_m,
            "rules": list(zone.rule_ids),
            "polygon": geojson(zone.polygon),
        }
        for zone in zones
    ]


def issue_name(code: str, lang: Lang) -> str:
    """Return the taxonomy's name of a code; an unknown code is returned as it is."""
    kind = catalog.taxonomy().get(code)
    return kind.name(lang) if kind else code


def issue_title(issue: Issue, lang: Lang) -> str:
    """Return an issue's title; the stored one is Chinese, English is made of the names."""
    if lang == "zh":
        return issue.title
    return f"{issue.station.name_en or issue.station.name_zh}: {issue_name(issue.code, lang)}"


def changes_json(changes: Iterable[tuple[StationChange, str | None]]) -> list[dict[str, Any]]:
    """Return dated changes, each with the name of who made it."""
    return [
        {
            "at": moment(change.changed_at),
            "effective_on": change.effective_on and change.effective_on.isoformat(),
            "field": change.field,
            "old": change.old,
            "new": change.new,
            "by": by or "",
        }
        for change, by in changes
    ]


def _district(code: str | None, around: Around, lang: Lang) -> dict[str, str] | None:
    if code is None:
        return None
    row = around.districts.get(code)
    name = row and ((lang == "en" and row.name_en) or row.name_zh)
    return {"code": code, "name": name or code}


def _worst(status: Any, lang: Lang) -> str:
    return str(status.reasons[0].text(lang)) if status.reasons else ""


def _reason(reason: Any, lang: Lang) -> dict[str, Any]:
    return {
        "level": reason.level,
        "code": reason.code,
        "text": reason.text(lang),
        "since": moment(reason.since),
        "link": reason.link,
    }
