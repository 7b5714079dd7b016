"""The catalogue of coded messages: one code, one Chinese and one English sentence.

Every room registers its own codes at import; refusals carry the code and its parameters, and the
edge (command line, page, API) picks the language.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Literal

Lang = Literal["zh", "en"]

_TEXTS: dict[str, tuple[str, str]] = {}


class _Missing(dict[str, object]):
    """Show a parameter that was not given as ``?``: a refusal must not die of a KeyError."""

    def __missing__(self, key: str) -> str:
        return "?"


def register(texts: Mapping[str, tuple[str, str]]) -> None:
    """Add codes to the catalogue.

    Parameters
    ----------
    texts : mapping of code -> (zh, en)
        Dotted English codes such as ``zone.not_seen``; texts may hold ``{name}`` fields.

    Raises
    ------
    ValueError
        A code is registered twice with different words, or its two texts name different fields.
    """
    for code, pair in texts.items():
        if _TEXTS.get(code, pair) != pair:
            raise ValueError(f"message code registered twice: {code}")
        if _fields(pair[0]) != _fields(pair[1]):
            raise ValueError(f"zh and en of {code} name different fields")
        _TEXTS[code] = pair


def text(code: str, lang: Lang = "zh", **params: object) -> str:
    """Return the sentence of ``code`` in ``lang``; an unknown code is returned as it is.

    A parameter may be a mapping ``{"zh": …, "en": …}``: its text in ``lang`` is filled in.
    """
    pair = _TEXTS.get(code)
    if pair is None:
        return code
    template = pair[0] if lang == "zh" else pair[1]
    chosen = {
        name: value.get(lang, "?") if isinstance(value, Mapping) else value
        for name, value in params.items()
    }
    return string.Formatter().vformat(template, (), _Missing(chosen))


def template(code: str, lang: Lang = "zh") -> str:
    """Return the sentence of ``code`` with its ``{name}`` fields, for lists of all codes."""
    pair = _TEXTS.get(code, (code, code))
    return pair[0] if lang == "zh" else pair[1]


def known(code: str) -> bool:
    """Return whether the catalogue holds ``code``."""
    return code in _TEXTS


def codes() -> list[str]:
    """Return every registered code, sorted."""
    return sorted(_TEXTS)


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}
