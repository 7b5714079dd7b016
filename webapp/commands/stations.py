"""``flask stations``: import a station list, or write the stations as CSV."""

from __future__ import annotations

import json
from pathlib import Path

import click

import settings
from ledger import station_import
from ledger.db import engine_for, reading, transaction
from ledger.station_export import to_csv
from webapp.cli_output import Group, answer, refusals

group = Group("stations", help="Import and export stations.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--datum", required=True, help="wgs84, cgcs2000, gcj02 or bd09.")
@click.option("--kind", type=click.Choice(["air", "water"]), help="For rows without a kind.")
@click.option(
    "--network",
    type=click.Choice(["national", "provincial", "city", "district"]),
    help="For rows without a network level.",
)
@click.option("--company", help="O&M company (key or name) of rows that name none.")
@click.option("--create-companies", is_flag=True, help="Create companies that are not known.")
@click.option("--preview", "only_preview", is_flag=True, help="Show what would happen.")
@refusals
def import_stations(
    file: Path,
    datum: str,
    kind: str | None,
    network: str | None,
    company: str | None,
    create_companies: bool,  # noqa: FBT001  (click passes flags by position of their name)
    only_preview: bool,  # noqa: FBT001
) -> None:
    """Import the stations of FILE (CSV, XLSX or GeoJSON), all or none."""
    defaults = station_import.Defaults(
        kind=kind, network=network, company=company, create_companies=create_companies
    )
    with transaction(engine_for(settings.get().database_url)) as session:
        preview = station_import.preview(
            session, file.read_bytes(), file.name, datum=datum, defaults=defaults
        )
        _tell(preview)
        if only_preview:
            answer({"ok": preview.ok, "counts": preview.counts})
            return
        done = station_import.commit(session, preview, actor=None)
    answer({"imported": done.imported, "changed": done.changed, "same": done.same})


def _tell(preview: station_import.Preview) -> None:
    """Write every note and problem to stderr, one a line."""
    lang = settings.get().default_lang
    for problem in (*preview.notes, *preview.problems):
        click.echo(problem.text("en" if lang == "en" else "zh"), err=True)
    for row in preview.rows:
        for problem in row.problems:
            words = problem.text("en" if lang == "en" else "zh")
            line = {"row": row.number, "field": problem.field, "code": problem.code, "text": words}
            click.echo(json.dumps(line, ensure_ascii=False), err=True)


@group.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@refusals
def export_stations(file: Path) -> None:
    """Write all stations to FILE as CSV (UTF-8, WGS-84)."""
    with reading(engine_for(settings.get().database_url)) as session:
        text, count = to_csv(session)
    file.write_text(text, encoding="utf-8-sig", newline="")
    answer({"exported": count})
