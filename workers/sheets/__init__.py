"""The evidence sheet of a finding, gathered from the ledger and the media store."""

from __future__ import annotations

from workers.sheets.gathering import sheet_data

__all__ = ["sheet_data"]
