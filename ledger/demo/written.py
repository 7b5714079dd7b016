"""What one demo set wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Written:
    """The demo's last hour, and how much there is."""

    now: datetime
    stations: int
    readings: int
