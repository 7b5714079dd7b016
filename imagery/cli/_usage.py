"""Wrong options as refusals in one language: the parser's English sentences have Chinese ones."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from typing import NoReturn

from geo.errors import Refused
from imagery.cli import _words  # noqa: F401  (registers the words)

_NEGATIVE = re.compile(r"-[0-9.]")
_CHINESE: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.+)", r"缺少 \1"),
    (r"unrecognized arguments: (.+)", r"不认识的选项 \1"),
    (r"ambiguous option: (.+) could match (.+)", r"选项 \1 不完整，可能是 \2"),
    (r"argument (.+?): invalid choice: (.+) \(choose from (.+)\)", r"\1 不能是 \2，可用 \3"),
    (r"argument (.+?): invalid (?:int|float) value: (.+)", r"\1 应为数字，不能是 \2"),
    (r"argument (.+?): expected one argument", r"\1 后面缺少一个值"),
    (r"argument (.+?): expected at least one argument", r"\1 后面至少要有一个值"),
    (r"argument (.+?): not allowed with argument (.+)", r"\1 不能与 \2 同时使用"),
    (r"argument (.+?): ignored explicit argument (.+)", r"\1 不带值，不能写 \2"),
)


class Parser(argparse.ArgumentParser):
    """Wrong options are a refusal like any other."""

    def error(self, message: str) -> NoReturn:
        """Refuse with ``cli.usage``."""
        raise wrong(_chinese(message), message)


def wrong(zh: str, en: str) -> Refused:
    """Return the refusal of a wrong usage, its reason in both languages."""
    return Refused("cli.usage", reason={"zh": zh, "en": en})


def joined(argv: Sequence[str]) -> list[str]:
    """Return the arguments with western and southern positions kept from looking like options."""
    found: list[str] = []
    for text in argv:
        if _NEGATIVE.match(text) and found and found[-1].startswith("--") and "=" not in found[-1]:
            found[-1] = f"{found[-1]}={text}"
        else:
            found.append(text)
    return found


def _chinese(message: str) -> str:
    for pattern, words in _CHINESE:
        match = re.fullmatch(pattern, message, re.DOTALL)
        if match:
            return match.expand(words)
    return message
