"""Moments and days as text."""

from __future__ import annotations

from datetime import date, datetime


def moment(value: datetime | None) -> str | None:
    """Return ISO 8601 in UTC with ``Z``, to the second."""
    if value is None:
        return None
    return value.isoformat(timespec="seconds").replace("+00:00", "Z")


def day(value: date | None) -> str | None:
    """Return ``YYYY-MM-DD``."""
    return value.isoformat() if value else None
