"""One issue as the cells of a row; every text is free of unseen characters."""

from __future__ import annotations

from datetime import date, datetime

from geo import messages
from geo.messages import Lang
from ledger import catalog
from ledger.deadlines import local_date
from ledger.models import Issue
from ledger.timing import Calendar, left
from ledger.words import cleaned

Cell = str | int | float | date | None
COLUMNS = (
    *("number", "state", "overdue", "title", "code", "type", "kind", "grade", "principled"),
    *("station", "station_name", "district", "party", "company", "person", "source", "rule"),
    *("measured", "limit", "found_on", "deadline_on", "deadline_days", "deadline_unit"),
    *("closed_on", "close_no", "lon", "lat", "description"),
)


def headers(lang: Lang) -> list[str]:
    """Return the headings of the columns."""
    return [messages.text(f"issues.column.{name}", lang) for name in COLUMNS]


def row(issue: Issue, at: datetime, office: Calendar, lang: Lang) -> dict[str, Cell]:
    """Return column -> cell; dates as dates, positions in WGS-84, the rest as words."""
    remaining = left(issue, at, office)
    late = remaining is not None and remaining.overdue
    return {
        "number": issue.number,
        "state": messages.text(f"issue.state.{issue.state}", lang),
        "overdue": messages.text("issues.yes" if late else "issues.no", lang),
        "title": cleaned(issue.title),
        "kind": _word("kind", issue.kind, lang),
        "grade": _word("grade", issue.grade, lang),
        "principled": messages.text("issues.yes" if issue.principled else "issues.no", lang),
        "source": _word("source", issue.found_way, lang),
        "rule": cleaned(issue.rule_ref),
        "measured": cleaned(issue.measured),
        "limit": cleaned(issue.limit),
        "found_on": local_date(issue.found_at),
        "closed_on": local_date(issue.closed_at) if issue.closed_at else None,
        "close_no": issue.close_no,
        "lon": round(issue.point.x, 7),
        "lat": round(issue.point.y, 7),
        "description": cleaned(issue.description),
        **_type(issue, lang),
        **_place(issue, lang),
        **_duty(issue, lang),
    }


def _type(issue: Issue, lang: Lang) -> dict[str, Cell]:
    kind = catalog.taxonomy().get(issue.code)
    return {"code": issue.code, "type": kind.name(lang) if kind else issue.code}


def _place(issue: Issue, lang: Lang) -> dict[str, Cell]:
    station = issue.station
    return {
        "station": station.code,
        "station_name": cleaned((lang == "en" and station.name_en) or station.name_zh),
        "district": station.counts_for_code or station.stands_in_code or "",
    }


def _duty(issue: Issue, lang: Lang) -> dict[str, Cell]:
    party = issue.responsible_org
    name = ((lang == "en" and party.name_en) or party.name_zh) if party else ""
    return {
        "party": _word("party", issue.responsible_kind, lang),
        "company": cleaned(name),
        "person": cleaned(issue.responsible_person),
        "deadline_on": issue.deadline_on,
        "deadline_days": issue.deadline_days,
        "deadline_unit": _word("unit", issue.deadline_unit, lang),
    }


def _word(what: str, value: object, lang: Lang) -> str:
    return messages.text(f"issues.{what}.{value}", lang)
