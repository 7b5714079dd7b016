"""``flask audit``: check the record, and export its head to be kept elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

import settings
from geo import messages
from geo.errors import Refused
from ledger import audit
from ledger.db import engine_for, reading
from webapp.cli_output import Group, answer, refusals

group = Group("audit", help="Check the record of decisions.")


@group.command("verify")
@click.option(
    "--heads",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Output of an earlier `audit heads`; without it a cut tail cannot be seen.",
)
@refusals
def verify(file: Path | None) -> None:
    """Walk the chain and name the first broken record (exit 2)."""
    exported = _read(file) if file else []
    with reading(engine_for(settings.get().database_url)) as session:
        report = audit.verify(session, exported)
    lang: messages.Lang = "en" if settings.get().default_lang == "en" else "zh"
    if report.broken is not None:
        broken = report.broken
        raise Refused(
            "audit.broken",
            position=broken.position,
            reason=broken.reason,
            issue=broken.issue_number,
        )
    click.echo(messages.text("audit.whole", lang, checked=report.checked), err=True)
    if not report.against_head:
        click.echo(messages.text("audit.tail_unknown", lang), err=True)
    answer(
        {
            "ok": True,
            "checked": report.checked,
            "head": report.head,
            "against_head": report.against_head,
        }
    )


@group.command("heads")
@refusals
def heads() -> None:
    """Print the head of the chain; keep it outside this system."""
    with reading(engine_for(settings.get().database_url)) as session:
        answer({"heads": [head.as_dict() for head in audit.heads(session)]})


def _read(file: Path) -> list[audit.Head]:
    try:
        content: Any = json.loads(file.read_text("utf-8"))
        return audit.parse_heads(content["heads"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Refused("audit.not_a_head") from None
