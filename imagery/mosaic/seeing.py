"""Looks at the pictures: features of each, ties of neighbours, two at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import cv2

from imagery.limits import OnStage
from imagery.mosaic.features import Features, found
from imagery.mosaic.known import Known
from imagery.mosaic.pairs import candidates
from imagery.mosaic.ties import Pair, tied

_MOST_THREADS = 4
_AHEAD = 8

_In = TypeVar("_In")
_Out = TypeVar("_Out")


def compared(known: Sequence[Known], *, on_stage: OnStage) -> tuple[list[Features], list[Pair]]:
    """Return the features of all frames and the ties of all neighbours that have some."""
    with one_thread_each():
        features = _each(lambda k: found(k.frame.path), list(known), "features", on_stage)

        def pair(ends: tuple[int, int]) -> Pair | None:
            i, j = ends
            return tied(ends, (known[i], known[j]), (features[i], features[j]))

        pairs = _each(pair, candidates(known), "ties", on_stage)
    return features, [p for p in pairs if p is not None]


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Let OpenCV use one thread a call: the calls themselves run side by side."""
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(before)


def _each(
    work: Callable[[_In], _Out], items: list[_In], stage: str, on_stage: OnStage
) -> list[_Out]:
    out: list[_Out] = []
    threads = min(_MOST_THREADS, os.cpu_count() or 1)
    with ThreadPoolExecutor(threads) as pool:
        for start in range(0, len(items), _AHEAD):
            on_stage(stage, 100 * start // len(items))
            out += pool.map(work, items[start : start + _AHEAD])
    on_stage(stage, 100)
    return out
