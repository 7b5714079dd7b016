"""Statements that make a table append-only for every ordinary writer of the database."""

from __future__ import annotations


def append_only_ddl(table: str, dialect: str) -> list[str]:
    """Return the statements that refuse UPDATE and DELETE on ``table``.

    Whoever owns the database can still take the guard away; the hash chain shows what was
    changed then.
    """
    guard = f"{table}_append_only"
    if dialect == "postgresql":
        return [
            f"CREATE FUNCTION {guard}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$",
            f"CREATE TRIGGER {guard} BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {guard}()",
        ]
    return [
        f"CREATE TRIGGER {guard}_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ]
