"""Bytes of a table to text: UTF-8 or GB18030, decided strictly and for the whole file."""

from __future__ import annotations

import codecs

from geo.errors import Refused
from ledger import station_messages  # noqa: F401  (registers the texts of table.*)


def decode(data: bytes) -> str:
    """Return the text of a table file, without a byte-order mark.

    UTF-8 wins when every byte fits. Otherwise the file is GB18030, unless some line is Chinese
    in UTF-8: then two encodings are mixed, and guessing would turn names into rubbish.

    Raises
    ------
    Refused
        ``table.empty``, ``table.nul``, ``table.encoding`` or ``table.mixed_encoding``, naming
        the row (from 1) and the byte (from 0).
    """
    if not data.strip():
        raise Refused("table.empty")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Refused("table.encoding", row=1, byte=0)
    if b"\0" in data:
        raise Refused("table.nul", **_place(data, data.index(b"\0")))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # With a mark the decoder counts from after the three bytes of the mark.
        mark = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
        broken_at = error.start + mark
    if data.startswith(codecs.BOM_UTF8) or _has_utf8_line(data):
        raise Refused("table.mixed_encoding", **_place(data, broken_at))
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise Refused("table.encoding", **_place(data, error.start)) from error


def _has_utf8_line(data: bytes) -> bool:
    """Whether a whole line is Chinese in UTF-8; GB18030 text fits that by accident only."""
    return any(_is_chinese_utf8(line) for line in data.split(b"\n") if not line.isascii())


def _is_chinese_utf8(line: bytes) -> bool:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return any("\u3400" <= c <= "\u9fff" for c in text)


def _place(data: bytes, byte: int) -> dict[str, object]:
    return {"row": data.count(b"\n", 0, byte) + 1, "byte": byte}
