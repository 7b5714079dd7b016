"""``flask migrate``: bring the database to the current schema."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from ledger import schema
from webapp import db
from webapp.cli_output import Command


@click.command("migrate", cls=Command)
@with_appcontext
def group() -> None:
    """Run every outstanding migration."""
    schema.migrate(db.engine())
    click.echo("the database is current", err=True)
