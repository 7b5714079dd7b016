"""The tables of a sheet: titles and rows of label and value, all of it plain text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geo import messages
from geo.coverage import geometry_of
from geo.messages import Lang
from imagery.sheet.data import Code, SheetData
from imagery.sheet.text import moment, number, plain, position
from imagery.sheet.words import LABELS, label

type Row = tuple[str, str]


@dataclass(frozen=True)
class Section:
    """One table."""

    title: str
    rows: tuple[Row, ...]


def sections(data: SheetData, lang: Lang) -> list[Section]:
    """Return the tables in order of reading."""
    made = {
        "finding": _finding(data, lang),
        "photo": _photo(data, lang),
        "flight": _flight(data, lang),
        "decisions": _decisions(data, lang),
        "not_seen": _not_seen(data, lang),
    }
    return [Section(label(key, lang), tuple(rows)) for key, rows in made.items()]


def _finding(data: SheetData, lang: Lang) -> Iterator[Row]:
    facts, unknown = data.finding, label("unknown", lang)
    middle = geometry_of(data.place.finding).centroid
    station = plain(data.place.station, lang, most=120)
    share = None if facts.confidence is None else facts.confidence * 100
    yield label("station", lang), f"{station} ({plain(data.place.station_code, lang, most=60)})"
    yield label("code", lang), plain(facts.code, lang)
    yield label("what", lang), plain(facts.title, lang)
    yield label("state", lang), plain(facts.state, lang)
    yield label("origin", lang), label(facts.origin, lang)
    yield label("rule", lang), plain(facts.rule, lang) or unknown
    yield label("area", lang), number(facts.area_m2, 1, "m²", unknown)
    yield label("distance", lang), number(facts.distance_m, 1, "m", unknown)
    yield label("confidence", lang), number(share, 0, "%", unknown)
    yield label("detector", lang), plain(facts.detector, lang) or unknown
    yield label("centre", lang), position((middle.x, middle.y), unknown)
    yield label("anchor", lang), position(data.place.anchor, unknown)
    if facts.note:
        yield label("note", lang), plain(facts.note, lang, most=600)


def _photo(data: SheetData, lang: Lang) -> Iterator[Row]:
    facts, unknown = data.frame, label("unknown", lang)
    if facts is None:
        yield label("name", lang), unknown
        return
    angles = [number(a, 1, "°", unknown) for a in (facts.yaw_deg, facts.pitch_deg, facts.roll_deg)]
    cm = [None if g is None else g * 100 for g in (facts.gsd_m, facts.gsd_worst_m)]
    how = facts.placed_by if facts.placed_by in LABELS else "unknown"
    yield label("name", lang), plain(facts.name, lang)
    yield label("taken", lang), moment(facts.taken_at, data.utc_offset_h, unknown)
    yield label("camera", lang), position(facts.lonlat, unknown)
    yield label("placed", lang), label(how, lang)
    yield label("height", lang), number(facts.height_m, 1, "m", unknown)
    yield label("altitude", lang), number(facts.altitude_m, 1, "m", unknown)
    yield label("pose", lang), " / ".join(angles)
    yield label("gsd", lang), " / ".join(number(g, 2, "cm", unknown) for g in cm)
    yield label("accuracy", lang), number(facts.accuracy_m, 3, "m", unknown)


def _flight(data: SheetData, lang: Lang) -> Iterator[Row]:
    facts, unknown = data.flight, label("unknown", lang)
    if facts is None:
        yield label("number", lang), unknown
        return
    times = [moment(at, data.utc_offset_h, unknown) for at in (facts.started_at, facts.ended_at)]
    yield label("number", lang), plain(facts.number, lang)
    for key in ("pilot", "licence", "aircraft", "registration", "approval", "weather"):
        yield label(key, lang), plain(getattr(facts, key), lang) or unknown
    yield label("times", lang), " – ".join(times)
    yield label("highest", lang), number(facts.max_height_m, 1, "m", unknown)


def _decisions(data: SheetData, lang: Lang) -> Iterator[Row]:
    if not data.decisions:
        yield "–", label("none_yet", lang)
    for one in data.decisions[:20]:
        told = [plain(t, lang, most=120) for t in (one.who, one.what, one.note)]
        yield moment(one.at, data.utc_offset_h, ""), " · ".join(t for t in told if t)


def _not_seen(data: SheetData, lang: Lang) -> Iterator[Row]:
    facts, unknown = data.finding, label("unknown", lang)
    share = None if facts.assessed_fraction is None else facts.assessed_fraction * 100
    yield label("assessed", lang), number(share, 0, "%", unknown)
    yield label("smallest", lang), number(facts.smallest_object_m, 2, "m", unknown)
    for code in data.not_seen[:20]:
        yield _told(code, lang)
    yield "–", label("all_said", lang)


def _told(code: Code, lang: Lang) -> Row:
    key, params = (code, {}) if isinstance(code, str) else code
    return plain(key, lang, most=60), plain(messages.text(key, lang, **params), lang)
