"""``flask audit``: check the record, and export its head to be kept elsewhere."""

from __future__ import annotations

from pathlib import Path

import click

import settings
from geo import messages
from geo.errors import Refused
from ledger import audit, database_role
from ledger import heads as kept_heads
from ledger.db import engine_for, reading
from webapp.cli_output import Group, answer, refusals

group = Group("audit", help="Check the record of decisions.")


@group.command("verify")
@click.option(
    "--heads",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Heads exported earlier; default: those of the home. Without any, a cut tail is unseen.",
)
@refusals
def verify(file: Path | None) -> None:
    """Walk the chain and name the first broken record (exit 2)."""
    exported = _read(file) if file else _own()
    with reading(engine_for(settings.get().database_url)) as session:
        report = audit.verify(session, exported)
    lang = _lang()
    if report.broken is not None:
        broken = report.broken
        raise Refused(
            "audit.broken",
            position=broken.position,
            reason=messages.text(f"audit.reason.{broken.reason}", lang),
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


@group.command("head")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to add the head to, one JSON line; default: today's file of the home.",
)
@refusals
def head(out: Path | None) -> None:
    """Export the head of the chain into a file; keep it outside this system."""
    with reading(engine_for(settings.get().database_url)) as session:
        found = audit.heads(session)
        if not found:
            raise Refused("audit.nothing_yet")
        if out is None:
            file = kept_heads.export(session, settings.get().home)
        else:
            kept_heads.append(out, found[0])
            file = out
    answer({"file": str(file), **found[0].as_dict()})


@group.command("role")
@click.argument("name")
@click.option("--password", envvar="APP_DB_PASSWORD", default="", help="Makes a missing role.")
@refusals
def role(name: str, password: str) -> None:
    """Let a PostgreSQL role run the service without UPDATE or DELETE on the record."""
    with engine_for(settings.get().database_url).begin() as connection:
        answer({"role": name, **database_role.grant(connection, name, password=password)})


def _lang() -> messages.Lang:
    return "en" if settings.get().default_lang == "en" else "zh"


def _own() -> list[audit.Head]:
    """Return what the schedule exported day by day."""
    try:
        return kept_heads.kept(settings.get().home)
    except (ValueError, OSError):
        raise Refused("audit.not_a_head") from None


def _read(file: Path) -> list[audit.Head]:
    try:
        return kept_heads.read(file.read_text("utf-8"))
    except ValueError:
        raise Refused("audit.not_a_head") from None
