"""Runs a foreign parser: quietly, and whatever it dies of becomes one refusal."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Iterator
from types import ModuleType

from geo.errors import Refused


class _Silence:
    """A stream for parsers that print a line for every bad byte."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        """Do nothing."""


@contextlib.contextmanager
def guarded(where: str) -> Iterator[None]:
    """Turn every error of the code inside into a refusal.

    Raises
    ------
    Refused
        ``log.damaged`` naming ``where``; our own refusals and lack of memory pass as they are.
    """
    try:
        with contextlib.redirect_stderr(_Silence()), contextlib.redirect_stdout(_Silence()):
            yield
    except (Refused, MemoryError):
        raise
    except Exception as error:
        raise Refused("log.damaged", where=where) from error


def module(name: str) -> ModuleType:
    """Import a package that may only live in the child process (its licence, see ADR 0017)."""
    return importlib.import_module(name)
