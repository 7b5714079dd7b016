"""Looks at the water block by block for what light and shade do not explain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from imagery.detectors import reading
from imagery.detectors.base import NO, NOT_ASSESSED, Bits, Mask, Plane, SceneInput
from imagery.detectors.debris.colour import Colours, Step, greenness, step_of, water_colour
from imagery.detectors.debris.params import PARAMS, ROLES
from imagery.detectors.debris.water import Look, Water
from imagery.detectors.grid import Frame, blocks, clipped, grown, whole
from imagery.detectors.thresholds import mad

BLOCK, HALO = 1024, 128
"""The halo is more than half of the window whose median is the water's colour."""
SAMPLE_PX, SAMPLES = 256, 25


@dataclass(frozen=True)
class Level:
    """Where floating things begin: ``step`` in grey values above ``noise``; the water's colour."""

    step: float
    noise: float
    colour: Colours
    green: float


@dataclass(frozen=True)
class Survey:
    """``mask`` 0 water, 255 not water, hidden or glint; ``index`` the step away from the water.

    ``coloured`` holds what is away from the water around it, ``green`` what is away from the
    zone's water (by ``far``) and greener; all (rows, cols) on ``frame``.
    """

    frame: Frame
    mask: Mask
    index: Plane
    far: Plane
    coloured: Bits
    green: Bits
    level: Level
    glint_share: float


@dataclass(frozen=True)
class Reader:
    """An open picture, how its numbers look, and where its water is."""

    source: Any
    scene: SceneInput
    look: Look
    water: Water

    def seen(self, frame: Frame) -> tuple[Colours, Bits]:
        """Return the colours of a frame and which of its pixels are water with data."""
        colours = self.look.colours(reading.read(self.source, self.scene, ROLES, frame))
        known = np.isfinite(colours).all(-1)
        return np.where(known[..., None], colours, 0), known & self.water.on(frame)


def survey(reader: Reader, frame: Frame) -> Survey | None:
    """Look at every block that holds water; None when no pixel of it has data."""
    level = _level(reader, frame)
    if level is None:
        return None
    mask = reading.allocate(frame.shape, np.uint8, fill=NOT_ASSESSED)
    index = reading.allocate(frame.shape, np.float32, fill=np.nan)
    far = reading.allocate(frame.shape, np.float32, fill=np.nan)
    coloured, green = np.zeros(frame.shape, bool), np.zeros(frame.shape, bool)
    glint_px = water_px = 0
    for block in blocks(frame, size=BLOCK):
        if not reader.water.on(block).any():
            continue
        around = grown(block, HALO)
        pixels, wet = reader.seen(around)
        inner, outer = block.within(around), block.within(frame)
        looked = _looked(pixels, wet, level, mapped=reader.water.mapped)
        mask[outer] = looked.mask[inner]
        index[outer], far[outer] = looked.away[inner], looked.far[inner]
        coloured[outer] = looked.coloured[inner]
        green[outer] = looked.green[inner]
        glint_px += int((wet & (looked.mask == NOT_ASSESSED))[inner].sum())
        water_px += int(wet[inner].sum())
    return Survey(frame, mask, index, far, coloured, green, level, glint_px / max(water_px, 1))


@dataclass(frozen=True)
class _Looked:
    mask: Mask
    away: Plane
    far: Plane
    coloured: Bits
    green: Bits


def _looked(pixels: Colours, wet: Bits, level: Level, *, mapped: bool) -> _Looked:
    """Judge the wet pixels of one block; mats only where a map says that this is water."""
    step = step_of(pixels[wet], water_colour(pixels, wet)[wet])
    told = np.where(_glint(step, level), NOT_ASSESSED, NO).astype(np.uint8)
    far, green = np.zeros_like(step.away), np.zeros(step.away.shape, bool)
    if mapped:
        far = step_of(pixels[wet], np.broadcast_to(level.colour, pixels[wet].shape)).away
        green = far > level.step
        green &= greenness(pixels[wet]) > level.green + PARAMS["mat_green"]
    return _Looked(
        _spread(told, wet, NOT_ASSESSED),
        _spread(np.where(green, np.maximum(step.away, far), step.away), wet, np.nan),
        _spread(far, wet, np.nan),
        _spread(step.away > level.step, wet, fill=False),
        _spread(green, wet, fill=False),
    )


def _spread(values: Any, wet: Bits, fill: Any) -> Any:
    """Put the values of the wet pixels back into their place."""
    plane = np.full(wet.shape, fill, values.dtype)
    plane[wet] = values
    return plane


def _glint(step: Step, level: Level) -> Bits:
    """Brighter without a colour of its own: sun or white plastic, which no colour tells apart."""
    glint: Bits = (step.brighter > PARAMS["glint_step"]) & (step.away <= level.step)
    return glint


def _level(reader: Reader, frame: Frame) -> Level | None:
    """Return noise and colour of the water, from pieces spread over the frame."""
    away, colours = [], []
    for piece in _pieces(reader, frame):
        pixels, wet = reader.seen(piece)
        if wet.any():
            away.append(step_of(pixels[wet], water_colour(pixels, wet)[wet]).away[::4])
            colours.append(pixels[wet][::4])
    if not away:
        return None
    steps, pixels = np.concatenate(away), np.concatenate(colours)
    noise = mad(steps) or 0.0
    step = max(PARAMS["least_step"], float(np.median(steps)) + PARAMS["noise_factor"] * noise)
    return Level(step, noise, np.median(pixels, axis=0), float(np.median(greenness(pixels))))


def _pieces(reader: Reader, frame: Frame) -> Iterator[Frame]:
    """Pieces that hold water, at most 25 of them, spread evenly."""
    inner = clipped(frame, whole(reader.source))
    wet = [piece for piece in blocks(inner, size=SAMPLE_PX) if reader.water.on(piece).any()]
    for number in np.unique(np.linspace(0, len(wet) - 1, SAMPLES).astype(int)) if wet else ():
        yield wet[number]
