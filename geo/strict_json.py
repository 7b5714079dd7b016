"""A strict reader of JSON: UTF-8, no duplicate keys, no NaN, bounded in size and depth."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

from geo import messages
from geo.errors import Refused

_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)

messages.register(
    {
        "geojson.encoding": (
            "GeoJSON 必须是 UTF-8 编码，第 {byte} 字节处无法解码；请另存为 UTF-8",
            "GeoJSON must be UTF-8; it cannot be decoded at byte {byte}; save it as UTF-8",
        ),
        "geojson.not_json": (
            "不是有效的 JSON：第 {line} 行第 {column} 列附近有误（{reason}）",
            "not valid JSON: error near line {line}, column {column} ({reason})",
        ),
        "geojson.too_big": (
            "文件 {bytes} 字节，超过上限 {limit} 字节；请拆分或简化后再导入",
            "the file has {bytes} bytes, the limit is {limit}; split or simplify it",
        ),
        "geojson.too_deep": (
            "JSON 嵌套超过 {limit} 层，拒绝解析",
            "the JSON is nested deeper than {limit} levels; refused",
        ),
        "geojson.duplicate_key": (
            "键“{key}”在同一对象中出现两次，含义不明；请修正后再导入",
            "the key “{key}” stands twice in one object, so its meaning is open; correct the file",
        ),
        "geojson.number": (
            "数值“{text}”不是有限的普通数字",
            "“{text}” is not a finite, ordinary number",
        ),
    }
)


def load(data: bytes, *, max_bytes: int, max_depth: int) -> Any:
    """Return the value that JSON bytes hold.

    Raises
    ------
    Refused
        ``geojson.too_big``, ``geojson.too_deep``, ``geojson.encoding``, ``geojson.not_json``,
        ``geojson.duplicate_key``, ``geojson.number``.
    """
    if len(data) > max_bytes:
        raise Refused("geojson.too_big", bytes=len(data), limit=max_bytes)
    _check_depth(data, max_depth)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("geojson.encoding", byte=error.start) from error
    try:
        return json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_no_number,
            parse_float=_finite,
            parse_int=_short_int,
        )
    except json.JSONDecodeError as error:
        raise Refused(
            "geojson.not_json", line=error.lineno, column=error.colno, reason=error.msg
        ) from error


def _check_depth(data: bytes, limit: int) -> None:
    """Count brackets outside strings before the recursive parser sees them."""
    depth = 0
    for match in _BRACKETS.finditer(data):
        token = match.group()
        if token in b"[{":
            depth += 1
            if depth > limit:
                raise Refused("geojson.too_deep", limit=limit)
        elif token in b"]}":
            depth -= 1


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Refused("geojson.duplicate_key", key=key[:60])
        found[key] = value
    return found


def _no_number(text: str) -> NoReturn:
    raise Refused("geojson.number", text=text)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise Refused("geojson.number", text=text[:40])
    return value


def _short_int(text: str) -> int:
    if len(text) > 20:
        raise Refused("geojson.number", text=text[:20] + "…")
    return int(text)
