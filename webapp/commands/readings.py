"""``flask readings``: import hourly readings."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

import settings
from ledger.db import engine_for, transaction
from ledger.readings_import import BEIJING, import_readings
from webapp.cli_output import Group, answer, refusals

group = Group("readings", help="Import readings.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--scheme", default="cnemc", help="Whose flags the file uses.")
@click.option("--since", type=click.DateTime(), help="Leave older readings out (Beijing time).")
@refusals
def import_file(file: Path, scheme: str, since: datetime | None) -> None:
    """Import the readings of FILE (CSV or CSV.GZ), all or none."""
    start = since.replace(tzinfo=BEIJING) if since else None
    with transaction(engine_for(settings.get().database_url)) as session:
        done = import_readings(session, file.read_bytes(), scheme=scheme, since=start)
    if done.unknown:
        click.echo(f"unknown stations left out: {', '.join(done.unknown[:20])}", err=True)
    answer(
        {
            "rows": done.rows,
            "readings": done.readings,
            "unknown": len(done.unknown),
            "first": done.first,
            "last": done.last,
        }
    )
