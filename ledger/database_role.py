"""The database role of the running service in production: it may add to the record, no more.

The tables belong to another role, which runs migrations. What is append-only is found by its
guard in the database, so a new such table is kept from the role by itself.
"""

from __future__ import annotations

import re

from psycopg import sql
from sqlalchemy import Connection, text

import ledger.audit_messages  # noqa: F401  (registers audit.*)
from geo.errors import Refused

NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
READ_ONLY = ("alembic_version", "spatial_ref_sys")
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_GUARDED = r"SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE tgname = relname || '_append_only'"  # noqa: E501
_ROLE = "SELECT rolsuper, pg_has_role(rolname, current_user, 'MEMBER') FROM pg_roles WHERE rolname = :name"  # noqa: E501


def grant(connection: Connection, role: str, *, password: str = "") -> dict[str, list[str]]:
    """Give a role what the service needs and nothing else, making it where it does not exist.

    Run it as the owner of the tables, again after every migration.

    Parameters
    ----------
    password : str, optional
        For a role that has to be made.

    Returns
    -------
    dict
        ``writable`` and ``append_only``: names of tables.

    Raises
    ------
    Refused
        ``audit.role_postgresql``: there are no roles in SQLite; ``audit.role_name``,
        ``audit.role_missing``, ``audit.role_owner``: it may take the guards away itself.
    """
    if connection.dialect.name != "postgresql":
        raise Refused("audit.role_postgresql")
    if not NAME.fullmatch(role):
        raise Refused("audit.role_name", value=role[:64])
    _exists(connection, role, password)
    tables = set(connection.scalars(text(_TABLES)))
    guarded = set(connection.scalars(text(_GUARDED))) & tables
    free = tables - guarded - set(READ_ONLY)
    for statement in _statements(role, sorted(free), sorted(guarded), sorted(tables - free)):
        connection.exec_driver_sql(statement)
    return {"writable": sorted(free), "append_only": sorted(guarded)}


def _exists(connection: Connection, role: str, password: str) -> None:
    found = connection.execute(text(_ROLE), {"name": role}).one_or_none()
    if found is None:
        if not password:
            raise Refused("audit.role_missing", value=role)
        made = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
        name = sql.Identifier(role)
        connection.exec_driver_sql(made.format(name, sql.Literal(password)).as_string(None))
    elif any(found):
        raise Refused("audit.role_owner", value=role)


def _statements(role: str, free: list[str], guarded: list[str], read: list[str]) -> list[str]:
    given = [
        f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "{role}"',
        f'REVOKE CREATE ON SCHEMA public FROM "{role}", PUBLIC',
        f'GRANT USAGE ON SCHEMA public TO "{role}"',
        f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{role}"',
        f'GRANT SELECT ON {_list(read)} TO "{role}"',
        f'GRANT SELECT, INSERT, UPDATE, DELETE ON {_list(free)} TO "{role}"',
    ]
    if guarded:
        given.append(f'GRANT INSERT ON {_list(guarded)} TO "{role}"')
    return given


def _list(tables: list[str]) -> str:
    return ", ".join(f'public."{table}"' for table in tables)
