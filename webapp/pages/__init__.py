"""The server-rendered pages: thin views, one module a page.

Every module here that has a ``bp`` is a page (or serves all pages, like ``base``); modules whose
name begins with an underscore are helpers.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module

from flask import Blueprint

PAGES = tuple(sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_")))


def blueprints() -> Iterator[Blueprint]:
    """Yield the blueprint of every page, in the order of their names."""
    for name in PAGES:
        bp = getattr(import_module(f"{__name__}.{name}"), "bp", None)
        if isinstance(bp, Blueprint):
            yield bp
