"""Contrast (WCAG 2) and colour-blind distance of every pair of tokens, light and dark."""

from __future__ import annotations

import itertools
import math
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TOKENS = Path(__file__).resolve().parent.parent / "static" / "css" / "tokens.css"

TEXT_FLOOR, EDGE_FLOOR, DISTANCE_FLOOR = 4.5, 3.0, 20.0
STATUSES = ("ok", "att", "warn", "alarm", "none")
THEMES = {"light": ":root {", "dark": ":root[data-theme=dark]"}

Rgb = tuple[float, float, float]
Matrix = tuple[Rgb, Rgb, Rgb]

VISIONS: dict[str, Matrix] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""Machado, Oliveira and Fernandes 2009, severity 1."""


@dataclass(frozen=True)
class Pair:
    """One measured pair of tokens and the least it has to reach."""

    theme: str
    what: str
    value: float
    floor: float

    @property
    def passes(self) -> bool:
        """Whether the pair is far enough apart."""
        return self.value >= self.floor


def tokens(css: str, theme: str) -> dict[str, str]:
    """Return the colours of one theme, name -> ``#rrggbb``."""
    body = css[css.index(THEMES[theme]) :]
    body = body[body.index("{") + 1 :]
    return dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})\b", body[: body.index("}")]))


def _linear(colour: str) -> Rgb:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return r, g, b


def contrast(a: str, b: str) -> float:
    """Return the WCAG 2 contrast of two colours, 1 to 21."""
    high, low = sorted(
        (sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), _linear(x), strict=True)) + 0.05)
        for x in (a, b)
    )[::-1]
    return high / low


def _lab(colour: str, vision: Matrix) -> Rgb:
    seen = _linear(colour)
    r, g, b = (
        max(0.0, min(1.0, sum(k * x for k, x in zip(row, seen, strict=True)))) for row in vision
    )
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
    )
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(a: str, b: str, vision: str) -> float:
    """Return the CIE76 distance of two colours as a kind of vision sees them."""
    return math.dist(_lab(a, VISIONS[vision]), _lab(b, VISIONS[vision]))


def _contrasts() -> Iterator[tuple[str, str, float]]:
    for ink in ("ink", "ink-2", "ink-3", "accent"):
        for ground in ("paper", "panel", "hover", "pick", "sunk"):
            yield ink, ground, TEXT_FLOOR
    yield "on-accent", "accent", TEXT_FLOOR
    yield "map-label", "map-land", TEXT_FLOOR
    yield "map-water-text", "map-water", TEXT_FLOOR
    yield "line-strong", "paper", EDGE_FLOOR
    yield "focus", "paper", EDGE_FLOOR
    for status in STATUSES:
        for ground in ("paper", "panel", "hover", "pick", f"st-{status}-soft"):
            yield f"st-{status}-text", ground, TEXT_FLOOR
        for ground in ("map-land", "map-in", "map-water", "map-river", "paper", "panel"):
            yield f"st-{status}-line", ground, EDGE_FLOOR


def measured(css: str) -> list[Pair]:
    """Return every pair of both themes."""
    pairs = []
    for theme in THEMES:
        colours = tokens(css, theme)
        for a, b, floor in _contrasts():
            pairs.append(Pair(theme, f"{a} on {b}", contrast(colours[a], colours[b]), floor))
        for vision, (a, b) in itertools.product(VISIONS, itertools.combinations(STATUSES[:4], 2)):
            value = distance(colours[f"st-{a}"], colours[f"st-{b}"], vision)
            pairs.append(Pair(theme, f"{a}/{b} seen {vision}", value, DISTANCE_FLOOR))
    return pairs


def main() -> int:
    """Print what fails; 0 when nothing does."""
    failed = [p for p in measured(TOKENS.read_text("utf-8")) if not p.passes]
    for pair in failed:
        print(f"{pair.theme}: {pair.what} is {pair.value:.2f}, needs {pair.floor}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
