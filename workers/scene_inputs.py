"""A scene as it stood when a job read it: what a detector needs, and whether it changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from imagery.detectors import SceneInput
from ledger import flights
from ledger.models import Scene
from workers.shifting import moved_view


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The columns of a scene that decide what a detector says."""

    id: int
    analysis_sha: str
    bands: Mapping[str, int]
    scale: float
    offset: float
    cloud_band: int | None
    taken_at: datetime | None
    shift_m: tuple[float, float] = (0.0, 0.0)
    """East and north, metres: where a person nudged it to."""

    @classmethod
    def of(cls, scene: Scene) -> Snapshot:
        """Copy them out of a row."""
        return cls(
            id=scene.id,
            analysis_sha=scene.analysis_sha or "",
            bands=dict(scene.bands),
            scale=scene.scale,
            offset=scene.offset,
            cloud_band=scene.cloud_band,
            taken_at=scene.taken_at,
            shift_m=flights.shift_of(scene),
        )

    def scene_input(self, store: Any, folder: Path) -> SceneInput:
        """Return the detector's view; the file comes from the media store.

        Parameters
        ----------
        folder : Path
            Of this attempt; gets the moved view of a nudged scene.
        """
        path = store.local_path(self.analysis_sha)
        if any(self.shift_m):
            path = moved_view(path, self.shift_m, folder)
        return SceneInput(
            path=path,
            bands=self.bands,
            scale=self.scale,
            offset=self.offset,
            cloud_band=self.cloud_band,
            taken_at=self.taken_at,
        )
