"""The command line of geo: one sub-command a file, found by name, imported when it is called.

A command's module holds ``SUMMARY``, ``configure(parser)`` and ``run(args)``, which returns the
object to print on one line of stdout. A refusal is printed as ``{"code", "message"}``, exit code 2.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import pkgutil
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn, Protocol

from geo import messages
from geo.errors import Refused, XunzhanError
from geo.messages import Lang, register

OK, REFUSED = 0, 2
_NEGATIVE = re.compile(r"-[0-9.]")

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

    def run(self, args: argparse.Namespace) -> Mapping[str, Any]:
        """Do the work; return what to print."""


class _Parser(argparse.ArgumentParser):
    """Wrong options are a refusal like any other."""

    def error(self, message: str) -> NoReturn:
        raise Refused("cli.usage", reason=message)


def names() -> list[str]:
    """Return the names of all sub-commands."""
    found = (module.name for module in pkgutil.iter_modules(__path__))
    return sorted(name for name in found if not name.startswith("_"))


def main(argv: Sequence[str]) -> int:
    """Run one command; return the exit code."""
    try:
        answer = _answer(argv)
    except XunzhanError as refusal:
        told = {"code": refusal.code, "message": refusal.text(_lang())}
        _say(told)
        return REFUSED
    _explain(answer.get("warnings", ()))
    _say(answer)
    return OK


def _explain(codes: Iterable[str]) -> None:
    """Say on stderr what the codes of an answer mean."""
    for code in codes:
        sys.stderr.write(f"{code}: {messages.text(code, _lang())}\n")


def _say(answer: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, allow_nan=False) + "\n")
    sys.stdout.flush()


def _lang() -> Lang:
    """Return the language of messages: Chinese, unless the shell's is English."""
    shell = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "en" if shell.startswith("en") else "zh"


def _answer(argv: Sequence[str]) -> Mapping[str, Any]:
    known = names()
    name = argv[0] if argv else ""
    if name not in known:
        parser = _Parser(prog="python -m geo", description=__doc__)
        parser.add_argument("command", choices=known)
        parser.parse_args(argv)
    command: Command = importlib.import_module(f"{__name__}.{name}")
    parser = _Parser(prog=f"python -m geo {name}", description=command.SUMMARY)
    command.configure(parser)
    return command.run(parser.parse_args(_joined(argv[1:])))


def _joined(argv: Sequence[str]) -> list[str]:
    """Return the arguments with western and southern positions kept from looking like options."""
    found: list[str] = []
    for text in argv:
        if _NEGATIVE.match(text) and found and found[-1].startswith("--") and "=" not in found[-1]:
            found[-1] = f"{found[-1]}={text}"
        else:
            found.append(text)
    return found


def start() -> NoReturn:
    """Run the process's own arguments."""
    sys.exit(main(sys.argv[1:]))
