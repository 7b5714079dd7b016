"""All ties of the chosen frames as arrays: residuals in pixels and their derivatives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from imagery.mosaic.camera import straightened
from imagery.mosaic.known import Known
from imagery.mosaic.pose import State, attitudes, onto_plane, slopes
from imagery.mosaic.ties import Pair

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_STEP = 1e-6


@dataclass(frozen=True)
class Network:
    """m ties between n frames.

    ``first``/``second`` (m,) frame numbers, ``a``/``b`` (m, 2) tangents, ``held`` (m,) those kept
    out of fits, ``axes`` (n, 3, 3) recorded attitudes without heading, ``focal`` (n,) pixels.
    """

    first: Ints
    second: Ints
    a: Floats
    b: Floats
    held: NDArray[np.bool_]
    axes: Floats
    focal: Floats

    def residuals(self, state: State) -> Floats:
        """Return (m, 2): how far apart a tie's two places on the ground lie, in pixels."""
        apart = self._ground(state, self.first, self.a) - self._ground(state, self.second, self.b)
        return np.asarray(np.nan_to_num(apart, nan=1e3 * 0.02) * self._px_per_m(state)[:, None])

    def metres(self, state: State) -> Floats:
        """Return (m,): the same in grid metres."""
        apart = self._ground(state, self.first, self.a) - self._ground(state, self.second, self.b)
        return np.asarray(np.hypot(*apart.T), np.float64)

    def derivatives(self, state: State) -> tuple[Floats, Floats, Floats]:
        """Return (m, 2, 6) by the first frame, as many by the second, (m, 2, 4) by slope, k."""
        rest = self.residuals(state)
        scale = self._px_per_m(state)[:, None, None]
        first = self._by_frame(state, self.first, self.a) * scale
        second = -self._by_frame(state, self.second, self.b) * scale
        first[:, :, :4] -= self._by_scale(state, self.first, rest)
        second[:, :, :4] -= self._by_scale(state, self.second, rest)
        shared = np.empty((len(rest), 2, 4))
        for i, step in enumerate(np.eye(2) * _STEP):
            sloped = self.residuals(replace(state, slope=state.slope + step))
            bent = self.residuals(replace(state, k=state.k + step))
            shared[:, :, i], shared[:, :, 2 + i] = (sloped - rest) / _STEP, (bent - rest) / _STEP
        return first, second, shared

    def _px_per_m(self, state: State) -> Floats:
        per_m = self.focal / state.above
        return np.asarray(np.sqrt(per_m[self.first] * per_m[self.second]))

    def _by_scale(self, state: State, frames: Ints, rest: Floats) -> Floats:
        """Return how residuals (m, 2, 4) fall as a frame's height above its ground grows."""
        grows = np.zeros((len(frames), 1, 4))
        grows[:, 0, :2] = -state.slope
        grows[:, 0, 3] = state.height[frames]
        return np.asarray(rest[:, :, None] / 2 * grows / state.above[frames, None, None])

    def _ground(self, state: State, frames: Ints, tangents: Floats) -> Floats:
        attitude = attitudes(self.axes, state.yaw, state.tilt)
        rays = slopes(attitude[frames], straightened(tangents, state.k))
        return onto_plane(state.xy[frames], state.height[frames], rays, state.slope)

    def _by_frame(self, state: State, frames: Ints, tangents: Floats) -> Floats:
        """Return the ground's derivatives (m, 2, 6) by the frame's own unknowns, in metres."""
        here = self._ground(state, frames, tangents)
        unit = (here - state.xy[frames]) / state.above[frames, None]
        out = np.zeros((len(frames), 2, 6))
        out[:, :, :2] = np.eye(2) - unit[:, :, None] * state.slope
        out[:, :, 3] = unit * state.height[frames, None]
        for column, changed in _stepped(state):
            out[:, :, column] = (self._ground(changed, frames, tangents) - here) / _STEP
        return np.nan_to_num(out)


def _stepped(state: State) -> Iterator[tuple[int, State]]:
    """Yield each angle's column and the state with that angle a little larger in all frames."""
    yield 2, replace(state, yaw=state.yaw + _STEP)
    for i, step in enumerate(np.eye(2) * _STEP):
        yield 4 + i, replace(state, tilt=state.tilt + step)


def network(known: Sequence[Known], pairs: Sequence[Pair], chosen: Sequence[int]) -> Network:
    """Return the ties between the chosen frames, numbered in their order."""
    number = {frame: place for place, frame in enumerate(chosen)}
    inside = [p for p in pairs if p.first in number and p.second in number]
    counts = [len(p) for p in inside]
    empty = np.empty((0, 2))
    return Network(
        np.repeat([number[p.first] for p in inside], counts).astype(np.int64),
        np.repeat([number[p.second] for p in inside], counts).astype(np.int64),
        np.concatenate([p.a for p in inside]) if inside else empty,
        np.concatenate([p.b for p in inside]) if inside else empty,
        np.concatenate([p.held for p in inside]) if inside else np.empty(0, np.bool_),
        np.array([known[i].levelled.axes for i in chosen]),
        np.array([known[i].lens.central_px for i in chosen]),
    )
