"""What a product is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Part:
    """One single-band file: reflectance = stored · scale + offset.

    ``role`` is None for a band no detector asks for by name; ``means`` tells what the numbers
    are: ``reflectance``, ``probability`` (%), ``scl`` (Sentinel-2 scene classes) or ``qa``
    (Landsat's QA_PIXEL bits).
    """

    name: str
    path: Path
    role: str | None = None
    scale: float = 1.0
    offset: float = 0.0
    means: str = "reflectance"


@dataclass(frozen=True, kw_only=True)
class Product:
    """One scene: ``bands`` in the sensor's order, ``cloud`` files of which one band is made.

    ``missing`` names the roles the sensor has and the folder has not (``cloud`` among them).
    """

    name: str
    sensor: str
    bands: tuple[Part, ...]
    cloud: tuple[Part, ...] = ()
    taken_at: datetime | None = None
    missing: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    metadata: tuple[Path, ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that something was taken from."""
        return (*self.metadata, *(part.path for part in (*self.bands, *self.cloud)))

    @property
    def scaling(self) -> tuple[float, float] | None:
        """Scale and offset, or None when bands differ: then reflectance itself is stored."""
        kinds = {(part.scale, part.offset) for part in self.bands}
        return next(iter(kinds)) if len(kinds) == 1 else None
