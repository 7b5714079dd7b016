"""The evidence sheet of one finding: an A4 PDF in Chinese or English, the same data the same bytes.

::

    pdf = evidence_sheet(SheetData(...), "zh")

Pure: it opens no database and no file; pictures come as bytes from our own store.
"""

from __future__ import annotations

from imagery.sheet.data import (
    Decision,
    FindingFacts,
    FlightFacts,
    FrameFacts,
    Hash,
    Picture,
    Place,
    SheetData,
)
from imagery.sheet.making import evidence_sheet

__all__ = [
    "Decision",
    "FindingFacts",
    "FlightFacts",
    "FrameFacts",
    "Hash",
    "Picture",
    "Place",
    "SheetData",
    "evidence_sheet",
]
