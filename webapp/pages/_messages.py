"""The message catalogue for scripts: the same compiled catalogue the templates use."""

from __future__ import annotations

import gettext
import hashlib
from functools import cache
from pathlib import Path

TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"


@cache
def catalogue(lang: str) -> dict[str, str]:
    """Return source text -> text in ``lang``; empty for Chinese, whose texts are the ids."""
    path = TRANSLATIONS / lang / "LC_MESSAGES" / "messages.mo"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        entries = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined] # noqa: SLF001
    return {key: text for key, text in entries.items() if isinstance(key, str) and key}


@cache
def version(lang: str) -> str:
    """Return a short hash of the catalogue, so that its address can be cached for ever."""
    text = repr(sorted(catalogue(lang).items()))
    return hashlib.sha256(text.encode()).hexdigest()[:12]
