"""Blocks that share no ties: a smaller one stays only if it does not contradict the larger ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from imagery.mosaic import content, settle
from imagery.mosaic.features import Features
from imagery.mosaic.known import Known
from imagery.mosaic.layout import Layout
from imagery.mosaic.settle import Settled

_NEAREST = 4


def settled(known: Sequence[Known], layout: Layout, features: Sequence[Features]) -> Settled | None:
    """Settle all blocks, then once more without those that show something else than the first."""
    first = settle.settled(known, layout)
    if first is None or first.block.max(initial=0) == 0:
        return first
    odd = _contradicting(known, first, features)
    if not odd:
        return first
    return settle.settled(known, layout, dict.fromkeys(odd, "mosaic.does_not_fit"))


def _contradicting(known: Sequence[Known], fit: Settled, features: Sequence[Features]) -> list[int]:
    """Return the frames of blocks of which any frame contradicts the largest block."""
    placed = fit.placed(known)
    main = [i for i, block in zip(fit.chosen, fit.block, strict=True) if block == 0]
    odd: set[int] = set()
    for index, block in zip(fit.chosen, fit.block, strict=True):
        if block == 0:
            continue
        near = sorted(main, key=lambda i: float(np.hypot(*(placed[i].xy - placed[index].xy))))
        views = [(placed[i], features[i]) for i in near[:_NEAREST]]
        if content.verdict((placed[index], features[index]), views) == "mosaic.does_not_fit":
            odd.add(int(block))
    return [i for i, block in zip(fit.chosen, fit.block, strict=True) if int(block) in odd]
