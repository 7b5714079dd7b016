"""The older image of a water body: opened, checked, and asked how much there was in a patch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.errors import Refused
from imagery.detectors import checks, grid, reading
from imagery.detectors.algae.survey import Index
from imagery.detectors.algae.water import roles_of
from imagery.detectors.base import SceneInput
from imagery.detectors.grid import same_grid
from imagery.detectors.shapes import Component


@dataclass(frozen=True)
class Before:
    """The open baseline, the open image it is laid to, and what must be said of the two."""

    source: Any
    scene: SceneInput
    image: Any
    season_days: float | None
    flags: tuple[str, ...]

    def median(self, part: Component, index: Index) -> float | str:
        """Return a patch's median of an index, ``unknown`` where half of it was not seen."""
        planes = reading.read_onto(
            self.source, self.scene, roles_of(self.scene), self.image, part.frame
        )
        values = index(planes)[part.bits]
        known = values[np.isfinite(values)]
        return round(float(np.median(known)), 4) if known.size * 2 >= part.size else "unknown"


@contextmanager
def baseline(
    source: Any,
    image: SceneInput,
    reference: SceneInput,
    roles: tuple[str, ...],
    *,
    detector: str,
) -> Iterator[Before]:
    """Open the baseline.

    Raises
    ------
    Refused
        ``detect.no_position``, ``detect.no_overlap`` and what
        :func:`imagery.detectors.checks.check_values` refuses.
    """
    with reading.opened(reference, roles, detector=detector) as base:
        there = grid.whole(source)
        if not same_grid(source, base):
            for one, scene in ((source, image), (base, reference)):
                if one.crs is None:
                    raise Refused("detect.no_position", file=scene.path.name, what="reference")
            there = grid.frame_on(base, source, there)
        if not there.meets(base):
            raise Refused("detect.no_overlap", file=reference.path.name, what="image")
        checks.check_values(base, reference, roles, there, reflectance=True)
        days, flags = checks.season_days(image, reference), checks.season_flags(image, reference)
        yield Before(base, reference, source, days, flags)
