"""What has been read of a photo so far: values, where each comes from, and doubts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Notes:
    """Values by the names of ``PhotoFacts``; the first word on a value counts."""

    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)
    measures: dict[str, float] = field(default_factory=dict)

    def take(self, name: str, value: Any, origin: str) -> None:
        """Keep a value with its origin, unless there is one already."""
        if value is not None and name not in self.values:
            self.values[name] = value
            self.origins[name] = origin
