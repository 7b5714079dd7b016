"""Takes one photo in: header, child process, footprint."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from geo.errors import Refused
from imagery import headers
from imagery.hashing import sha256_of
from imagery.intake import sniff
from imagery.limits import Limits, OnStage
from imagery.photos import footprint
from imagery.photos.facts import PhotoFacts, StoredPhoto
from imagery.sandbox import running
from imagery.sandbox.workfolder import moved, work_folder

_MAX_PHOTO_BYTES = 256 * 2**20
_MAX_PHOTO_PIXELS = 250_000_000
_KINDS = {"JPEG", "PNG"}


def take_photo(
    path: Path,
    *,
    filename: str,
    out_dir: Path,
    limits: Limits | None = None,
    on_stage: OnStage | None = None,
) -> StoredPhoto:
    """Check a photo, store it without metadata and make its thumbnail.

    Parameters
    ----------
    path : Path
        The file as it came in; never changed.
    filename : str
        The name it came with; it may show the wrong kind (flag ``intake.name_disagrees``).
    out_dir : Path
        Gets ``<sha256>.jpg`` and ``<sha256>.thumb.jpg``.

    Raises
    ------
    Refused
        ``photo.kind_not_allowed`` or any ``intake.*`` code.
    """
    limits = limits or Limits()
    driver, header = _checked(path, limits)
    limits = limits.for_decoded(header.decoded_bytes)
    flags = list(header.flags)
    if sniff.name_disagrees(filename, driver):
        flags.append("intake.name_disagrees")
    sha256 = sha256_of(path)
    with work_folder(out_dir, path) as work:
        stored, thumb = work / f"{sha256}.jpg", work / f"{sha256}.thumb.jpg"
        params = {
            "source": str(work / "input"),
            "driver": driver,
            "size": (header.width, header.height),
            "stored": str(stored),
            "thumb": str(thumb),
        }
        told = running.run("photo", params, work=work, limits=limits, on_stage=on_stage)
        stored = moved(stored, out_dir)
        thumb = moved(thumb, out_dir)
    told["flags"] = (*flags, *told["flags"])
    return StoredPhoto(sha256=sha256, stored=stored, thumb=thumb, facts=_with_ground(told))


def _checked(path: Path, limits: Limits) -> tuple[str, headers.Header]:
    if not path.is_file():
        raise Refused("intake.not_a_file")
    size = path.stat().st_size
    if size > _MAX_PHOTO_BYTES:
        limit = _MAX_PHOTO_BYTES // 2**20
        raise Refused("intake.too_many_bytes", megabytes=size // 2**20, limit=limit)
    driver = sniff.kind_of(path)
    if driver not in _KINDS:
        raise Refused("photo.kind_not_allowed")
    header = headers.check(path, driver, limits)
    if header.width * header.height > _MAX_PHOTO_PIXELS:
        limit = _MAX_PHOTO_PIXELS // 1_000_000
        size_px = {"width": header.width, "height": header.height}
        raise Refused("intake.too_many_pixels", **size_px, limit=limit)
    return driver, header


def _with_ground(told: dict[str, Any]) -> PhotoFacts:
    """Add pixel size and footprint, or the reason why there is none."""
    taken_at = told.pop("taken_at", None)
    outline, reason = _outline(told)
    height_m, focal_px, pitch = told.get("height_agl_m"), told["focal_px"], told.get("pitch_deg")
    down = pitch is not None and pitch <= -60
    return PhotoFacts(
        **told,
        taken_at=datetime.fromisoformat(taken_at) if taken_at else None,
        gsd_m=height_m / focal_px if height_m and height_m > 0 and focal_px and down else None,
        footprint=outline,
        footprint_reason=reason,
    )


def _outline(told: dict[str, Any]) -> tuple[dict[str, Any] | None, str | None]:
    missing = (
        ("lon", "photo.unplaced"),
        ("height_agl_m", "photo.no_height"),
        ("yaw_deg", "photo.no_attitude"),
        ("pitch_deg", "photo.no_attitude"),
        ("focal_px", "photo.no_focal_length"),
    )
    for name, reason in missing:
        if told.get(name) is None:
            return None, reason
    if told["height_agl_m"] <= 0:
        return None, "photo.no_height"
    outline = footprint.ground(
        lonlat=(told["lon"], told["lat"]),
        height_m=told["height_agl_m"],
        yaw_deg=told["yaw_deg"],
        pitch_deg=told["pitch_deg"],
        roll_deg=told.get("roll_deg", 0.0),
        focal_px=told["focal_px"],
        size=(told["width"], told["height"]),
    )
    return outline, None if outline else "photo.horizon"
