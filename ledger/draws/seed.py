"""The seed's recipe: bytes that anybody can put together with a shell.

``commit = SHA-256(secret + draw number)`` over ASCII, the secret being 64 hex digits; the number
makes a commit of one draw useless in another. The seed is the SHA-256 of these lines, each ended
by a line feed, in UTF-8::

    xunzhan.draw/1
    <draw number>
    <pool hash>
    <commit of party a>
    <commit of party b>
    <secret of party a>
    <secret of party b>
    <public entropy in its announced form, or nothing>
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Any

FORMAT = "xunzhan.draw/1"
FORMS = {
    "numbers": re.compile(r"(?:0|[1-9][0-9]*)(?: (?:0|[1-9][0-9]*))*"),
    "hex": re.compile(r"[0-9a-f]+"),
}
"""The forms of a public string: whole numbers in the published order, or hex digits."""
MOST_ENTROPY = 200
SECRET = re.compile(r"[0-9a-f]{64}")


def commit_of(secret: str, number: str) -> str:
    """Return what a party publishes before anybody's secret is known."""
    return hashlib.sha256(f"{secret}{number}".encode("ascii")).hexdigest()


def plain_entropy(text: str, form: str) -> str:
    """Return a public string as one spelling, so that commas or zeros choose nothing."""
    text = unicodedata.normalize("NFKC", text)
    if form == "numbers":
        return " ".join(part.lstrip("0") or "0" for part in re.findall(r"[0-9]+", text))
    return "".join(text.split()).lower()


def entropy_fits(text: str, told: dict[str, Any]) -> bool:
    """Whether a public string has the announced form and as many numbers or hex digits."""
    form = FORMS.get(told["format"])
    if form is None or not form.fullmatch(text) or len(text) > MOST_ENTROPY:
        return False
    parts = text.split(" ") if told["format"] == "numbers" else text
    return len(parts) == int(told["count"])


def seed_of(
    number: str, pool_hash: str, commits: list[str], secrets: list[str], entropy: str | None
) -> str:
    """Return the seed as 64 hex digits.

    Parameters
    ----------
    commits, secrets : list of str
        Of party a, then of party b.
    entropy : str or None
        The public string from the announced source; one line.
    """
    lines = [FORMAT, number, pool_hash, *commits, *secrets, entropy or ""]
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode("utf-8")).hexdigest()
