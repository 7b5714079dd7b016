"""The command line of imagery: one sub-command a file, found by name, imported when it is called.

A command's module holds ``SUMMARY``, ``configure(parser)`` and ``run(args)``, which yields the
objects to print, one a line on stdout. A refusal is printed as ``{"code", "message"}`` and ends
with exit code 2; so does an object with a ``code`` among others.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import pkgutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn, Protocol

from geo.errors import Refused, XunzhanError
from geo.messages import Lang, register

OK, REFUSED = 0, 2

register(
    {
        "cli.usage": (
            "命令用法不对：{reason}。用 --help 查看用法。",
            "Wrong usage: {reason}. See --help.",
        ),
    }
)


class Command(Protocol):
    """What the module of a sub-command holds."""

    SUMMARY: str

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's arguments."""

    def run(self, args: argparse.Namespace) -> Iterator[Mapping[str, Any]]:
        """Do the work; yield what to print."""


class _Parser(argparse.ArgumentParser):
    """Wrong options are a refusal like any other."""

    def error(self, message: str) -> NoReturn:
        raise Refused("cli.usage", reason=message)


def names() -> list[str]:
    """Return the names of all sub-commands."""
    return sorted(m.name.replace("_", "-") for m in pkgutil.iter_modules(__path__))


def main(argv: Sequence[str]) -> int:
    """Run one command; return the exit code."""
    code = OK
    try:
        for answer in _answers(argv):
            print(json.dumps(answer, ensure_ascii=False, allow_nan=False), flush=True)
            code = REFUSED if "code" in answer else code
    except XunzhanError as refusal:
        print(json.dumps(told(refusal), ensure_ascii=False), flush=True)
        return REFUSED
    return code


def told(refusal: XunzhanError) -> dict[str, str]:
    """Return a refusal as it is printed."""
    return {"code": refusal.code, "message": refusal.text(lang())}


def lang() -> Lang:
    """Return the language of messages: Chinese, unless the shell's is English."""
    shell = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "en" if shell.startswith("en") else "zh"


def _answers(argv: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    known = names()
    name = argv[0] if argv else ""
    parser = _Parser(prog="python -m imagery", description=__doc__)
    if name not in known:
        parser.add_argument("command", choices=known)
        parser.parse_args(argv)
    command: Command = importlib.import_module(f"{__name__}.{name.replace('-', '_')}")
    parser = _Parser(prog=f"python -m imagery {name}", description=command.SUMMARY)
    command.configure(parser)
    yield from command.run(parser.parse_args(argv[1:]))


def start() -> NoReturn:
    """Run the process's own arguments."""
    sys.exit(main(sys.argv[1:]))
