"""A short mark of every field, so that a changed one is named and not only noticed.

The hashes prove; the marks only locate: eight hex digits of SHA-256 over the field's path and
value, in the order of the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from ledger.draws.canon import Difference, dumps

LENGTH = 8


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the path and value of every scalar and every empty list, in the file's order."""
    if isinstance(value, dict) and value:
        for key in sorted(value):
            yield from leaves(value[key], f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value:
        for n, item in enumerate(value):
            yield from leaves(item, f"{path}[{n}]")
    else:
        yield path, value


def mark(path: str, value: Any) -> str:
    """Return the mark of one field."""
    return hashlib.sha256(f"{path}={dumps(value)}".encode()).hexdigest()[:LENGTH]


def marks_of(document: dict[str, Any]) -> str:
    """Return the marks of a whole document, itself without marks."""
    inner = {key: value for key, value in document.items() if key != "marks"}
    return "".join(mark(path, value) for path, value in leaves(inner))


def locate(document: dict[str, Any], *sections: str) -> Difference:
    """Return the first field of the sections whose mark is not there; else the last section."""
    text = document["marks"]
    known = {text[n : n + LENGTH] for n in range(0, len(text), LENGTH)}
    for section in sections:
        for path, value in leaves(document[section], section):
            if mark(path, value) not in known:
                return Difference(path, "hash")
    return Difference(sections[-1], "hash")
