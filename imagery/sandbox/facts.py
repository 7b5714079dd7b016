"""What an upload says of itself (child side), cut to size; any text in it may be hostile."""

from __future__ import annotations

from typing import Any

import numpy as np

from imagery.raster_text import RasterText
from imagery.sandbox.pixels import Pixels

_TEXT_LIMIT = 200


def text(pixels: Pixels, filename: str, high: tuple[float, ...]) -> RasterText:
    """Return what guessing needs; ``high`` is each band's 98th percentile, empty if unmeasured."""
    source = pixels.source
    return RasterText(
        count=source.count,
        dtype=pixels.dtype.name,
        descriptions=tuple((d or "")[:_TEXT_LIMIT] for d in source.descriptions),
        colours=tuple(c.name for c in source.colorinterp),
        scales=tuple(map(float, source.scales)),
        offsets=tuple(map(float, source.offsets)),
        tags={k[:_TEXT_LIMIT]: v[:_TEXT_LIMIT] for k, v in source.tags().items()},
        filename=filename[:_TEXT_LIMIT],
        high=high,
        mask_like=pixels.alpha is not None,
    )


def plain_colours(pixels: Pixels) -> bool:
    """Whether the bands are 8-bit colours: nothing about them must be measured."""
    names = [c.name for c in pixels.source.colorinterp]
    return pixels.dtype == np.uint8 and names[:3] == ["red", "green", "blue"]


def palette(source: Any) -> dict[str, list[int]] | None:
    """Return the colours of a one-band picture with a palette."""
    if source.count != 1 or source.colorinterp[0].name != "palette":
        return None
    return {str(k): list(v[:3]) for k, v in source.colormap(1).items() if 0 <= k < 2**16}
