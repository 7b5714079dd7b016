"""The intake limits that the installation's settings choose."""

from __future__ import annotations

from imagery.limits import Limits
from settings import Settings


def for_settings(settings: Settings) -> Limits:
    """Return how much one uploaded file may cost here."""
    return Limits(
        max_bytes=settings.max_upload_mb * 2**20,
        memory_mb=settings.intake_memory_mb,
        cpu_seconds=settings.intake_cpu_seconds,
    )
