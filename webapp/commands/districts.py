"""``flask districts``: import the outlines of the base map and of responsibility."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

import settings
from ledger.db import engine_for, transaction
from ledger.district_import import import_districts
from webapp.cli_output import Group, answer, refusals

group = Group("districts", help="Import district outlines.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--datum", required=True, help="wgs84, cgcs2000, gcj02 or bd09.")
@click.option("--source", required=True, help="Where the outlines come from.")
@click.option("--approval-no", default="", help="Map approval number (审图号).")
@click.option("--city", help="Code of the own city; other districts are neighbours.")
@refusals
def import_file(file: Path, datum: str, source: str, approval_no: str, city: str | None) -> None:
    """Import the districts of FILE (GeoJSON with codes), all or none."""
    conf = settings.get()
    with transaction(engine_for(conf.database_url)) as session:
        done = import_districts(
            session,
            file.read_bytes(),
            datum,
            source=source,
            approval_no=approval_no or conf.map_approval_no,
            own_city=city or conf.city_code or None,
        )
    answer(asdict(done))
