"""``Upload-Metadata``: the file's name and what was declared about it, as text."""

from __future__ import annotations

import base64

from geo.errors import Refused

IGNORED = frozenset({"filetype", "type", "name", "relativePath"})
"""What tus clients add by themselves."""


def details_of(header: str) -> tuple[str, dict[str, str]]:
    """Return the file's name and the declared details; ``ledger.details`` checks these.

    Raises
    ------
    Refused
        ``tus.bad_header``: not a list of ``key base64`` pairs, or a key stands twice.
    """
    texts: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        key, _, value = pair.partition(" ")
        if key in texts:
            raise _bad(pair)
        texts[key] = _decoded(value.strip(), pair)
    filename = texts.pop("filename", "")
    return filename, {key: text for key, text in texts.items() if key not in IGNORED}


def _decoded(value: str, pair: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode("utf-8")
    except ValueError as error:  # no Base64, no ASCII, or bytes that are no UTF-8
        raise _bad(pair) from error


def _bad(pair: str) -> Refused:
    return Refused("tus.bad_header", name="Upload-Metadata", value=pair[:80])
