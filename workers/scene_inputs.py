"""A scene as it stood when a job read it: what a detector needs, and whether it changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from imagery.detectors import SceneInput
from ledger.models import Scene


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
        )

    def scene_input(self, store: Any) -> SceneInput:
        """Return the detector's view; the file comes from the media store."""
        return SceneInput(
            path=store.local_path(self.analysis_sha),
            bands=self.bands,
            scale=self.scale,
            offset=self.offset,
            cloud_band=self.cloud_band,
            taken_at=self.taken_at,
        )
