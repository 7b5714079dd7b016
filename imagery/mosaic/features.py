"""Points of a picture that can be found again: SIFT, spread over the frame, and a small copy.

RootSIFT: Arandjelovic and Zisserman, "Three things everyone should know to improve object
retrieval", CVPR 2012.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from geo.errors import Refused

SIDE_PX = 1600
MOST = 3000
_PARTS, _PAD = 4, 20
_SMALL_PX = 256
_CONTRAST = 0.02

_REDUCED = {
    1: cv2.IMREAD_COLOR,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}

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
    colour = cv2.imread(str(path), reduced(max(size) / SIDE_PX))
    if colour is None:
        raise Refused("mosaic.unreadable")
    shrink = min(1.0, SIDE_PX / max(colour.shape))
    grey = cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY)
    if shrink < 1:
        grey = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    points, words = _described(grey)
    full = (points + 0.5) * (np.array(size) / grey.shape[1::-1])
    return Features(full, words, _small(colour), size)


def reduced(shrink: float) -> int:
    """Return OpenCV's flag that decodes at 1, 1/2, 1/4 or 1/8, never smaller than 1 / shrink."""
    return _REDUCED[max(f for f in _REDUCED if f <= max(shrink, 1.0))]


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


def _described(grey: NDArray[Any]) -> tuple[Floats, Bytes]:
    """Look part by part: a lawn is heard beside a tree, and SIFT's pyramid stays small."""
    sift: Any = cv2.SIFT_create(  # type: ignore[attr-defined]
        nfeatures=MOST // _PARTS**2, contrastThreshold=_CONTRAST
    )
    points, words = [np.empty((0, 2))], [np.empty((0, 128), np.uint8)]
    for rows in _parts(grey.shape[0]):
        for cols in _parts(grey.shape[1]):
            top, left = max(rows.start - _PAD, 0), max(cols.start - _PAD, 0)
            part = grey[top : rows.stop + _PAD, left : cols.stop + _PAD]
            keypoints, found_words = sift.detectAndCompute(part, None)
            if found_words is None:
                continue
            at = np.array([k.pt for k in keypoints]) + np.array((left, top))
            own = (at >= (cols.start, rows.start)) & (at < (cols.stop, rows.stop))
            points.append(at[own.all(axis=1)])
            words.append(np.clip(found_words[own.all(axis=1)], 0, 255).astype(np.uint8))
    return np.concatenate(points), np.concatenate(words)


def _parts(length: int) -> list[slice]:
    edges = np.linspace(0, length, _PARTS + 1).astype(int)
    return [slice(int(a), int(b)) for a, b in pairwise(edges)]


def _small(colour: NDArray[Any]) -> Bytes:
    factor = min(1.0, _SMALL_PX / max(colour.shape))
    return np.asarray(
        cv2.resize(colour, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8
    )
