"""Moments as the bureau writes them: Beijing time, MM-DD within the year."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

BUREAU_TIME = ZoneInfo("Asia/Shanghai")


def stamp(moment: datetime, *, year: bool = False) -> str:
    """Return ``10-14 14:30``, or ``2026-10-14 14:30`` on paper and in exports."""
    return moment.astimezone(BUREAU_TIME).strftime("%Y-%m-%d %H:%M" if year else "%m-%d %H:%M")
