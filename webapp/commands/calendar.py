"""``flask calendar``: the office calendar that working days are counted by."""

from __future__ import annotations

from pathlib import Path

import click

import settings
from ledger.db import engine_for, transaction
from ledger.timing.holidays import import_holidays
from webapp.cli_output import Group, answer, refusals

group = Group("calendar", help="The office calendar.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@refusals
def import_file(file: Path) -> None:
    """Import holidays and moved working days from FILE (CSV: date,working,name,source)."""
    with transaction(engine_for(settings.get().database_url)) as session:
        done = import_holidays(session, file.read_bytes(), actor=None)
    answer({"days": done.days, "years": list(done.years)})
