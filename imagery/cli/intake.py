"""``imagery intake FILE --out STORED.tif``: check a raster and rewrite it as our own COG.

FILE may be a folder (Sentinel-2 SAFE, Landsat); ``--world`` and ``--crs`` place a picture.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from imagery.cli import _naming, explain
from imagery.cli._usage import wrong
from imagery.intake import Stored, WorldFile, take_in

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
        raise wrong("--world 与 --crs 须同时给出", "--world and --crs go together")
    target = _target(args)
    with tempfile.TemporaryDirectory(prefix=".intake-", dir=target.parent) as folder:
        world = _world(args)
        with _naming.about(args.file, "FILE"):
            stored = take_in(
                args.file,
                filename=args.file.name,
                out_dir=Path(folder),
                display=False,
                world=world,
            )
        stored.analysis.replace(target)
    explain(stored.flags)
    _explain(stored, _naming.label(args.file, "FILE"))
    yield {
        "accepted": stored.accepted,
        "flags": list(stored.flags),
        "sha256": stored.sha256,
        "driver": stored.driver,
        "width": stored.width,
        "height": stored.height,
        "bands": stored.bands,
        "crs": stored.crs,
        "proposed": _proposed(stored),
    }


def _target(args: argparse.Namespace) -> Path:
    target: Path = args.out.absolute()
    if not target.parent.is_dir() or target.is_dir():
        raise wrong(f"不能写入 --out {args.out}", f"cannot write to --out {args.out}")
    if target.exists() and args.file.exists() and target.samefile(args.file):
        raise wrong("--out 就是 FILE 本身", "--out is FILE itself")
    return target


def _world(args: argparse.Namespace) -> WorldFile | None:
    """Return the world file, read once so that what is wrong with it is said of it."""
    if args.world is None:
        return None
    world = WorldFile(path=args.world, crs=args.crs)
    with _naming.about(args.world, "--world"):
        world.grid()
    world.epsg()
    return world


def _explain(stored: Stored, subject: str) -> None:
    """Say on stderr what each proposal rests on, with the name the file gives the band."""
    explain(stored.guess.why, subject)
    for role, number in stored.guess.bands.items():
        named = stored.names[number - 1] if number <= len(stored.names) else ""
        print(f"{subject}: {number} {named} -> {role}".replace("  ", " "), file=sys.stderr)


def _proposed(stored: Stored) -> dict[str, Any]:
    """Return what the file's own words let guess; a person may say otherwise."""
    guess = stored.guess
    return {
        "bands": dict(guess.bands),
        "scale": guess.scale,
        "offset": guess.offset,
        "cloud_band": guess.cloud_band,
        "taken_at": guess.taken_at.isoformat() if guess.taken_at else None,
        "why": list(guess.why),
    }
