"""The lens of a photo from what maker and EXIF say of it: fields of ``imagery.photos.pose.Lens``.

In this order: DJI's calibration (DewarpData), the maker's focal length in pixels (Skydio with its
radial terms), Pix4D's lens models (Parrot), EXIF's focal length with the pixel pitch, EXIF's 35 mm
equivalent. Distortion is undone in one place, ``Lens.rays``.
"""

from __future__ import annotations

from typing import Any

from imagery.metadata import exif as ex
from imagery.metadata.exif import Exif
from imagery.metadata.notes import Notes
from imagery.metadata.xmp import Xmp

_UNIT_MM = {2: 25.4, 3: 10.0, 4: 1.0}
_PLAUSIBLE = (0.2, 40.0)
"""Focal length per picture width: a 136 degree wide angle to a 1.4 degree telephoto lens."""
_AGREE = 1.35
_WIDE_MM, _FOUR_THIRDS_MM = 36.0, 34.6
_MAX_ANGLE_TERM = 20.0
_OFF_MIDDLE = 0.05
"""How far a principal point may be from the middle, of the picture's width."""


def read(notes: Notes, exif: Exif, xmp: Xmp, width: int, height: int) -> None:
    """Take ``lens`` and ``focal_px`` (pixels per radian in the middle of the picture)."""
    shrunk = _shrunk(exif, width, height)
    if shrunk is None:
        notes.flags.append("photo.size_changed")
        shrunk = 1.0
    elif shrunk != 1.0:
        notes.flags.append("photo.resized")
    if (exif.number(ex.ZOOM, "exif") or 1.0) > 1.01:
        notes.flags.append("photo.zoomed")
    for lens, origin in (
        (_dewarp(xmp, width, height, shrunk), "xmp"),
        (_calibrated(xmp, width, height, shrunk), "xmp"),
        (_pix4d(exif, xmp, shrunk), "xmp"),
        (_plane(exif, width, height, shrunk), "exif"),
        (_equivalent(exif, width, height), "exif"),
    ):
        if lens and _PLAUSIBLE[0] <= _central(lens) / width <= _PLAUSIBLE[1]:
            notes.take("lens", {**lens, "width": width, "height": height}, origin)
            notes.take("focal_px", round(_central(lens), 3), origin)


def _central(lens: dict[str, Any]) -> float:
    bend = lens.get("fisheye", ())
    return float(lens["focal_px"]) * (bend[1] * 0.636619772 if len(bend) > 1 else 1.0)


def _shrunk(exif: Exif, width: int, height: int) -> float | None:
    """Return this picture's size as a share of the one the camera recorded, None when cut."""
    recorded = exif.number(ex.PIXELS_X, "exif"), exif.number(ex.PIXELS_Y, "exif")
    if not recorded[0] or not recorded[1]:
        return 1.0
    across, down = width / recorded[0], height / recorded[1]
    if abs(across / down - 1) > 0.01:
        return None
    return 1.0 if abs(across - 1) < 0.005 else across


def _dewarp(xmp: Xmp, width: int, height: int, shrunk: float) -> dict[str, Any] | None:
    """Return DJI's calibration: fx, fy, cx, cy (from the middle), k1, k2, p1, p2, k3.

    A picture that the camera has straightened already needs none of it.
    """
    told = xmp.lists.get("dewarp", ())
    if len(told) != 9 or xmp.numbers.get("dewarped") == 1 or min(told[:2]) <= 0:
        return None
    fx, fy, cx, cy, k1, k2, p1, p2, k3 = told
    return {
        "focal_px": fx * shrunk,
        "cx": width / 2 + cx * shrunk,
        "cy": height / 2 + cy * shrunk,
        "k1": k1,
        "k2": k2,
        "p1": p1,
        "p2": p2,
        "k3": k3,
        "aspect": fy / fx,
    }


def _calibrated(xmp: Xmp, width: int, height: int, shrunk: float) -> dict[str, Any] | None:
    """Return the maker's focal length, with Skydio's principal point, fy and radial terms."""
    said = xmp.numbers
    focal = said.get("focal_px")
    if not focal:
        return None
    lens: dict[str, Any] = {"focal_px": focal * shrunk}
    if "focal_y_px" in said:
        lens |= {"aspect": said["focal_y_px"] / focal, **_centre(xmp, width, height, shrunk)}
    bend = xmp.lists.get("radial", ())
    if len(bend) == 3 and said.get("dewarped") != 1:
        lens |= dict(zip(("k1", "k2", "k3"), bend, strict=True))
    return lens


def _centre(xmp: Xmp, width: int, height: int, shrunk: float) -> dict[str, float]:
    """Return the principal point; one far from the middle is of another picture."""
    x, y = xmp.numbers.get("centre_x"), xmp.numbers.get("centre_y")
    if x is None or y is None:
        return {}
    x, y = x * shrunk, y * shrunk
    if max(abs(x - width / 2), abs(y - height / 2)) > _OFF_MIDDLE * width:
        return {}
    return {"cx": x, "cy": y}


def _pix4d(exif: Exif, xmp: Xmp, shrunk: float) -> dict[str, Any] | None:
    """Return Pix4D's model: perspective with millimetres, or fisheye with pixels."""
    pitch = _pixels_per_mm(exif)
    centre = xmp.lists.get("principal_mm", ())
    place = {}
    if pitch and len(centre) == 2:
        place = {"cx": centre[0] * pitch[0] * shrunk, "cy": centre[1] * pitch[1] * shrunk}
    if xmp.texts.get("lens_kind") == "fisheye":
        return _fisheye(xmp, shrunk, place)
    focal, bend = xmp.numbers.get("focal_mm"), xmp.lists.get("distortion", ())
    if not focal or not pitch:
        return None
    lens: dict[str, Any] = {"focal_px": focal * pitch[0] * shrunk, **place}
    if len(bend) == 5:
        lens |= dict(zip(("k1", "k2", "k3", "p1", "p2"), bend, strict=True))
    return lens


def _fisheye(xmp: Xmp, shrunk: float, place: dict[str, float]) -> dict[str, Any] | None:
    matrix, bend = xmp.lists.get("fisheye_matrix", ()), xmp.lists.get("fisheye", ())
    sound = len(matrix) == 4 and matrix[0] > 0 and matrix[3] > 0 and len(bend) > 1 and bend[1] > 0
    if not sound or max(map(abs, bend)) > _MAX_ANGLE_TERM:
        return None
    return {
        "focal_px": matrix[0] * shrunk,
        **place,
        "aspect": matrix[3] / matrix[0],
        "fisheye": list(bend),
    }


def _pixels_per_mm(exif: Exif) -> tuple[float, float] | None:
    unit = _UNIT_MM.get(int(exif.number(ex.PLANE_UNIT, "exif") or 2))
    across, down = exif.number(ex.PLANE_X, "exif"), exif.number(ex.PLANE_Y, "exif")
    if not unit or not across or across <= 0:
        return None
    return across / unit, (down if down and down > 0 else across) / unit


def _plane(exif: Exif, width: int, height: int, shrunk: float) -> dict[str, Any] | None:
    """Return focal length over pixel pitch, unless the 35 mm equivalent says quite another."""
    pitch, focal = _pixels_per_mm(exif), exif.number(ex.FOCAL, "exif")
    if not pitch or not focal or focal <= 0:
        return None
    pixels = focal * pitch[0] * shrunk
    other = _equivalent(exif, width, height)
    if other and not 1 / _AGREE < pixels / other["focal_px"] < _AGREE:
        return None
    return {"focal_px": pixels}


def _equivalent(exif: Exif, width: int, height: int) -> dict[str, Any] | None:
    """Return the focal length from its 35 mm equivalent.

    That is by the diagonal (43.27 mm): a 4:3 sensor is then 34.6 mm wide, its 16:9 crop too; a
    3:2 sensor 36 mm.
    """
    equivalent = exif.number(ex.FOCAL_35MM, "exif")
    if not equivalent or not 5 <= equivalent <= 1000:
        return None
    long, short = max(width, height), min(width, height)
    sensor_mm = _WIDE_MM if abs(long / short - 1.5) < 0.02 else _FOUR_THIRDS_MM
    return {"focal_px": equivalent / sensor_mm * long}
