"""Setting the sheet: a Typst page of our own, filled with data, in PDF/A-2b with its font embedded.

Typst reads a folder that holds nothing but this sheet's files; texts reach it as JSON strings,
which it prints and never evaluates.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import typst
from pylopdf_fonts_zh_cn import sans_path

from geo.messages import Lang
from imagery.sheet.data import Picture, SheetData
from imagery.sheet.pictures import Shown, shown
from imagery.sheet.sections import sections
from imagery.sheet.sketch import sketch
from imagery.sheet.text import moment, plain
from imagery.sheet.words import label

PAGE = Path(__file__).parent / "sheet.typ"
_MOST_PICTURES = 3
_WHAT = ("crop", "baseline", "frame")


def evidence_sheet(data: SheetData, lang: Lang) -> bytes:
    """Return the sheet as PDF/A-2b; plain PDF where a text holds signs that the font lacks.

    The same data give the same bytes. Not shown on purpose: nothing but what ``data`` holds.

    Raises
    ------
    ValueError
        A time is naive, or a geometry is none.
    """
    pictures = [(one, shown(one)) for one in _chosen(data.pictures)]
    page = _page(data, pictures, lang)
    with tempfile.TemporaryDirectory(prefix="sheet-") as folder:
        root = Path(folder)
        (root / "sheet.typ").write_bytes(PAGE.read_bytes())
        (root / "data.json").write_text(json.dumps(page, ensure_ascii=False), encoding="utf-8")
        (root / "map.svg").write_bytes(sketch(data.place))
        for number, (_, picture) in enumerate(pictures):
            if picture is not None:
                (root / f"{number}.jpg").write_bytes(picture.data)
        return _set(root, data.made_at)


def _set(root: Path, made_at: datetime) -> bytes:
    told: dict[str, Any] = {
        "root": str(root),
        "font_paths": _fonts(),
        "ignore_system_fonts": True,
        "timestamp": int(made_at.timestamp()),
    }
    try:
        return bytes(typst.compile(str(root / "sheet.typ"), pdf_standards=["a-2b"], **told))
    except typst.TypstError:
        return bytes(typst.compile(str(root / "sheet.typ"), **told))


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(font_paths=[str(sans_path().parent)], include_system_fonts=False)


def _chosen(pictures: Sequence[Picture]) -> list[Picture]:
    """Return at most one picture of each kind, in order."""
    first = {kind: next((p for p in pictures if p.kind == kind), None) for kind in _WHAT}
    return [p for p in first.values() if p is not None][:_MOST_PICTURES]


def _page(
    data: SheetData, pictures: Sequence[tuple[Picture, Shown | None]], lang: Lang
) -> dict[str, Any]:
    made = moment(data.made_at, data.utc_offset_h, "")
    local = data.made_at.astimezone(timezone(timedelta(hours=data.utc_offset_h)))
    page = {
        "lang": lang,
        "date": [local.year, local.month, local.day],
        "title": label("title", lang),
        "number": f"{label('number', lang)} {plain(data.number, lang, most=60)}",
        "made": f"{label('made', lang)} {made} · {plain(data.made_by, lang, most=60)}",
        "heading": f"{plain(data.finding.code, lang)} {plain(data.finding.title, lang)}",
        "notices": _notices(data, lang),
        "pictures": [_picture(n, one, seen, lang) for n, (one, seen) in enumerate(pictures)],
        "sketch": label("sketch", lang),
        "legend": label("legend", lang),
        "sections": [
            {"title": s.title, "rows": [list(row) for row in s.rows]} for s in sections(data, lang)
        ],
        "hashes_title": label("hashes", lang),
        "hashes": _hashes(data, lang),
        "statement": label("statement", lang),
    }
    digest = hashlib.sha256(json.dumps(page, sort_keys=True).encode()).hexdigest()
    return page | {"content": f"{label('content', lang)} {digest}"}


def _notices(data: SheetData, lang: Lang) -> list[str]:
    found = [] if data.finding.confirmed else [label("lead", lang)]
    if data.flight is not None and not data.flight.can_be_evidence:
        found.append(label("no_evidence", lang))
    return found


def _picture(number: int, picture: Picture, seen: Shown | None, lang: Lang) -> dict[str, Any]:
    parts = [label(picture.kind, lang), plain(picture.caption, lang, most=120)]
    if seen is None:
        parts.append(label("no_picture", lang))
    elif seen.outlines:
        parts.append(label("outline", lang))
    return {
        "kind": picture.kind,
        "file": None if seen is None else f"{number}.jpg",
        "aspect": 1.0 if seen is None else min(4.0, max(0.25, seen.aspect)),
        "outlines": [] if seen is None else seen.outlines,
        "caption": " · ".join(part for part in parts if part),
    }


def _hashes(data: SheetData, lang: Lang) -> list[list[str]]:
    if not data.hashes:
        return [[label("no_hashes", lang), ""]]
    return [
        [f"{plain(h.what, lang, most=60)} {plain(h.name, lang, most=80)}", h.sha256.lower()[:64]]
        for h in data.hashes[:20]
    ]
