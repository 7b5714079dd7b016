"""What every command prints: one JSON line on stdout; a refusal as one on stdout, exit code 2."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

import click

import settings
from geo import messages
from geo.errors import XunzhanError


def answer(value: Mapping[str, Any]) -> None:
    """Print the result as one JSON object on one line."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str))


def refusals[**P](command: Callable[P, None]) -> Callable[P, None]:
    """Turn a coded refusal into ``{"code", "message"}`` and exit code 2."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except XunzhanError as error:
            lang: messages.Lang = "en" if settings.get().default_lang == "en" else "zh"
            click.echo(error.text(lang), err=True)
            answer({"code": error.code, "message": error.text(lang)})
            sys.exit(2)

    return run
