"""Marks on views that the guard reads; a view without a mark needs a signed-in person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def public[V: Callable[..., Any]](view: V) -> V:
    """Let anybody call ``view``; a changing request still needs the CSRF token."""
    view.xz_public = True  # type: ignore[attr-defined]
    return view


def token_free[V: Callable[..., Any]](view: V) -> V:
    """Spare a public ``view`` the CSRF token: it reads no session and opens none."""
    view.xz_token_free = True  # type: ignore[attr-defined]
    return public(view)


def streams[V: Callable[..., Any]](view: V) -> V:
    """Give ``view`` a reading session and an unlimited body.

    It waits for its caller's bytes and writes in short transactions of its own.
    """
    view.xz_streams = True  # type: ignore[attr-defined]
    return view


def is_streaming(view: Callable[..., Any] | None) -> bool:
    """Whether ``view`` was marked :func:`streams`."""
    return bool(getattr(view, "xz_streams", False))


def is_public(view: Callable[..., Any] | None) -> bool:
    """Whether ``view`` was marked :func:`public`."""
    return bool(getattr(view, "xz_public", False))


def is_token_free(view: Callable[..., Any] | None) -> bool:
    """Whether ``view`` was marked :func:`token_free`."""
    return bool(getattr(view, "xz_token_free", False))
