"""The ledger as a file: XLSX, CSV, GeoJSON, GeoPackage, KML; positions are WGS-84."""

from ledger.issue_export import messages as _messages  # noqa: F401  (registers issues.export.*)
from ledger.issue_export.writing import FORMATS, write

__all__ = ["FORMATS", "write"]
