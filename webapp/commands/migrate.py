"""``flask migrate``: bring the database to the current schema."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from ledger import rulebook, schema
from ledger.db import transaction
from webapp import db
from webapp.cli_output import Command


@click.command("migrate", cls=Command)
@with_appcontext
def group() -> None:
    """Run every outstanding migration and load the release's rules."""
    schema.migrate(db.engine())
    with transaction(db.engine()) as session:
        rulebook.load(session)
    click.echo("the database is current", err=True)
