"""Words that people and files bring in: kept as text, never as a path, a command or a format."""

from __future__ import annotations

import re
import unicodedata

MAX_NAME = 120
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Controls, bidi and zero-width marks, lone surrogates, private use, line separators."""


def cleaned(text: object, limit: int = 2000) -> str:
    """Return free text without unseen characters (line breaks stay), trimmed and cut."""
    lines = unicodedata.normalize("NFC", _encodable(str(text or ""))).splitlines()
    kept = ("".join(c for c in line if unicodedata.category(c) not in _UNSEEN) for line in lines)
    return "\n".join(kept).strip()[:limit].rstrip()


def file_name(text: object) -> str:
    """Return the last part of a file name as one harmless word with its suffix.

    Both kinds of slashes separate; leading dots go; what is left empty becomes ``unnamed``.
    """
    last = re.split(r"[/\\]", str(text or ""))[-1]
    name = cleaned(last, 10_000).replace("\n", " ").lstrip(". ").rstrip()
    name = re.sub(r'[<>:"|?*]', "_", name)
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 16:
        return name[:MAX_NAME] or "unnamed"
    return f"{stem[: MAX_NAME - len(suffix) - 1] or 'unnamed'}.{suffix}"


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
