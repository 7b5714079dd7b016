"""Import of station lists: read strictly, preview every row's error, write all or nothing."""

from ledger.station_import.committing import Imported, commit
from ledger.station_import.previewing import Preview, Row, preview
from ledger.station_import.reading import read_table
from ledger.station_import.rows import Defaults
from ledger.station_import.table import Problem

__all__ = ["Defaults", "Imported", "Preview", "Problem", "Row", "commit", "preview", "read_table"]
