"""One cell to one value: strict, nothing guessed; a cell that does not fit raises :class:`Bad`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

from geo.datum import parse_datum
from geo.errors import Refused

_NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d{1,15})?", re.ASCII)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
_SPREADSHEET_NUMBER = re.compile(r"\d(\.\d+)?[eE]\+\d+", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)", re.ASCII)

KINDS = {
    **dict.fromkeys(("air", "空气", "空气站", "大气", "环境空气", "大气站"), "air"),
    **dict.fromkeys(("water", "水", "水站", "地表水", "水质", "地表水站"), "water"),
}
NETWORKS = {
    **dict.fromkeys(("national", "国控", "国家", "国家级"), "national"),
    **dict.fromkeys(("provincial", "省控", "省级"), "provincial"),
    **dict.fromkeys(("city", "市控", "市级"), "city"),
    **dict.fromkeys(("district", "县控", "区控", "区县", "区级", "县级"), "district"),
}
MODES = {
    **dict.fromkeys(("road", "公路", "车", "驾车", "道路"), "road"),
    **dict.fromkeys(("foot", "步行", "徒步"), "foot"),
    **dict.fromkeys(("boat", "船", "乘船", "水路"), "boat"),
}
YES_NO = {
    **dict.fromkeys(("1", "y", "yes", "true", "是", "有"), True),
    **dict.fromkeys(("0", "n", "no", "false", "否", "无"), False),
}


class Bad(Exception):
    """A cell's value is refused; the code and its parameters say why."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def text(limit: int) -> Callable[[str], str]:
    """Return a reader of visible text of at most ``limit`` characters."""

    def read(cell: str) -> str:
        for c in cell:
            if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn"}:
                raise Bad("import.text", name=f"U+{ord(c):04X}")
        if len(cell) > limit:
            raise Bad("import.too_long", length=len(cell), limit=limit)
        return cell

    return read


def code(cell: str) -> str:
    """Read a station code: half-width text that no spreadsheet has turned into a number."""
    if not _CODE.fullmatch(cell) or _SPREADSHEET_NUMBER.fullmatch(cell):
        raise Bad("import.code", value=cell[:64])
    return cell


def number(low: float, high: float) -> Callable[[str], float]:
    """Return a reader of plain decimal numbers between two bounds."""

    def read(cell: str) -> float:
        if not _NUMBER.fullmatch(cell):
            raise Bad("import.number", value=cell[:40])
        value = float(cell)
        if not low <= value <= high:
            raise Bad("import.range", value=cell[:40], low=low, high=high)
        return value

    return read


def choice[T](words: Mapping[str, T]) -> Callable[[str], T]:
    """Return a reader of one word of a closed list."""

    def read(cell: str) -> T:
        if cell.casefold() not in words:
            raise Bad("import.choice", value=cell[:40], choices=", ".join(words))
        return words[cell.casefold()]

    return read


def day(cell: str) -> date:
    """Read an ISO date; anything ambiguous or impossible is refused."""
    if not _DATE.fullmatch(cell):
        raise Bad("import.date", value=cell[:40])
    try:
        return date.fromisoformat(cell)
    except ValueError as error:
        raise Bad("import.date", value=cell[:40]) from error


def hours(cell: str) -> str:
    """Read a span such as 08:00-18:00."""
    plain = cell.replace("\u2013", "-").replace("\uff1a", ":")
    if not _HOURS.fullmatch(plain):
        raise Bad("import.hours", value=cell[:40])
    return plain


def datum(cell: str) -> str:
    """Read a declared datum; an unknown one is refused."""
    try:
        return parse_datum(cell)
    except Refused as error:
        raise Bad(error.code, **error.params) from error


def external(cell: str) -> dict[str, str]:
    """Read ``key=value; key=value``."""
    found: dict[str, str] = {}
    for part in re.split("[;\uff1b]", cell):
        key, equals, value = part.partition("=")
        if part.strip() and not (equals and key.strip() and value.strip()):
            raise Bad("import.choice", value=part.strip()[:40], choices="key=value; key=value")
        if part.strip():
            found[text(32)(key.strip())] = text(64)(value.strip())
    return found
