"""The azimuth diagram: what stands around the inlet, as SVG made of numbers only.

The rim is the horizon, the middle the sky overhead; ink reaches as far in as the obstacle rises.
Solid ink is too high for its distance, pale ink rises and passes, hatch was not seen; the dashed
circle is the limit (26.57 degrees, twice the height). No colour carries a meaning of its own.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping
from typing import Final

from imagery.detectors.base import Detection
from imagery.detectors.obstacles.arc import Arc
from imagery.detectors.obstacles.params import BINS, PARAMS

PAPER, INK, PALE, LINE, ACCENT = "#fcfcfb", "#182022", "#b9c1bf", "#dadedc", "#1f55a5"
SIZE, MIDDLE, RIM = 360, 180.0, 132.0
BAND = 8.0
_FONT = 'font-family="PingFang SC, Microsoft YaHei, Noto Sans SC, sans-serif"'
_WORDS: Final = {
    "zh": {
        "north": "北东南西",
        "title": "采样口周围障碍物方位图",
        "open": "开阔弧 {open}° / 限值 ≥ {limit}°",
        "unseen": "未判定 {unseen}°",
        "worst": "最陡：方位 {azimuth}°，仰角 {angle}°",
        "none": "没有高于采样口的障碍物",
        "desc": "遮挡 {blocked}°，最长连续开阔弧 {longest}°。虚线为仰角 {warn}°（2 倍高差）。",
    },
    "en": {
        "north": "NESW",
        "title": "Obstacles around the inlet by azimuth",
        "open": "open arc {open}° / limit ≥ {limit}°",
        "unseen": "not assessed {unseen}°",
        "worst": "steepest: azimuth {azimuth}°, elevation {angle}°",
        "none": "nothing rises above the inlet",
        "desc": "Blocked {blocked}°, longest unbroken open arc {longest}°. The dashed circle is "
        "{warn}° of elevation (twice the height).",
    },
}


def recorded(arc: Arc) -> dict[str, float | str]:
    """Return the bins as two texts a ledger can keep: states (o x ?), angles in tenths."""
    state = "".join(
        "x" if blocked else "?" if unseen else "o"
        for blocked, unseen in zip(arc.blocked, arc.unseen, strict=True)
    )
    return {
        "azimuth_state": state,
        "azimuth_angle_deg": " ".join(f"{angle:.1f}" for angle in arc.angle_deg),
    }


def azimuth_svg(result: Detection | Mapping[str, float | str], lang: str = "zh") -> str:
    """Draw the horizon of an ``obstacles`` result, or of its recorded detail.

    Parameters
    ----------
    result : Detection or mapping
        A detection, or the ``detail`` it was recorded with.
    lang : ``zh`` or ``en``

    Raises
    ------
    ValueError
        The result holds no horizon.
    """
    detail = result.detail if isinstance(result, Detection) else result
    state = str(detail.get("azimuth_state", ""))
    angles = [float(part) for part in str(detail.get("azimuth_angle_deg", "")).split()]
    if len(state) != BINS or len(angles) != BINS or set(state) - set("ox?"):
        raise ValueError("no horizon in this result")
    ident = f"az{zlib.crc32(f'{state}{angles}{lang}'.encode()):08x}"
    words, said = _WORDS["en" if lang == "en" else "zh"], _facts(detail, state, angles)
    rising = "".join(kind if angle > 0 else " " for kind, angle in zip(state, angles, strict=True))
    return "".join(
        [
            _head(ident, words, said),
            "".join(_sector(*run, ident) for run in _runs(state)),
            "".join(_skyline(*run, angles) for run in _runs(rising)),
            _circles(),
            _marks(words["north"]),
            _lines(words, said),
            "</svg>\n",
        ]
    )


def _facts(detail: Mapping[str, float | str], state: str, angles: list[float]) -> dict[str, str]:
    worst = max(range(BINS), key=angles.__getitem__)
    return {
        "open": str(state.count("o")),
        "blocked": str(state.count("x")),
        "unseen": str(state.count("?")),
        "limit": f"{float(detail.get('limit', PARAMS['open_arc_deg'])):g}",
        "longest": f"{float(detail.get('longest_open_arc_deg', 0)):g}",
        "azimuth": str(worst),
        "angle": f"{angles[worst]:.1f}",
        "rising": "worst" if angles[worst] > 0 else "none",
        "warn": f"{PARAMS['angle_warn_deg']:.2f}",
    }


def _head(ident: str, words: Mapping[str, str], said: dict[str, str]) -> str:
    desc = f"{words['open']}, {words['unseen']}. {words[said['rising']]}. {words['desc']}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE + 64}" role="img" '
        f'aria-labelledby="{ident}t {ident}d">'
        f'<title id="{ident}t">{words["title"]}</title>'
        f'<desc id="{ident}d">{desc.format(**said)}</desc>'
        f'<defs><pattern id="{ident}h" width="5" height="5" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><path d="M0 0V5" stroke="{INK}" stroke-width="1.5"/>'
        f'</pattern></defs><rect width="{SIZE}" height="{SIZE + 64}" fill="{PAPER}"/>'
        f'<circle cx="{MIDDLE:g}" cy="{MIDDLE:g}" r="{RIM:g}" fill="none" stroke="{LINE}"/>'
    )


def _runs(state: str) -> list[tuple[int, int, str]]:
    """Runs of equal bins on the circle: (first, length, kind); a run may cross north."""
    start = next((n for n in range(BINS) if state[n] != state[n - 1]), 0)
    runs: list[tuple[int, int, str]] = []
    for n in range(start, start + BINS):
        if runs and runs[-1][2] == state[n % BINS]:
            first, length, kind = runs[-1]
            runs[-1] = (first, length + 1, kind)
        else:
            runs.append((n, 1, state[n % BINS]))
    return runs


def _sector(first: int, length: int, kind: str, ident: str) -> str:
    """One run of the outer ring: open is an accent outline, blocked ink, unseen hatched."""
    if length == BINS:  # an arc cannot end where it starts
        halves = (_sector(first, 180, kind, ident), _sector(first + 180, 180, kind, ident))
        return "".join(halves)
    paint = {"o": f'fill="none" stroke="{ACCENT}"', "x": f'fill="{INK}"'}
    fill = paint.get(kind, f'fill="url(#{ident}h)" stroke="{INK}" stroke-width=".5"')
    return f'<path d="{_ring(first, length, RIM + 2, RIM + 2 + BAND)}" {fill}/>'


def _skyline(first: int, length: int, kind: str, angles: list[float]) -> str:
    """One run of obstacles of a kind: the rim outside, its steps inside, as one shape."""
    if kind == " ":
        return ""
    steps = []
    for n in range(first + length - 1, first - 1, -1):
        radius = RIM * (1 - min(angles[n % BINS], 90.0) / 90)
        steps.append(f"L{_at(n + 1, radius)}A{radius:.2f} {radius:.2f} 0 0 0 {_at(n, radius)}")
    rim = "".join(f"A{RIM:g} {RIM:g} 0 0 1 {_at(n + 1, RIM)}" for n in range(first, first + length))
    outline = f"M{_at(first, RIM)}{rim}{''.join(steps)}Z"
    return f'<path d="{outline}" fill="{INK if kind == "x" else PALE}"/>'


def _ring(first: int, length: int, inner: float, outer: float) -> str:
    wide = 1 if length > 180 else 0
    a, b = _at(first, outer), _at(first + length, outer)
    c, d = _at(first + length, inner), _at(first, inner)
    return (
        f"M{a}A{outer:.2f} {outer:.2f} 0 {wide} 1 {b}L{c}A{inner:.2f} {inner:.2f} 0 {wide} 0 {d}Z"
    )


def _at(azimuth_deg: float, radius: float) -> str:
    turn = math.radians(azimuth_deg)
    return f"{MIDDLE + radius * math.sin(turn):.2f} {MIDDLE - radius * math.cos(turn):.2f}"


def _circles() -> str:
    limit = RIM * (1 - PARAMS["angle_warn_deg"] / 90)
    return (
        f'<circle cx="{MIDDLE:g}" cy="{MIDDLE:g}" r="{limit:.2f}" fill="none" stroke="{ACCENT}" '
        f'stroke-dasharray="4 3"/><circle cx="{MIDDLE:g}" cy="{MIDDLE:g}" r="2.5" '
        f'fill="{ACCENT}"/>'
    )


def _marks(letters: str) -> str:
    parts = []
    for quarter, letter in enumerate(letters):
        x, y = _at(90 * quarter, RIM + 26).split()
        parts.append(_text(x, y, letter, 'text-anchor="middle" dominant-baseline="central"'))
    return "".join(parts)


def _lines(words: Mapping[str, str], said: dict[str, str]) -> str:
    first = f"{words['open']} · {words['unseen']}".format(**said)
    second = words[said["rising"]].format(**said)
    middle = 'text-anchor="middle"'
    return _text("180", "374", first, middle) + _text("180", "396", second, middle)


def _text(x: str, y: str, text: str, how: str) -> str:
    return f'<text x="{x}" y="{y}" {how} {_FONT} font-size="14" fill="{INK}">{text}</text>'
