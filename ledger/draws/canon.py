"""The one way a draw's documents are written, and a reader that accepts nothing else.

Canonical: UTF-8, keys in ascending order, no blanks, whole numbers only, no control characters,
one line feed at the end of a file. ``static/js/draws/canon.js`` reads and writes the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 12
_TEXT = re.compile(rb'[^"\\\x00-\x1f]*')
_CONTROL = re.compile(r"[\x00-\x1f]")
_INTEGER = re.compile(rb"-?(?:0|[1-9][0-9]{0,15})(?![0-9])")
_WORDS = ((b"true", True), (b"false", False), (b"null", None))


class Difference(ValueError):
    """The first thing of a file that is not what it must be.

    Attributes
    ----------
    path : str
        The field, such as ``pools.objects[3].weight``; ``file`` for what is no field.
    why : str
        ``not_canonical``, ``shape``, ``hash``, ``value``, ``missing``, ``unknown`` …
    """

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path, self.why = path or "file", why


def dumps(value: Any) -> str:
    """Return canonical JSON.

    Raises
    ------
    ValueError
        A number that is not whole or too large, or a control character in a text.
    """
    _check(value)
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(value: Any) -> str:
    """Return the SHA-256 of a value's canonical JSON, 64 hex digits."""
    return hashlib.sha256(dumps(value).encode("utf-8")).hexdigest()


def _check(value: Any) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            _check(key)
            _check(item)
    elif isinstance(value, list):
        for item in value:
            _check(item)
    elif isinstance(value, str):
        if _CONTROL.search(value):
            raise ValueError("a control character cannot stand in a draw")
    elif value is not None and (
        not isinstance(value, int) or (not isinstance(value, bool) and abs(value) > MAX_INTEGER)
    ):
        raise ValueError(f"{value!r} cannot stand in a draw")


def loads(data: bytes) -> Any:
    """Read a canonical file: what :func:`dumps` writes, and one line feed.

    Raises
    ------
    Difference
        Any other bytes; names the field that was being read.
    """
    reader = _Reader(data)
    value = reader.value("", 0)
    if data[reader.at :] != b"\n":
        raise Difference("file", "not_canonical")
    return value


class _Reader:
    """A strict reader over bytes, so that a wrong byte is named by its field."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def value(self, path: str, depth: int) -> Any:
        start = self.data[self.at : self.at + 1]
        if depth > MAX_DEPTH:
            raise Difference(path, "not_canonical")
        if start == b"{":
            return self._object(path, depth)
        if start == b"[":
            return self._list(path, depth)
        if start == b'"':
            return self._text(path)
        for word, meaning in _WORDS:
            if self.data.startswith(word, self.at):
                self.at += len(word)
                return meaning
        return self._integer(path)

    def _integer(self, path: str) -> int:
        found = _INTEGER.match(self.data, self.at)
        if found is None or found[0] == b"-0" or abs(int(found[0])) > MAX_INTEGER:
            raise Difference(path, "not_canonical")
        self.at = found.end()
        return int(found[0])

    def _text(self, path: str) -> str:
        self.at += 1
        parts = []
        while True:
            found = _TEXT.match(self.data, self.at)
            assert found is not None  # noqa: S101  (the pattern matches nothing, too)
            parts.append(found[0])
            self.at = found.end()
            if self.take(b'"'):
                break
            pair = self.data[self.at : self.at + 2]
            if pair not in {b'\\"', b"\\\\"}:
                raise Difference(path, "not_canonical")
            parts.append(pair[1:])
            self.at += 2
        try:
            return b"".join(parts).decode("utf-8")
        except UnicodeDecodeError:
            raise Difference(path, "not_canonical") from None

    def _list(self, path: str, depth: int) -> list[Any]:
        self.at += 1
        items: list[Any] = []
        if self.take(b"]"):
            return items
        while True:
            items.append(self.value(f"{path}[{len(items)}]", depth + 1))
            if self.take(b"]"):
                return items
            self.need(b",", f"{path}[{len(items) - 1}]")

    def _object(self, path: str, depth: int) -> dict[str, Any]:
        self.at += 1
        fields: dict[str, Any] = {}
        last = ""
        if self.take(b"}"):
            return fields
        while True:
            if self.data[self.at : self.at + 1] != b'"':
                raise Difference(path, "not_canonical")
            key = self._text(path)
            if fields and key <= last:
                raise Difference(path, "not_canonical")
            here = f"{path}.{key}" if path else key
            self.need(b":", here)
            fields[key] = self.value(here, depth + 1)
            last = key
            if self.take(b"}"):
                return fields
            self.need(b",", here)

    def take(self, byte: bytes) -> bool:
        if self.data[self.at : self.at + 1] != byte:
            return False
        self.at += 1
        return True

    def need(self, byte: bytes, path: str) -> None:
        if not self.take(byte):
            raise Difference(path, "not_canonical")
