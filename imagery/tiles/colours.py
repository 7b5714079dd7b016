"""Colour maps of index layers: constants that colour-blind readers can tell apart.

BrBG and PuOr are ColorBrewer 2.0's diverging schemes marked "colorblind safe"; cividis is Nuñez,
Anderton & Renslow 2018 (doi:10.1371/journal.pone.0199239); viridis is matplotlib's (CC0).
"""

from __future__ import annotations

from functools import cache

LEVELS = 255
"""Colours of a palette; entry 0 of a picture is "nothing to see", values are 1 to 255."""

BROWN_TO_GREEN = ("#543005", "#bf812d", "#f6e8c3", "#c7eae5", "#35978f", "#003c30")
ORANGE_TO_PURPLE = ("#7f3b08", "#e08214", "#fee0b6", "#d8daeb", "#8073ac", "#2d004b")
CIVIDIS = ("#00204d", "#31446b", "#666970", "#958f78", "#cbba69", "#ffea46")
VIRIDIS = ("#440154", "#414487", "#2a788e", "#22a884", "#7ad151", "#fde725")
GREYS = ("#000000", "#ffffff")


@cache
def palette(stops: tuple[str, ...]) -> bytes:
    """Return 256 RGB triples: black for "nothing", then 255 colours evenly from first to last.

    Parameters
    ----------
    stops : tuple of str
        ``#rrggbb`` at equal distances.
    """
    colours = [tuple(bytes.fromhex(stop[1:])) for stop in stops]
    out = bytearray(3)
    for level in range(LEVELS):
        at = level / (LEVELS - 1) * (len(colours) - 1)
        left = min(int(at), len(colours) - 2)
        share = at - left
        pairs = zip(colours[left], colours[left + 1], strict=True)
        out += bytes(round(a + (b - a) * share) for a, b in pairs)
    return bytes(out)
