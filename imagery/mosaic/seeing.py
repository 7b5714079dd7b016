"""Looks at the pictures: features of each, ties of neighbours, two at a time."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import cv2

from imagery.limits import OnStage
from imagery.mosaic.features import Features, found
from imagery.mosaic.known import Known
from imagery.mosaic.pairs import candidates
from imagery.mosaic.ties import MOST, Pair, tied

_MOST_THREADS = 4
_AHEAD = 4
_ALL_TIES, _LEAST_MOST = 60_000, 30


def compared(known: Sequence[Known], *, on_stage: OnStage) -> tuple[list[Features], list[Pair]]:
    """Return the features (words spent) of all frames, the ties of all neighbours that have some.

    Only the words grow beyond a few kilobytes a frame; they go once all pairs are compared.
    """
    features = _each(lambda k: found(k.frame.path), list(known), "features", on_stage)

    ends = candidates(known)
    most = min(MOST, max(_LEAST_MOST, _ALL_TIES // max(len(ends), 1)))

    def pair(two: tuple[int, int]) -> Pair | None:
        i, j = two
        return tied(two, (known[i], known[j]), (features[i], features[j]), most)

    pairs = _each(pair, ends, "ties", on_stage)
    spent = [replace(f, words=f.words[:0].copy()) for f in features]
    return spent, [p for p in pairs if p is not None]


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Let OpenCV use one thread a call: the calls themselves run side by side."""
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(before)


def in_order[In, Out](work: Callable[[In], Out], items: Sequence[In]) -> Iterator[Out]:
    """Yield ``work`` of each item in order, a few ahead, on as many threads as there are cores."""
    ahead: deque[Future[Out]] = deque()
    with one_thread_each(), ThreadPoolExecutor(min(_MOST_THREADS, os.cpu_count() or 1)) as pool:
        for item in items:
            ahead.append(pool.submit(work, item))
            if len(ahead) > _AHEAD:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def _each[In, Out](
    work: Callable[[In], Out], items: list[In], stage: str, on_stage: OnStage
) -> list[Out]:
    out: list[Out] = []
    for done in in_order(work, items):
        on_stage(stage, 100 * len(out) // len(items))
        out.append(done)
    on_stage(stage, 100)
    return out
