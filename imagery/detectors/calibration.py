"""Confidence that means something: the share of such findings that were right on labelled sets.

One logistic model for all detectors, with an offset for each. Its coefficients start from what
is known beforehand (a larger margin, a larger object, a better view, a like season, a clearer
valley: each makes a finding surer) and labelled findings move them as far as they carry weight:
a Gaussian prior of width 1, which is ridge towards :data:`PRIOR` instead of 0. Signs are held,
so no accident of few scenes makes a doubtful finding surer. The estimate is then drawn towards
the base rate and capped. ``calibration.json`` holds the fitted model; without it the rule of
thumb in :func:`imagery.detectors.base.confidence` stands in.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "calibration.json"
FORMAT = 1
PRIOR: Mapping[str, float] = {
    "margin": 1.0,
    "size": 0.3,
    "assessed": 2.0,
    "season": -1.5,
    "bimodality": 1.5,
}
"""Log odds a unit of :func:`terms`; season: half a year apart leaves .22 of the odds."""
LARGEST_SIZE = 100.0
"""An object a hundred times the smallest is as sure as one a thousand times."""
PSEUDO_FINDINGS = 10
"""How many findings' weight the base rate keeps in every estimate."""


@dataclass(frozen=True)
class Features:
    """What a confidence is made from; see :func:`imagery.detectors.base.confidence`."""

    margin: float
    size: float
    assessed: float
    season_days: float | None = None
    bimodality: float | None = None
    detector: str = ""


@dataclass(frozen=True, kw_only=True)
class Model:
    """A fitted model.

    ``offsets`` are log odds by detector, ``counts`` its labelled findings, ``base_rate`` the
    share of all of them that were right, drawn to one half; ``measured`` says how well it does.
    """

    intercept: float
    coefficients: Mapping[str, float]
    offsets: Mapping[str, float]
    counts: Mapping[str, int]
    base_rate: float
    measured: Mapping[str, float] = field(default_factory=dict)
    data: str = ""
    format: int = FORMAT

    @property
    def count(self) -> int:
        """Labelled findings in all."""
        return sum(self.counts.values())


def terms(of: Features) -> dict[str, float]:
    """Return the model's terms: logarithms of margin and size, and 0 for what is not known."""
    over = 0.25 if of.bimodality is None else of.bimodality - 2 / math.pi
    return {
        "margin": math.log1p(max(of.margin, 0.0)),
        "size": math.log(min(max(of.size, 1.0), LARGEST_SIZE)),
        "assessed": min(max(of.assessed, 0.0), 1.0) - 1,
        "season": min(max(of.season_days or 0.0, 0.0), 183.0) / 183,
        "bimodality": min(max(over / 0.25, 0.0), 1.0) - 1,
    }


def estimate(of: Features, model: Model) -> float:
    """Return the share of such findings that were right, drawn towards the base rate."""
    odds = model.intercept + model.offsets.get(of.detector, 0.0)
    odds += sum(model.coefficients[name] * value for name, value in terms(of).items())
    share = 1 / (1 + math.exp(-min(max(odds, -30.0), 30.0)))
    count = model.count
    return (count * share + PSEUDO_FINDINGS * model.base_rate) / (count + PSEUDO_FINDINGS)


def capped(of: Features, model: Model, top: float) -> float:
    """Return :func:`estimate` under a cap, off which a season gap takes its odds.

    Under the cap all good findings are alike; a different season must still show.
    """
    share = min(estimate(replace(of, season_days=None), model), top)
    odds = math.log(share / (1 - share)) + model.coefficients["season"] * terms(of)["season"]
    return 1 / (1 + math.exp(-odds))


@cache
def fitted() -> Model | None:
    """Return the model in ``calibration.json``; None where there is none of this format."""
    if not FILE.is_file():
        return None
    told = json.loads(FILE.read_text(encoding="utf-8"))
    return Model(**told) if told.get("format") == FORMAT else None


def written(model: Model) -> str:
    """Return the model as the text of ``calibration.json``."""
    return json.dumps(_rounded(asdict(model)), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    return round(value, 4) if isinstance(value, float) else value
