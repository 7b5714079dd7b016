"""What a step leaves behind besides its change of state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """What the record says besides note and files; ``state`` where it is not the table's."""

    payload: Mapping[str, Any] = field(default_factory=dict)
    state: str | None = None
