"""The two libraries as they are frozen: stations with weights, inspectors with recusals.

Nobody's name stands in them, and a former employer and a relative both read as ``interests``: the
frozen bytes are the ones that are published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Refused
from ledger import credit
from ledger.deadlines import local_date
from ledger.draws import rules, sampling
from ledger.draws.inspectors import away_on
from ledger.models import DrawnStation, Inspector, Issue, Organisation, Station

Doc = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What weights and recusals are made of, as of one day."""

    last_drawn: Mapping[int, date]
    last_by: Mapping[int, list[str]]
    credit: Mapping[int | None, int]
    complaints: Mapping[int, int]


def build(session: Session, announcement: Doc) -> tuple[Doc, dict[str, dict[str, str]]]:
    """Return the pools without time and hash, and why each interest stands there (kept inside).

    Raises
    ------
    Refused
        ``draw.no_stations``, ``draw.too_few_inspectors``.
    """
    on = date.fromisoformat(announcement["as_of"])
    known = _known(session, on)
    stations = [row for row in session.scalars(select(Station)) if _fits(row, announcement)]
    objects = [_object(row, known, on, announcement) for row in stations if not row.suspended]
    if not objects:
        raise Refused("draw.no_stations")
    left_out = [{"id": row.code, "reason": "suspended"} for row in stations if row.suspended]
    people, absent, inner = _inspectors(session, on)
    pools = {
        "objects": _by_id(objects),
        "inspectors": _by_id(people),
        "left_out": _by_id(left_out + absent),
    }
    _check_enough(pools, announcement["rules"]["values"])
    return pools, inner


def _by_id(rows: Iterable[Doc]) -> list[Doc]:
    return sorted(rows, key=lambda row: str(row["id"]).encode("utf-8"))


def districts_of(station: Station) -> list[str]:
    """Return the districts a station stands in and counts for."""
    return sorted({code for code in (station.stands_in_code, station.counts_for_code) if code})


def _fits(station: Station, announcement: Doc) -> bool:
    wanted = set(announcement["districts"])
    return station.kind in announcement["kinds"] and (
        not wanted or bool(wanted & set(districts_of(station)))
    )


def _object(station: Station, known: Known, on: date, announcement: Doc) -> Doc:
    values = announcement["rules"]["values"]
    since = known.last_drawn.get(station.id) or local_date(station.created_at)
    parts = {
        "months": months_between(since, on),
        "credit": known.credit.get(station.company_id, 0),
        "complaints": known.complaints.get(station.id, 0),
    }
    return {
        "id": station.code,
        "name": _one_line(station.name_zh),
        "kind": station.kind,
        "company": station.company.key if station.company else "",
        "districts": districts_of(station),
        "stratum": _stratum(station, announcement["rules"]["strata"]),
        "parts": parts,
        "weight": sampling.weight_of(parts, values),
        "forced": parts["months"] >= values["forced_after_months"],
        "last_by": sorted(known.last_by.get(station.id, [])),
    }


def _stratum(station: Station, dimensions: list[str]) -> str:
    found = {
        "kind": station.kind,
        "district": station.counts_for_code or station.stands_in_code or "",
        "company": station.company.key if station.company else "",
    }
    return "|".join(found[name] for name in dimensions)


def months_between(since: date, on: date) -> int:
    """Return the whole months from one day to another, from 0; a short month's end counts."""
    months = (on.year - since.year) * 12 + on.month - since.month
    tomorrow = on + timedelta(days=1)
    full = on.day >= since.day or tomorrow.month != on.month
    return max(0, min(months - (not full), 1200))


def _known(session: Session, on: date) -> Known:
    latest = select(DrawnStation).order_by(DrawnStation.drawn_on, DrawnStation.id)
    rows = {row.station_id: row for row in session.scalars(latest)}
    start = on - timedelta(days=round(rules.number("lookback_months") * 365.25 / 12))
    return Known(
        last_drawn={key: row.drawn_on for key, row in rows.items()},
        last_by={key: list(row.inspectors) for key, row in rows.items()},
        credit=_credit(session, on),
        complaints=_complaints(session, start, on),
    )


def _credit(session: Session, on: date) -> Mapping[int | None, int]:
    """Return what each company's credit level weighs, by ``domain/credit_rules.csv``."""
    companies = session.scalars(select(Organisation).where(Organisation.kind == "om_company"))
    return {company.id: credit.weight(session, company, on) for company in companies}


def _complaints(session: Session, start: date, on: date) -> Mapping[int, int]:
    """Return the hotline's issues by station; a withheld one would show by its number."""
    query = select(Issue.station_id, Issue.found_at).where(
        Issue.found_way == "hotline", Issue.withheld.is_(False)
    )
    found = [sid for sid, at in session.execute(query) if start <= local_date(at) <= on]
    return Counter(found)


def _inspectors(
    session: Session, on: date
) -> tuple[list[Doc], list[Doc], dict[str, dict[str, str]]]:
    """Return who can be drawn, who is left out and why, and the inner reasons of interests."""
    people, absent, inner = [], [], {}
    for row in session.scalars(select(Inspector)):
        if reason := _absence(row, on):
            absent.append({"id": row.number, "reason": reason})
            continue
        why = interests(row, on)
        inner[row.number] = why
        people.append(
            {
                "id": row.number,
                "kinds": sorted(row.kinds),
                "districts": sorted(row.districts),
                "interests": sorted(why),
            }
        )
    return people, absent, inner


def _absence(row: Inspector, on: date) -> str:
    if not row.active:
        return "inactive"
    if row.qualified_until is None or row.qualified_until < on:
        return "not_qualified"
    return "away" if away_on(row, on) else ""


def interests(row: Inspector, on: date) -> dict[str, str]:
    """Return the companies and stations an inspector must keep away from, with the reason.

    An own employer is a former one of today: an inspector of a company never checks it.
    """
    start = _years_before(on, rules.number("former_employer_years"))
    former = {e["company"]: "former" for e in row.former if e["until"] >= start.isoformat()}
    own = {row.organisation.key: "employer"} if row.organisation.kind == "om_company" else {}
    return dict.fromkeys(row.relatives, "relative") | former | own


def _years_before(on: date, years: int) -> date:
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)


def _check_enough(pools: Doc, values: Doc) -> None:
    need = values["inspectors_per_object"]
    for station in pools["objects"]:
        able = sum(not sampling.recusal(station, person) for person in pools["inspectors"])
        if able < need:
            raise Refused("draw.too_few_inspectors", station=station["name"], n=able, need=need)


def _one_line(text: str) -> str:
    return " ".join(text.split())
