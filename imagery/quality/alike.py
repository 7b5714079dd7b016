"""Frames that show the same twice: a hash of the look, and whether time and place agree."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime

import cv2
import numpy as np
from numpy.typing import NDArray

ALIKE_BITS, SURE_BITS = 6, 2
"""Two unrelated pictures differ in 32 +- 4 of 64 bits."""
ALIKE_SECONDS, ALIKE_METRES = 60.0, 3.0
_SIDE, _KEPT = 32, 8
_EARTH_M_PER_DEG = 111_320.0
Frame = tuple[str, str, datetime | None, tuple[float, float] | None]
"""Name, look hash, time and lon/lat of a frame."""


def look_hash(grey: NDArray[np.uint8]) -> str:
    """Return the perceptual hash of a grey picture: signs of its 64 lowest cosine terms.

    Two exposures or codings of one picture keep it; a shift of a tenth of the frame changes it.
    """
    small = cv2.resize(grey, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    terms = cv2.dct(small)[:_KEPT, :_KEPT].ravel()
    terms[0] = 0.0
    bits = terms > np.median(terms)
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"


def duplicates(frames: Sequence[Frame]) -> dict[str, str]:
    """Return, for each frame that repeats an earlier one, the name of the first that it repeats.

    Parameters
    ----------
    frames : sequence of (name, look_hash, taken_at, lonlat)
        In the order of the flight; what is unknown is None, an empty hash is never alike.

    Notes
    -----
    Alike: at most 6 of 64 bits apart and, as far as both are known, within 60 s and 3 m; frames
    that know neither must agree but for 2 bits.
    """
    known = [frame for frame in frames if frame[1]]
    hashes = np.array([int(frame[1], 16) for frame in known], dtype=np.uint64)
    found: dict[str, str] = {}
    firsts: list[int] = []
    for number, frame in enumerate(known):
        apart = np.bitwise_count(hashes[firsts] ^ hashes[number])
        near = (firsts[i] for i in np.flatnonzero(apart <= ALIKE_BITS))
        same = [n for n in near if _same(known[n], frame, int(_bits(hashes[n], hashes[number])))]
        if same:
            found[frame[0]] = known[same[0]][0]
        else:
            firsts.append(number)
    return found


def _bits(one: np.uint64, other: np.uint64) -> int:
    return int(np.bitwise_count(one ^ other))


def _same(first: Frame, second: Frame, bits: int) -> bool:
    timed = first[2] is not None and second[2] is not None
    placed = first[3] is not None and second[3] is not None
    if not timed and not placed:
        return bits <= SURE_BITS
    if first[2] is not None and second[2] is not None:
        timed = abs((second[2] - first[2]).total_seconds()) <= ALIKE_SECONDS
        if not timed:
            return False
    if first[3] is not None and second[3] is not None:
        return _metres(first[3], second[3]) <= ALIKE_METRES
    return True


def _metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    east = (other[0] - one[0]) * math.cos(math.radians(one[1]))
    return math.hypot(east, other[1] - one[1]) * _EARTH_M_PER_DEG
