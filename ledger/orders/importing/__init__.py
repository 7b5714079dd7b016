"""Import of a company's work orders: a preview of every row, then all of it or nothing."""

from ledger.orders.importing.columns import FIELDS, headings
from ledger.orders.importing.committing import commit
from ledger.orders.importing.previewing import Preview, preview
from ledger.orders.importing.reading import Row

__all__ = ["FIELDS", "Preview", "Row", "commit", "headings", "preview"]
