"""Stores the pictures that show a finding, and says what each of them is."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from geo.errors import Refused
from imagery import evidence
from imagery.detectors import FindingShape, Zone
from imagery.evidence import Crop
from workers.scene_inputs import Snapshot

_log = logging.getLogger(__name__)


def stored(
    store: Any,
    finding: FindingShape,
    *,
    image: Snapshot,
    reference: Snapshot | None,
    zone: Zone,
    folder: Path,
) -> list[dict[str, Any]]:
    """Cut a finding's crops, put them into the media store, return their entries.

    Parameters
    ----------
    folder : Path
        Of this attempt, for views of nudged scenes.

    Returns
    -------
    list of dict
        {"sha256", "kind", "mime", "width", "height", "pixels", "bbox", "taken_at", "scene_id"}.
    """
    try:
        crops = evidence.crops(
            image.scene_input(store, folder),
            finding,
            reference=None if reference is None else reference.scene_input(store, folder),
            zone=zone,
        )
    except Refused as refusal:
        # A lead without its picture is still a lead.
        _log.warning("no picture of a finding in scene %d: %s", image.id, refusal)
        return []
    return [_entry(store, crop, reference if crop.kind == "baseline" else image) for crop in crops]


def _entry(store: Any, crop: Crop, scene: Snapshot | None) -> dict[str, Any]:
    taken_at = scene.taken_at if scene else None
    return {
        "sha256": store.put_bytes(crop.data),
        "kind": crop.kind,
        "mime": crop.mime,
        "width": crop.width,
        "height": crop.height,
        "pixels": crop.pixels,
        "bbox": list(crop.bbox),
        "taken_at": taken_at.isoformat() if taken_at else None,
        "scene_id": scene.id if scene else None,
    }
