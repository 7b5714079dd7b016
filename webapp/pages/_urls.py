"""Addresses given by a browser, made harmless."""

from __future__ import annotations

from urllib.parse import urlsplit


def local_path(target: str | None, *, default: str = "/") -> str:
    r"""Return ``target`` when it is a path of this site, else ``default``.

    Browsers read ``//host`` and ``/\host`` as another site, and drop control characters.
    """
    if not target or not target.startswith("/") or target[1:2] in {"/", "\\"}:
        return default
    if any(ord(c) < 32 or c == "\\" for c in target):
        return default
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else default
