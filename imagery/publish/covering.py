"""Parts of a picture that a person marked, covered for good: one colour, nothing to bring back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

type Ring = Sequence[tuple[float, float]]

_GROWN = 1.15
_SEAM_PX = 5
_MOST = 1e5


def flat(image: Image.Image) -> Image.Image:
    """Return the picture in RGB, on white where it is transparent."""
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layers = image.convert("RGBA")
        white = Image.new("RGBA", layers.size, "white")
        return Image.alpha_composite(white, layers).convert("RGB")
    return image.convert("RGB")


def covered(image: Image.Image, rings: Sequence[Ring]) -> Image.Image:
    """Return an RGB picture with each ring, grown by 15 % and a seam, in its mean colour."""
    done = image.copy() if rings else image
    for ring in rings:
        mask = _mask(image.size, ring)
        box = mask.getbbox()
        if box is not None:
            done.paste(_mean(done.crop(box), mask.crop(box)), mask=mask)
    return done


def _mask(size: tuple[int, int], ring: Ring) -> Image.Image:
    points = np.clip(np.nan_to_num(np.array(ring, np.float64)), -_MOST, _MOST)
    middle = points.mean(axis=0)
    grown = [(float(x), float(y)) for x, y in middle + (points - middle) * _GROWN]
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).polygon(grown, fill=255, outline=255, width=_SEAM_PX)
    return mask


def _mean(image: Image.Image, mask: Image.Image) -> tuple[int, int, int]:
    inside = np.asarray(image, np.float64)[np.asarray(mask) > 0]
    red, green, blue = (round(float(value)) for value in inside.mean(axis=0))
    return red, green, blue
