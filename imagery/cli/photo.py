"""``imagery photo FILE...``: what each photo says of its place, time and pose, one a line."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geo.errors import Refused, XunzhanError
from geo.messages import text
from imagery.cli import _naming, explain, lang, told
from imagery.cli._usage import wrong
from imagery.intake import take_in
from imagery.photos import PhotoFacts, Terrain, take_photo
from imagery.quality import duplicates

SUMMARY = "Read place, time, pose and quality of photos; nothing is stored."
_DETAILS = (
    *("roll_deg", "mount", "altitude_m", "accuracy_m", "gsd_worst_m", "lens", "make", "model"),
    *("band", "origins", "look_hash"),
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--dtm", type=Path, help="heights of the ground in metres, a raster")
    parser.add_argument("--takeoff", metavar="LON,LAT", help="where heights count from (--dtm)")
    parser.add_argument(
        "--details", action="store_true", help="also lens, origins, measures and reasons in words"
    )


def run(args: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Read every file; a refused one does not keep the others from being read."""
    terrain = None if args.dtm is None else _terrain(args.dtm, _place(args.takeoff))
    seen: list[tuple[str, PhotoFacts]] = []
    for number, file in enumerate(args.files):
        try:
            with tempfile.TemporaryDirectory(prefix="imagery-photo-") as folder:
                facts = take_photo(
                    file, filename=file.name, out_dir=Path(folder), terrain=terrain
                ).facts
        except XunzhanError as refusal:
            _naming.name(refusal, {}, (_naming.label(file, "FILE"),))
            yield {"file": str(file), **told(refusal)}
        else:
            seen.append((str(number), facts))
            yield _shown(file, facts, _codes(seen), details=args.details)


def _place(said: str | None) -> tuple[float, float] | None:
    if said is None:
        return None
    try:
        lon, lat = (float(part) for part in said.split(","))
    except ValueError as error:
        raise _wrong_place() from error
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise _wrong_place()
    return lon, lat


def _wrong_place() -> Refused:
    return wrong("--takeoff 应为 经度,纬度", "--takeoff takes LON,LAT")


def _terrain(path: Path, takeoff: tuple[float, float] | None) -> Terrain:
    with (
        tempfile.TemporaryDirectory(prefix="imagery-dtm-") as folder,
        _naming.about(path, "--dtm"),
    ):
        stored = take_in(path, filename=path.name, out_dir=Path(folder), display=False)
        return Terrain.load(stored.analysis, takeoff)


def _codes(seen: list[tuple[str, PhotoFacts]]) -> list[str]:
    """Return flags and quality of the last photo; it may repeat an earlier one."""
    frames = [
        (name, f.look_hash, f.taken_at, (f.lon, f.lat) if f.lon and f.lat else None)
        for name, f in seen
    ]
    name, facts = seen[-1]
    repeated = ["quality.duplicate"] if name in duplicates(frames) else []
    return [*facts.flags, *facts.quality, *repeated]


def _shown(file: Path, facts: PhotoFacts, codes: list[str], *, details: bool) -> dict[str, Any]:
    reasons = [*([facts.footprint_reason] if facts.footprint_reason else []), *codes]
    explain(reasons, _naming.label(file, "FILE"), facts.measures)
    shown = {
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
        "quality": codes,
    }
    if details:
        shown |= {name: getattr(facts, name) for name in _DETAILS}
        shown["measures"] = dict(facts.measures)
        shown["reasons"] = [text(code, lang(), **facts.measures) for code in reasons]
    return shown
