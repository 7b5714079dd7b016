"""What a reader is told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Request:
    """The file to read and the name it came with."""

    path: Path
    filename: str = ""
