"""Bring a database to the current schema, and say whether it is there."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from ledger.models import Base


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine) -> None:
    """Run every outstanding migration in one transaction."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(740014)")
            connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS postgis")
        command.upgrade(_config(connection), "head")


def is_current(engine: Engine) -> bool:
    """Return whether the database stands at the newest migration."""
    with engine.connect() as connection:
        here = MigrationContext.configure(connection).get_current_revision()
        return here == ScriptDirectory.from_config(_config(connection)).get_current_head()


def drift(engine: Engine) -> list[object]:
    """Return what differs between the models and the migrated database (empty when in step)."""
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _parents: not _is_index_table(name, kind)},
        )
        return list(compare_metadata(context, Base.metadata))


def _is_index_table(name: str | None, kind: str) -> bool:
    box = bool(name) and "_box" in str(name)
    return (kind == "table" and (box or name == "spatial_ref_sys")) or (kind == "index" and box)
