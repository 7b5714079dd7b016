"""What a schema refuses, as one line in both languages: ``lon: 应在 -180 到 180 之间``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

LOCATIONS = ("json", "query", "form", "files", "headers", "path")
_NUMBER = r"([-+\d.e]+)\.?"
_LEAST = rf"Must be greater than or equal to {_NUMBER}"
_ZH = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"Missing data for required field\.", "必填"),
        (r"Field may not be null\.", "不能为空"),
        (r"Unknown field\.", "没有这一项"),
        (r"Not a valid (?:integer|number)\.", "应为数字"),
        (r"Special numeric values .*", "应为数字"),
        (r"Number too large\.", "数字太大"),
        (r"Not a valid boolean\.", "应为 true 或 false"),
        (r"Not a valid string\.", "应为文字"),
        (r"Not a valid date\.", "应为日期，如 2026-03-01"),
        (r"Not a valid (?:aware )?(?:datetime|time)\.", "应为带时区的时刻"),
        (r"Not a valid list\.", "应为列表"),
        (r"(?:Invalid type|Not a valid mapping type|Invalid input type)\.", "结构不对"),
        (rf"{_LEAST} and less than or equal to {_NUMBER}", "应在 {0} 到 {1} 之间"),
        (_LEAST, "应不小于 {0}"),
        (rf"Must be less than or equal to {_NUMBER}", "应不大于 {0}"),
        (rf"Shorter than minimum length {_NUMBER}", "至少 {0} 个字符或条目"),
        (rf"Longer than maximum length {_NUMBER}", "最多 {0} 个字符或条目"),
        (rf"Length must be between {_NUMBER} and {_NUMBER}", "长度应在 {0} 到 {1} 之间"),
        (r"Must be one of: (.*)\.", "应为其中之一：{0}"),
        (r"String does not match expected pattern\.", "格式不对"),
    )
)  # fmt: skip
"""Messages of marshmallow 4 and their Chinese; an unknown one stays English."""


def told(fields: Any) -> dict[str, str]:
    """Return the nested messages of a schema as one line a language.

    Parameters
    ----------
    fields : nested mapping of str -> list of str
        As marshmallow gives them, the location first.
    """
    found = list(_each(fields, ()))
    return {
        "zh": "；".join(_line(path, [_zh(word) for word in words], "：") for path, words in found),
        "en": "; ".join(_line(path, words, ": ") for path, words in found),
    }


def _each(fields: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    if isinstance(fields, dict):
        for name, inner in fields.items():
            located = not path and name in LOCATIONS
            yield from _each(inner, path if located else (*path, str(name)))
    else:
        yield path, [str(word) for word in (fields if isinstance(fields, list) else [fields])]


def _line(path: tuple[str, ...], words: list[str], colon: str) -> str:
    return colon.join(part for part in (".".join(path), ", ".join(words)) if part)


def _zh(word: str) -> str:
    for pattern, words in _ZH:
        if found := pattern.fullmatch(word):
            return words.format(*(group.removesuffix(".") for group in found.groups()))
    return word
