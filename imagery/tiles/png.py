"""PNG at its fastest level: 256-colour pictures of values, true colours with alpha."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from imagery.tiles import colours

_LEVEL = 1
"""Level 6 takes 3 to 5 times as long for a few per cent less."""


def palette(
    plane: Any, valid: NDArray[np.bool_], low: float, high: float, stops: tuple[str, ...]
) -> bytes:
    """Return values (rows, cols) as a 256-colour PNG; entry 0, transparent, is "not known"."""
    top = colours.LEVELS - 1
    with np.errstate(invalid="ignore", over="ignore"):
        share = np.clip((plane - np.float32(low)) / np.float32(high - low), 0, 1)
        level = 1 + np.where(valid, share * top + 0.5, 0).astype(np.uint8)
    picture = Image.fromarray(np.where(valid, level, 0).astype(np.uint8)).convert("P")
    picture.putpalette(colours.palette(stops))
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=_LEVEL, transparency=0)
    return out.getvalue()


def picture(
    planes: Any, valid: NDArray[np.bool_], low: tuple[float, ...], high: tuple[float, ...]
) -> bytes:
    """Return three planes (3, rows, cols) as a true-colour PNG with alpha, stretched to 0…255."""
    import cv2  # noqa: PLC0415  (only pictures need it; a quarter faster than Pillow here)

    darkest = np.array(low, np.float32)[:, None, None]
    span = np.array(high, np.float32)[:, None, None] - darkest
    with np.errstate(invalid="ignore", over="ignore"):
        share = np.clip((planes - darkest) / span, 0, 1)
    shown = (np.where(valid, share, 0) * 255 + 0.5).astype(np.uint8)
    alpha = valid.astype(np.uint8) * np.uint8(255)
    layers = [shown[2], shown[1], shown[0]] + ([] if valid.all() else [alpha])
    _, encoded = cv2.imencode(".png", np.dstack(layers), [cv2.IMWRITE_PNG_COMPRESSION, _LEVEL])
    return bytes(encoded.tobytes())
