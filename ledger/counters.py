"""Numbers that only grow, counted in the transaction that uses them: no gap, no double."""

from __future__ import annotations

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ledger.models import Counter


def following(session: Session, name: str) -> int:
    """Return the next number of a counter, from 1; others wait until this transaction ends.

    The row stays locked until then, so a rolled back number is given again.
    """
    dialect = session.get_bind().dialect.name
    table = Counter.__table__
    assert isinstance(table, Table)  # noqa: S101  (a declarative model has a table)
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    query = (
        insert.values(name=name, value=1)
        .on_conflict_do_update(index_elements=["name"], set_={"value": table.c.value + 1})
        .returning(table.c.value)
    )
    return int(session.execute(query).scalar_one())
