"""The rulebook: the domain's tables as versioned rows in the database.

:func:`load` brings the release's files in, :func:`change` lets an administrator edit a row, and
:func:`at` gives the tables as of a day. Every change is an event of the record.
"""

from ledger.rulebook.editing import change
from ledger.rulebook.loading import Loaded, load
from ledger.rulebook.reading import at, history, newest
from ledger.rulebook.tables import EDITABLE, TABLES, Table

__all__ = [
    "EDITABLE",
    "TABLES",
    "Loaded",
    "Table",
    "at",
    "change",
    "history",
    "load",
    "newest",
]
