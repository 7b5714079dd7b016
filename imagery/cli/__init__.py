"""The command line of imagery: one sub-command a file, found by name, imported when it is called.

A command's module holds ``SUMMARY``, ``configure(parser)`` and ``run(args)``, which yields the
objects to print, one a line on stdout. A refusal is printed as ``{"code", "message"}`` and ends
with exit code 2; so does an object with a ``code`` among others. What the codes of an answer mean
is said on stderr.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import pkgutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, Protocol

from geo.errors import Refused, XunzhanError
from geo.messages import Lang, text
from imagery.cli._usage import Parser, joined
from imagery.raster_text import plain

OK, REFUSED = 0, 2


class Command(Protocol):
    """What the module of a sub-command holds."""

    SUMMARY: str

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's arguments."""

    def run(self, args: argparse.Namespace) -> Iterator[Mapping[str, Any]]:
        """Do the work; yield what to print."""


def names() -> list[str]:
    """Return the names of all sub-commands."""
    found = (module.name for module in pkgutil.iter_modules(__path__))
    return sorted(name.replace("_", "-") for name in found if not name.startswith("_"))


def main(argv: Sequence[str]) -> int:
    """Run one command; return the exit code."""
    code = OK
    try:
        for answer in _answers(argv):
            print(json.dumps(answer, ensure_ascii=False, allow_nan=False), flush=True)
            code = REFUSED if "code" in answer else code
    except XunzhanError as refusal:
        return _refused(refusal)
    except OSError as error:
        if error.errno is None:  # no answer of the system: a fault of ours
            raise
        return _refused(_unusable(error))
    return code


def _refused(refusal: XunzhanError) -> int:
    print(json.dumps(told(refusal), ensure_ascii=False), flush=True)
    return REFUSED


def told(refusal: XunzhanError) -> dict[str, str]:
    """Return a refusal as it is printed; what it is about stands before its words."""
    subject, words = refusal.params.get("about"), refusal.text(lang())
    return {"code": refusal.code, "message": f"{subject}: {words}" if subject else words}


def explain(
    codes: Iterable[str], subject: str = "", params: Mapping[str, object] | None = None
) -> None:
    """Say on stderr what the codes of an answer mean, each once; ``params`` fill their texts."""
    lead = f"{subject}: " if subject else ""
    fields = {name: v for name, v in (params or {}).items() if name not in {"code", "lang"}}
    for code in dict.fromkeys(codes):
        print(f"{lead}{code}: {text(code, lang(), **fields)}", file=sys.stderr)


def _unusable(error: OSError) -> Refused:
    """Return the refusal of a file that the system does not let us use."""
    file = plain(Path(os.fsdecode(error.filename or "?")).name)
    return Refused("cli.file", file=file, reason=error.strerror or type(error).__name__)


def lang() -> Lang:
    """Return the language of messages: Chinese, unless the shell's is English."""
    shell = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "en" if shell.startswith("en") else "zh"


def _answers(argv: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    known = names()
    name = argv[0] if argv else ""
    parser = Parser(prog="python -m imagery", description=__doc__)
    if name not in known:
        parser.add_argument("command", choices=known)
        parser.parse_args(argv)
    command: Command = importlib.import_module(f"{__name__}.{name.replace('-', '_')}")
    parser = Parser(prog=f"python -m imagery {name}", description=command.SUMMARY)
    command.configure(parser)
    yield from command.run(parser.parse_args(joined(argv[1:])))


def start() -> NoReturn:
    """Run the process's own arguments."""
    sys.exit(main(sys.argv[1:]))
