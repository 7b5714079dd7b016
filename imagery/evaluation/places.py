"""Where an evaluation keeps its files: raw ones taken in once, made ones in a folder of its own."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

from imagery.detectors import SceneInput
from imagery.intake import take_in


@cache
def _room() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="imagery-evaluate-")


def scratch() -> Path:
    """Return the run's folder; it is removed when the process ends."""
    return Path(_room().name)


@cache
def taken(path: Path) -> Path:
    """Return the stored raster of a raw file, taken in as the command line does, once a run."""
    folder = scratch() / hashlib.sha256(str(path.absolute()).encode()).hexdigest()[:16]
    folder.mkdir()
    return take_in(path, filename=path.name, out_dir=folder, display=False).analysis


def scene_of(raw: SceneInput) -> SceneInput:
    """Return a scene whose files have all passed intake."""
    return replace(
        raw,
        path=taken(raw.path),
        cloud_path=None if raw.cloud_path is None else taken(raw.cloud_path),
        companions={name: taken(path) for name, path in raw.companions.items()},
    )
