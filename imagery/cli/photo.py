"""``imagery photo FILE...``: what each photo says of its place, time and pose, one a line."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geo.errors import XunzhanError
from imagery.cli import told
from imagery.photos import PhotoFacts, take_photo

SUMMARY = "Read place, time and pose of photos; nothing is stored."


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")


def run(args: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Read every file; a refused one does not keep the others from being read."""
    for file in args.files:
        try:
            with tempfile.TemporaryDirectory(prefix="imagery-photo-") as folder:
                facts = take_photo(file, filename=file.name, out_dir=Path(folder)).facts
        except XunzhanError as refusal:
            yield {"file": str(file), **told(refusal)}
        else:
            yield _shown(file, facts)


def _shown(file: Path, facts: PhotoFacts) -> dict[str, Any]:
    return {
        "file": str(file),
        "taken_at": facts.taken_at.isoformat() if facts.taken_at else None,
        "lon": facts.lon,
        "lat": facts.lat,
        "placed": facts.placed,
        "height_agl_m": facts.height_agl_m,
        "yaw_deg": facts.yaw_deg,
        "pitch_deg": facts.pitch_deg,
        "gsd_m": facts.gsd_m,
        "footprint": facts.footprint,
        "footprint_reason": facts.footprint_reason,
        "quality": list(facts.flags),
    }
