"""What every command prints: one JSON line on stdout; a refusal as one on stdout, exit code 2."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, override

import click
from flask.cli import AppGroup

import settings
from geo import messages
from geo.errors import Refused, XunzhanError

messages.register(
    {"command.wrong_option": ("命令选项有误：{reason}", "wrong option: {reason}")},
)


class Command(click.Command):
    """A command whose wrong options are refused like any other input: one JSON line, exit 2."""

    @override
    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        try:
            return super().make_context(*args, **kwargs)
        except click.UsageError as error:
            refuse(Refused("command.wrong_option", reason=error.format_message()))


class Group(AppGroup):
    """A group of such commands; alone it shows its help, an unknown command is refused too."""

    command_class = Command

    @override
    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        try:
            return super().make_context(*args, **kwargs)
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            refuse(Refused("command.wrong_option", reason=error.format_message()))

    @override
    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            refuse(Refused("command.wrong_option", reason=error.format_message()))


def answer(value: Mapping[str, Any]) -> None:
    """Print the result as one JSON object on one line."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str))


def refuse(error: XunzhanError) -> NoReturn:
    """Print a refusal as one JSON line and end with exit code 2."""
    lang: messages.Lang = "en" if settings.get().default_lang == "en" else "zh"
    click.echo(error.text(lang), err=True)
    answer({"code": error.code, "message": error.text(lang)})
    sys.exit(2)


def refusals[**P](command: Callable[P, None]) -> Callable[P, None]:
    """Turn a coded refusal into ``{"code", "message"}`` and exit code 2."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except XunzhanError as error:
            refuse(error)

    return run
