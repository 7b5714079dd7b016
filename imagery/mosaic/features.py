"""Points of a picture that can be found again: SIFT, spread over the frame, and a small copy.

RootSIFT: Arandjelovic and Zisserman, "Three things everyone should know to improve object
retrieval", CVPR 2012.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from geo.errors import Refused

SIDE_PX = 1600
MOST = 3000
_CELLS = 12
_SMALL_PX = 256
_CONTRAST = 0.02

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Features:
    """``points`` (n, 2) pixels of the full frame, ``words`` (n, 128) SIFT; ``small`` the BGR frame.

    ``small`` is at most 256 pixels wide; ``size`` is the full frame's (width, height).
    """

    points: Floats
    words: Bytes
    small: Bytes
    size: tuple[int, int]


def found(path: Path) -> Features:
    """Read one stored photo.

    Raises
    ------
    Refused
        ``mosaic.unreadable``.
    """
    size = size_of(path)
    scale = 2 if max(size) >= 2 * SIDE_PX else 1
    flag = cv2.IMREAD_REDUCED_COLOR_2 if scale == 2 else cv2.IMREAD_COLOR
    colour = cv2.imread(str(path), flag)
    if colour is None:
        raise Refused("mosaic.unreadable")
    shrink = min(1.0, SIDE_PX / max(colour.shape))
    grey = cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY)
    if shrink < 1:
        grey = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    points, words = _described(grey)
    full = (points + 0.5) * (np.array(size) / grey.shape[1::-1])
    return Features(full, words, _small(colour), size)


def size_of(path: Path) -> tuple[int, int]:
    """Return (width, height) of a stored photo.

    Raises
    ------
    Refused
        ``mosaic.unreadable``.
    """
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  (only the header is read)

    try:
        with Image.open(path, formats=["JPEG"]) as picture:
            return picture.size
    except (OSError, UnidentifiedImageError, ValueError) as error:
        raise Refused("mosaic.unreadable") from error


def rooted(words: Bytes) -> NDArray[np.float32]:
    """Return RootSIFT: unit vectors whose product compares histograms by Hellinger's distance."""
    wide = words.astype(np.float32)
    wide /= np.maximum(wide.sum(axis=1, keepdims=True), 1e-6)
    rooted_words: NDArray[np.float32] = np.sqrt(wide)
    return rooted_words


def _described(grey: Bytes) -> tuple[Floats, Bytes]:
    sift = cv2.SIFT_create(contrastThreshold=_CONTRAST)
    chosen = _spread(sift.detect(grey), grey.shape)
    chosen, words = sift.compute(grey, chosen)
    if words is None:
        return np.empty((0, 2)), np.empty((0, 128), np.uint8)
    return np.array([k.pt for k in chosen]), np.clip(words, 0, 255).astype(np.uint8)


def _spread(keypoints: list[cv2.KeyPoint], shape: tuple[int, ...]) -> list[cv2.KeyPoint]:
    """Return the strongest of every cell, so that a lawn is heard beside a tree."""
    ranked = sorted(keypoints, key=lambda k: -k.response)
    share = 1.5 * MOST / _CELLS**2
    counts = np.zeros((_CELLS, _CELLS), int)
    kept = []
    for k in ranked:
        row = min(int(k.pt[1] / shape[0] * _CELLS), _CELLS - 1)
        col = min(int(k.pt[0] / shape[1] * _CELLS), _CELLS - 1)
        if counts[row, col] < share and len(kept) < MOST:
            counts[row, col] += 1
            kept.append(k)
    return kept


def _small(colour: Bytes) -> Bytes:
    factor = min(1.0, _SMALL_PX / max(colour.shape))
    return np.asarray(
        cv2.resize(colour, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8
    )
