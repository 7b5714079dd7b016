"""Generated readings with planted gaps whose place and length are known exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.random import Generator, default_rng

from ledger.demo.city import CityStation

DAYS = 31
_AIR = {"pm10": 62.0, "pm25": 34.0, "o3": 95.0, "no2": 27.0, "so2": 7.0, "co": 0.7}
_WATER = {"wt": 24.0, "ph": 7.6, "do": 7.2, "ec": 480.0, "tur": 22.0, "codmn": 3.6, "nh3n": 0.32}
_NEVER = -1
_AIR_TAIL_H = {16: 4, 17: 4, 18: 12, 19: 40, 20: _NEVER}
"""Hours missing at the end, by the place of the station among its kind."""
_WATER_TAIL = {9: 2, 10: 4, 11: 8, 12: _NEVER}
"""Four-hourly results missing at the end."""


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Slots of a station without readings; ``until`` is the first slot after it."""

    code: str
    start: datetime
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One generated reading."""

    code: str
    parameter: str
    observed_at: datetime
    value: float


def plan_gaps(stations: Sequence[CityStation], now: datetime, seed: int) -> tuple[Gap, ...]:
    """Return the gaps to plant: at the end of some series, in the middle of others."""
    rng = default_rng([seed, 1])
    gaps: list[Gap] = []
    for kind, tails, step_h in (("air", _AIR_TAIL_H, 1), ("water", _WATER_TAIL, 4)):
        for n, station in enumerate(s for s in stations if s.kind == kind):
            tail = tails.get(n, 0)
            start = now - timedelta(days=DAYS + 1 if tail == _NEVER else 0)
            if tail > 0:
                start = now - timedelta(hours=(tail - 1) * step_h)
            if tail:
                end = now + timedelta(hours=step_h)
                gaps.append(Gap(code=station.code, start=start, until=end))
            elif n % 3 == 0:
                gaps.append(_inner_gap(rng, station.code, now, step_h))
    return tuple(gaps)


def _inner_gap(rng: Generator, code: str, now: datetime, step_h: int) -> Gap:
    start = now - timedelta(days=int(rng.integers(3, 27)))
    return Gap(
        code=code, start=start, until=start + timedelta(hours=int(rng.integers(6, 30)) * step_h)
    )


def measure(
    stations: Sequence[CityStation], now: datetime, gaps: Sequence[Gap], seed: int
) -> Iterator[Measured]:
    """Yield the readings of every station up to ``now``, outside its gaps."""
    rng = default_rng([seed, 2])
    for station in stations:
        own = [gap for gap in gaps if gap.code == station.code]
        step_h, means = (1, _AIR) if station.kind == "air" else (4, _WATER)
        count = DAYS * 24 // step_h
        slots = [now - timedelta(hours=n * step_h) for n in range(count)]
        for parameter, mean in means.items():
            values = _series(rng, slots, mean)
            for slot, value in zip(slots, values, strict=True):
                if not any(gap.start <= slot < gap.until for gap in own):
                    yield Measured(
                        code=station.code,
                        parameter=parameter,
                        observed_at=slot,
                        value=round(float(value), 2),
                    )


def _series(rng: Generator, slots: Sequence[datetime], mean: float) -> np.ndarray:
    """Return a day's wave with slow weather and noise around a mean, never negative."""
    hours = np.array([slot.hour for slot in slots], dtype=float)
    day = 0.22 * np.sin((hours - 9) / 24 * 2 * np.pi)
    weather = np.cumsum(rng.normal(0, 0.02, len(slots)))
    weather -= np.linspace(0, weather[-1], len(slots))
    return np.clip(mean * (1 + day + weather + rng.normal(0, 0.05, len(slots))), 0, None)
