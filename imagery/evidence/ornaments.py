"""Scale bar and north arrow, in a strip below the picture."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

STRIP_PX = 44
INK, PAPER = (33, 37, 41), (255, 255, 255)


def framed(picture: NDArray[np.uint8], *, m_per_px: float) -> Image.Image:
    """Return the picture (rows, cols, 3) above a strip with scale bar and north arrow."""
    height, width = picture.shape[:2]
    image = Image.new("RGB", (width, height + STRIP_PX), PAPER)
    image.paste(Image.fromarray(picture), (0, 0))
    draw = ImageDraw.Draw(image)
    _bar(draw, top=height, width=width, m_per_px=m_per_px)
    _arrow(draw, centre=(width - 24, height + STRIP_PX // 2))
    return image


def bar_length_m(width_px: int, m_per_px: float) -> float:
    """Return the largest 1-2-5 length in metres that fills at most 0.35 of the width."""
    most = width_px * m_per_px * 0.35
    power = 10.0 ** math.floor(math.log10(most))
    return max(step * power for step in (1, 2, 5) if step * power <= most)


def _bar(draw: ImageDraw.ImageDraw, *, top: int, width: int, m_per_px: float) -> None:
    length_m = bar_length_m(width, m_per_px)
    left, line = 14, top + 30
    right = left + round(length_m / m_per_px)
    middle = (left + right) // 2
    draw.rectangle((left, line, middle, line + 5), fill=INK)
    draw.rectangle((middle, line, right, line + 5), fill=PAPER, outline=INK)
    font = ImageFont.load_default(15)
    draw.text((left, top + 8), "0", INK, font)
    draw.text((right, top + 8), _said(length_m), INK, font, anchor="ma")


def _said(length_m: float) -> str:
    return f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m:g} m"


def _arrow(draw: ImageDraw.ImageDraw, *, centre: tuple[int, int]) -> None:
    x, y = centre
    draw.polygon([(x, y - 17), (x - 7, y + 6), (x, y + 1)], fill=INK)
    draw.polygon([(x, y - 17), (x + 7, y + 6), (x, y + 1)], fill=PAPER, outline=INK)
    draw.text((x, y + 4), "N", INK, ImageFont.load_default(14), anchor="ma")
