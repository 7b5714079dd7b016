"""How certain a row of the domain's tables is, in words."""

from __future__ import annotations

from geo import messages
from geo.messages import Lang

messages.register(
    {
        "certainty.quoted": ("有出处", "quoted"),
        "certainty.own_knowledge": ("行业经验，待核", "own knowledge"),
        "certainty.our_proposal": ("本系统建议值", "our proposal"),
    }
)
CERTAINTIES = ("quoted", "own knowledge", "our proposal")
"""As the tables say it, the most certain first."""


def certain(value: str, lang: Lang) -> str:
    """Return the words of a certainty; what the tables do not know stays as it is."""
    if value not in CERTAINTIES:
        return value
    return messages.text(f"certainty.{value.replace(' ', '_')}", lang)
