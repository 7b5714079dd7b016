"""One row of a file to an order's values: strict, with every problem of every field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from ledger.deadlines import CITY_TIME, local_date
from ledger.orders.importing.columns import REQUIRED
from ledger.station_import import values as read
from ledger.station_import.table import Problem
from ledger.station_import.values import Bad
from ledger.words import file_name

KINDS = {
    **dict.fromkeys(
        ("weekly_visit", "周巡检", "周检", "每周巡检", "周维护", "weekly visit"), "weekly_visit"
    ),
    **dict.fromkeys(
        ("monthly_visit", "月巡检", "月检", "月维护", "monthly visit"), "monthly_visit"
    ),
    **dict.fromkeys(("quarterly_visit", "季巡检", "季检", "quarterly visit"), "quarterly_visit"),
    **dict.fromkeys(("yearly_visit", "年巡检", "年检", "yearly visit"), "yearly_visit"),
    **dict.fromkeys(("calibration", "校准", "校准核查", "质控", "标定"), "calibration"),
    **dict.fromkeys(
        ("consumable_change", "耗材更换", "更换耗材", "换膜", "换药", "consumable change"),
        "consumable_change",
    ),
    **dict.fromkeys(("repair", "维修", "检修", "故障检修", "故障处理"), "repair"),
    **dict.fromkeys(("other", "其他", "其它"), "other"),
}
MAX_PHOTOS = 12
_TIME = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T ]+(\d{1,2})[:：](\d{2})(?:[:：](\d{2}(?:\.\d+)?))?)?",
    re.ASCII,
)
_NUMBER = re.compile(r"[\w.()（）/#-]{1,64}")
_BETWEEN = re.compile(r"[;；,，|\n]+")


def moment(cell: str) -> datetime:
    """Read a time of the city; a day alone is its midnight."""
    found = _TIME.fullmatch(cell)
    if found is None:
        raise Bad("order.time", value=cell[:40])
    year, month, day, hour, minute = (int(part or 0) for part in found.groups()[:5])
    try:
        at = datetime(year, month, day, hour, minute, tzinfo=CITY_TIME)
    except ValueError as error:
        raise Bad("order.time", value=cell[:40]) from error
    # A spreadsheet's fraction of a day misses the second by a hair.
    return at + timedelta(seconds=round(float(found[6] or 0)))


def number(cell: str) -> str:
    """Read an order's number: one word, no sign that a spreadsheet takes for a formula."""
    if not _NUMBER.fullmatch(cell) or cell[0] in "-=+@":
        raise Bad("import.code", value=cell[:64])
    return cell


def photos(cell: str) -> list[str]:
    """Read photo names: last parts only, each once."""
    names = dict.fromkeys(file_name(part) for part in _BETWEEN.split(cell) if part.strip())
    if len(names) > MAX_PHOTOS:
        raise Bad("import.range", value=str(len(names)), low=0, high=MAX_PHOTOS)
    return list(names)


_READERS: dict[str, Callable[[str], Any]] = {
    "number": number,
    "station": read.text(128),
    "company": read.text(128),
    "kind": read.choice(KINDS),
    **dict.fromkeys(("planned_at", "due_at", "started_at", "finished_at", "closed_at"), moment),
    "person": read.text(64),
    "text": read.text(2000),
    "photos": photos,
    "instrument": read.text(128),
    "consumable": read.text(128),
    "consumable_age_days": read.number(0, 20_000),
    "parameters": read.text(255),
}


def row(cells: Mapping[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    """Return the values and problems of cells keyed by field; an empty cell says nothing."""
    values: dict[str, Any] = {}
    problems = [
        Problem(field=name, code="import.required") for name in REQUIRED if not cells.get(name)
    ]
    for name, cell in cells.items():
        try:
            if cell:
                values[name] = _READERS[name](cell)
        except Bad as bad:
            problems.append(Problem(field=name, code=bad.code, params=bad.params))
    if "planned_at" in values:
        values["month"] = f"{local_date(values['planned_at']):%Y-%m}"
    started, finished = values.get("started_at"), values.get("finished_at")
    if started and finished and finished < started:
        problems.append(Problem(field="finished_at", code="order.time_order"))
    return values, problems
