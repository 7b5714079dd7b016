"""The first door of every file: it is one, not too large, of a known kind, with a sane header."""

from __future__ import annotations

from pathlib import Path

from geo.errors import Refused
from imagery import headers
from imagery.headers.base import Header
from imagery.intake import sniff
from imagery.limits import Limits


def checked(path: Path, limits: Limits) -> tuple[str, Header]:
    """Return a file's driver and header before anything is decoded.

    Raises
    ------
    Refused
        ``intake.not_a_file``, ``intake.too_many_bytes`` and what its header is refused for.
    """
    if not path.is_file():
        raise Refused("intake.not_a_file")
    size = path.stat().st_size
    if size > limits.max_bytes:
        raise Refused(
            "intake.too_many_bytes", megabytes=size // 2**20, limit=limits.max_bytes // 2**20
        )
    driver = sniff.kind_of(path)
    return driver, headers.check(path, driver, limits)
