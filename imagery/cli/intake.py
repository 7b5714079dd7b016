"""``imagery intake FILE --out STORED.tif``: check a raster and rewrite it as our own COG.

FILE may be a folder (Sentinel-2 SAFE, Landsat); ``--world`` and ``--crs`` place a picture.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geo.errors import Refused
from imagery.intake import WorldFile, take_in

SUMMARY = "Check a raster and rewrite it as a COG of our own, without any of its text."


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=Path)
    parser.add_argument("--world", type=Path, help="world file (.jgw, .tfw, …) of FILE")
    parser.add_argument("--crs", help="the world file's coordinate system, EPSG:n")
    parser.add_argument("--out", type=Path, required=True, help="the COG to write")


def run(args: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Take one file in."""
    if (args.world is None) != (args.crs is None):
        raise Refused("cli.usage", reason="--world and --crs go together")
    world = None if args.world is None else WorldFile(path=args.world, crs=args.crs)
    target = args.out.absolute()
    if not target.parent.is_dir() or target.is_dir():
        raise Refused("cli.usage", reason=f"--out {args.out}")
    if target.exists() and args.file.exists() and target.samefile(args.file):
        raise Refused("cli.usage", reason="--out = FILE")
    with tempfile.TemporaryDirectory(prefix=".intake-", dir=target.parent) as folder:
        stored = take_in(
            args.file,
            filename=args.file.name,
            out_dir=Path(folder),
            display=False,
            world=world,
        )
        stored.analysis.replace(target)
    yield {
        "accepted": stored.accepted,
        "flags": list(stored.flags),
        "sha256": stored.sha256,
        "driver": stored.driver,
        "width": stored.width,
        "height": stored.height,
        "bands": stored.bands,
        "crs": stored.crs,
    }
