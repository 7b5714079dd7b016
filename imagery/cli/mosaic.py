"""``imagery mosaic DIR --out OUT.tif``: one GeoTIFF of a folder's photos.

Every photo passes intake first; one that is refused is listed with the reason.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # frames run side by side: spinning threads cost

from geo.errors import Refused, XunzhanError
from imagery.cli import _naming, explain, told
from imagery.cli._usage import wrong
from imagery.intake import sniff
from imagery.mosaic import FrameInput, mosaic
from imagery.mosaic.making import MOST_FRAMES
from imagery.photos import take_photo

SUMMARY = "Lay the photos of one flight on flat ground: one GeoTIFF, how well it holds together."
_ENDINGS = {".jpg", ".jpeg", ".png"}
_KINDS = {"JPEG", "PNG"}
_AT_ONCE = 2
_PLACING = ("yaw_deg", "yaw_flipped", "height_m", "shift_m", "placed_by")
_FRAME_KEYS = ("used", "reason", "ties", *_PLACING)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--out", type=Path, required=True, help="the GeoTIFF to write")


def run(args: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Make one mosaic."""
    target = args.out.absolute()
    if not args.folder.is_dir():
        raise wrong(f"DIR {args.folder} 不是文件夹", f"DIR {args.folder} is no folder")
    if not target.parent.is_dir() or target.is_dir():
        raise wrong(f"不能写入 --out {args.out}", f"cannot write to --out {args.out}")
    with tempfile.TemporaryDirectory(prefix=".photos-", dir=target.parent) as stored:
        with _naming.about(args.folder, "DIR"):
            files = _photos(args.folder, target)
        taken = _taken(files, args.folder, Path(stored))
        try:
            result = mosaic([f for f in taken if isinstance(f, FrameInput)], target)
        except XunzhanError as refusal:
            _naming.name(refusal, {}, (_naming.label(args.folder, "DIR"),))
            frames = _refused(refusal, taken)
            _explain(frames)
            yield told(refusal) | {"frames": frames}
            return
    own = {f.name: _frame(f.as_json()) for f in result.frames}
    frames = [own[t.name] if isinstance(t, FrameInput) else t for t in taken]
    _explain(frames)
    yield {
        "gsd_m": result.gsd_m,
        "area_m2": result.area_m2,
        "tie_median_gsd": result.tie_median_gsd,
        "tie_p90_gsd": result.tie_p90_gsd,
        "ties_held_out": result.ties_held_out,
        "frames": frames,
    }


def _explain(frames: list[dict[str, Any]]) -> None:
    """Say once what each reason means for which photos are not used."""
    explain(frame["reason"] for frame in frames if frame["reason"])


def _photos(folder: Path, target: Path) -> list[Path]:
    """Return the photos of a folder and those below it; links are not followed.

    A file counts by its content or its ending: a damaged photo must be listed, a text need not.
    """
    files = (f for f in sorted(folder.rglob("*")) if f.is_file() and not f.is_symlink())
    photos = [f for f in files if f.absolute() != target and _is_photo(f)]
    if len(photos) > MOST_FRAMES:
        raise Refused("mosaic.too_many_frames", count=len(photos), limit=MOST_FRAMES)
    if not photos:
        raise Refused("mosaic.no_frames")
    return photos


def _is_photo(file: Path) -> bool:
    if file.suffix.lower() in _ENDINGS:
        return True
    try:
        return sniff.kind_of(file) in _KINDS
    except XunzhanError:
        return False


def _taken(files: list[Path], folder: Path, stored: Path) -> list[FrameInput | dict[str, Any]]:
    """Take every photo in, two at a time, each in its own child process."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(lambda file: _one(file, str(file.relative_to(folder)), stored), files))


def _one(file: Path, name: str, stored: Path) -> FrameInput | dict[str, Any]:
    try:
        with tempfile.TemporaryDirectory(dir=stored) as own:
            photo = take_photo(file, filename=file.name, out_dir=Path(own))
            kept = stored / f"{photo.sha256}.jpg"
            photo.stored.replace(kept)
    except XunzhanError as refusal:
        return _frame({"name": name, "reason": refusal.code})
    facts = photo.facts
    return FrameInput(
        path=kept,
        name=name,
        lon=facts.lon,
        lat=facts.lat,
        height_m=facts.height_agl_m,
        yaw_deg=facts.yaw_deg,
        pitch_deg=facts.pitch_deg,
        roll_deg=facts.roll_deg,
        focal_px=facts.focal_px,
        taken_at=facts.taken_at,
        accuracy_m=facts.accuracy_m,
        lens=facts.lens or None,
        mount=facts.mount,
    )


def _frame(result: dict[str, Any]) -> dict[str, Any]:
    unknown = {"used": False, "ties": 0, "yaw_flipped": False, "placed_by": ""}
    return {"file": result["name"]} | {k: result.get(k, unknown.get(k)) for k in _FRAME_KEYS}


def _refused(
    refusal: XunzhanError, taken: list[FrameInput | dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return what is known of every photo although there is no mosaic."""
    listed: Any = refusal.params.get("frames") or []
    frames = {f["name"]: _frame(f) for f in listed}
    return [
        frames.get(t.name, _frame({"name": t.name, "reason": refusal.code}))
        if isinstance(t, FrameInput)
        else t
        for t in taken
    ]
