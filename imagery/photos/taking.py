"""Takes one photo in: header, child process, footprint."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from geo.errors import Refused
from imagery import headers
from imagery.hashing import sha256_of
from imagery.headers import tiff_directory
from imagery.intake import sniff
from imagery.limits import Limits, OnStage
from imagery.photos import footprint, pose
from imagery.photos.facts import PhotoFacts, StoredPhoto
from imagery.photos.footprint import Ground
from imagery.photos.terrain import Terrain
from imagery.sandbox import running
from imagery.sandbox.workfolder import moved, work_folder

_MAX_PHOTO_BYTES = 256 * 2**20
_MAX_PHOTO_PIXELS = 250_000_000
_KINDS = {"JPEG", "PNG", "GTiff"}
_MAKE, _EXIF, _GEO_KEYS, _BITS = 271, 34665, 34735, 258


def take_photo(
    path: Path,
    *,
    filename: str,
    out_dir: Path,
    limits: Limits | None = None,
    terrain: Terrain | None = None,
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
    terrain : Terrain, optional
        The ground's heights, with the take-off point where it is known; without it the ground
        is level and as high as the take-off point.

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
    return StoredPhoto(sha256=sha256, stored=stored, thumb=thumb, facts=_with_ground(told, terrain))


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
    if driver == "GTiff" and not _is_of_a_camera(path, limits):
        raise Refused("photo.kind_not_allowed")
    header = headers.check(path, driver, limits)
    if header.width * header.height > _MAX_PHOTO_PIXELS:
        limit = _MAX_PHOTO_PIXELS // 1_000_000
        size_px = {"width": header.width, "height": header.height}
        raise Refused("intake.too_many_pixels", **size_px, limit=limit)
    return driver, header


def _is_of_a_camera(path: Path, limits: Limits) -> bool:
    """Whether a TIFF is one frame of a camera: make and EXIF, no place on a map of its own."""
    with path.open("rb") as file:
        pages = tiff_directory.pages(file, path.stat().st_size, limits)
    page = pages[0]
    bits = page.get(_BITS, (1,))
    return (
        len(pages) == 1
        and {_MAKE, _EXIF} <= page.keys()
        and not (_GEO_KEYS in page or isinstance(bits, bytes) or set(bits) - {8, 16})
    )


def _with_ground(told: dict[str, Any], terrain: Terrain | None) -> PhotoFacts:
    """Add pixel size and footprint, or the reason why there is none."""
    taken_at = told.pop("taken_at", None)
    if terrain is not None:
        _height_from(terrain, told)
    found = _ground(told, terrain)
    told |= {"quality": tuple(told["quality"]), "flags": tuple(told["flags"])}
    return PhotoFacts(
        **told,
        taken_at=datetime.fromisoformat(taken_at) if taken_at else None,
        gsd_m=found.gsd_m,
        gsd_worst_m=found.gsd_worst_m,
        footprint=found.polygon,
        footprint_reason=found.reason,
    )


def _height_from(terrain: Terrain, told: dict[str, Any]) -> None:
    """Bring the height down to the ground under the camera, as far as the terrain can tell.

    A height above take-off is moved by the rise of the ground since; without one, GPS altitude
    less terrain is the next best.
    """
    if told.get("lon") is None or (base := terrain.under((told["lon"], told["lat"]))) is None:
        return
    height, start = told.get("height_agl_m"), terrain.takeoff_m
    if height is not None and start is not None:
        told["height_agl_m"] = round(height + start - base, 2)
        told["origins"]["height_agl_m"] += "+dtm"
    elif height is not None:
        told["flags"] = (*told["flags"], "photo.takeoff_unknown")
    elif told.get("altitude_m") is not None:
        told["height_agl_m"] = round(told["altitude_m"] - base, 2)
        told["origins"]["height_agl_m"] = "dtm"
        told["flags"] = (*told["flags"], "photo.height_from_terrain")


def _ground(told: dict[str, Any], terrain: Terrain | None) -> Ground:
    """Return the ground; without a position or heading only its pixel size can be told."""
    lens, height, pitch = (
        pose.lens_of(told.get("lens")),
        told.get("height_agl_m"),
        told.get("pitch_deg"),
    )
    placed, yaw = told.get("lon") is not None, told.get("yaw_deg")
    reason = _missing(told)
    if lens is None or height is None or height <= 0 or pitch is None:
        return Ground(reason=reason)
    lonlat = (told["lon"], told["lat"]) if placed else (0.0, 0.0)
    camera = pose.Pose(
        lonlat, height, yaw or 0.0, pitch, told.get("roll_deg") or 0.0, told.get("mount", "gimbal")
    )
    found = footprint.ground_of(lens, camera, terrain=terrain if placed else None)
    return found if reason is None else replace(found, polygon=None, reason=reason)


def _missing(told: dict[str, Any]) -> str | None:
    reasons = (
        ("lon", "photo.unplaced"),
        ("height_agl_m", "photo.no_height"),
        ("yaw_deg", "photo.no_attitude"),
        ("pitch_deg", "photo.no_attitude"),
        ("focal_px", "photo.no_focal_length"),
    )
    for name, reason in reasons:
        if told.get(name) is None:
            return reason
    return "photo.no_height" if told["height_agl_m"] <= 0 else None
