"""Which version of the domain's tables counts here: the rulebook's, or the files of the release.

Whoever runs a request or a task says so with :func:`using`; everybody else reads the files.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, wraps
from pathlib import Path
from typing import Any, cast

DOMAIN = Path(__file__).parent / "domain"
Row = Mapping[str, str]
Rows = Sequence[Row]


@dataclass(frozen=True, kw_only=True)
class Book:
    """The tables as of a day."""

    edition: int
    """Number of the newest change in it; 0: the files of the release."""
    tables: Mapping[str, Rows] = field(default_factory=dict)
    built: dict[str, Any] = field(default_factory=dict)
    """What was made of the tables, made once."""


RELEASE = Book(edition=0)
_current: ContextVar[Callable[[], Book]] = ContextVar("rulebook", default=lambda: RELEASE)


def book() -> Book:
    """Return the book that counts here."""
    return _current.get()()


def use(find: Callable[[], Book]) -> None:
    """Let the book that ``find`` returns count from now on here; it is asked when first needed."""
    _current.set(cache(find))


def forget() -> None:
    """Let the files of the release count again."""
    _current.set(lambda: RELEASE)


@contextmanager
def using(find: Callable[[], Book]) -> Iterator[None]:
    """Let another book count in the block."""
    token = _current.set(cache(find))
    try:
        yield
    finally:
        _current.reset(token)


def from_table[T](name: str) -> Callable[[Callable[[Rows], T]], Callable[[], T]]:
    """Make a function of a table's rows one without arguments: of the rows that count here."""

    def of(build: Callable[[Rows], T]) -> Callable[[], T]:
        released = cache(lambda: build(release(name)))

        @wraps(build)
        def current() -> T:
            here = book()
            if name not in here.tables:
                return released()
            key = f"{name}:{build.__qualname__}"
            if key not in here.built:
                here.built[key] = build(here.tables[name])
            return cast("T", here.built[key])

        return current

    return of


def release(name: str) -> list[dict[str, str]]:
    """Return a table as the release has it."""
    with (DOMAIN / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
