"""Fits the confidence model to labelled findings and says how far it can be believed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from imagery.detectors.calibration import PRIOR, PSEUDO_FINDINGS, Model, estimate, terms
from imagery.evaluation.labelled import LabelledFinding

LEAST_FINDINGS = 20
"""Fewer labelled findings, or all of one kind, carry no model."""
BINS = 5
SCENE_WEIGHT = 20
"""No scene weighs more than so many findings: one busy scene is still one place."""

Floats = NDArray[np.float64]


def fit(found: Sequence[LabelledFinding], *, data: str = "") -> Model | None:
    """Return the model of labelled findings, with its in-sample and leave-one-scene-out errors.

    Returns None for under 20 findings, or when all or none of them are right.
    """
    model = _model(found, data)
    if model is None:
        return None
    right, weight = _right(found), _weights(found)
    own = np.array([estimate(one.features, model) for one in found])
    out = _left_out(found)
    measured = {
        "ece_in_sample": ece(own, right, weight),
        "ece_left_out": ece(out, right, weight),
        "brier_in_sample": brier(own, right, weight),
        "brier_left_out": brier(out, right, weight),
        "brier_base_rate": brier(_shares_elsewhere(found), right, weight),
        "right_share": float(np.average(right, weights=weight)),
        "scenes": float(len({one.scene for one in found})),
    }
    return Model(
        intercept=model.intercept,
        coefficients=model.coefficients,
        offsets=model.offsets,
        counts=model.counts,
        base_rate=model.base_rate,
        measured=measured,
        data=data,
    )


def brier(shares: Floats, right: Floats, weight: Floats) -> float:
    """Return the mean squared difference of claim and outcome."""
    return float(np.average((shares - right) ** 2, weights=weight))


def ece(shares: Floats, right: Floats, weight: Floats) -> float:
    """Return the expected calibration error over five bins of equally many findings."""
    order = np.argsort(shares, kind="stable")
    parts = np.array_split(order, min(BINS, len(order)))
    gaps = [abs(float((weight[part] * (shares[part] - right[part])).sum())) for part in parts]
    return sum(gaps) / float(weight.sum())


def _left_out(found: Sequence[LabelledFinding]) -> Floats:
    """Return each finding's estimate by a model that has not seen its scene."""
    shares = np.zeros(len(found))
    for scene in {one.scene for one in found}:
        rest = [one for one in found if one.scene != scene]
        model = _model(rest, "")
        for number, one in enumerate(found):
            if one.scene == scene:
                shares[number] = estimate(one.features, model) if model else _base_rate(rest)
    return shares


def _shares_elsewhere(found: Sequence[LabelledFinding]) -> Floats:
    """Return for each finding the share that was right in all other places: what to beat."""
    shares = np.zeros(len(found))
    for scene in {one.scene for one in found}:
        rest = [one for one in found if one.scene != scene]
        share = float(np.average(_right(rest), weights=_weights(rest))) if rest else 0.5
        shares[[one.scene == scene for one in found]] = share
    return shares


def _model(found: Sequence[LabelledFinding], data: str) -> Model | None:
    right = _right(found)
    if len(found) < LEAST_FINDINGS or right.min() == right.max():
        return None
    detectors = sorted({one.features.detector for one in found})
    values = np.array([list(terms(one.features).values()) for one in found])
    dummies = np.array([[one.features.detector == name for name in detectors] for one in found])
    design = np.column_stack([np.ones(len(found)), values, dummies]).astype(float)
    weights = _solve(design, right, _weights(found), len(detectors))
    count = len(PRIOR)
    return Model(
        intercept=float(weights[0]),
        coefficients=dict(zip(PRIOR, map(float, weights[1 : 1 + count]), strict=True)),
        offsets=dict(zip(detectors, map(float, weights[1 + count :]), strict=True)),
        counts=dict(Counter(one.features.detector for one in found)),
        base_rate=_base_rate(found),
        data=data,
    )


def _solve(design: Floats, right: Floats, weight: Floats, detectors: int) -> Floats:
    """Minimise the negative log posterior; the intercept is free, signs are those of PRIOR."""
    centre = np.array([0.0, *PRIOR.values(), *[0.0] * detectors])
    width = np.array([0.0, *[1.0] * (design.shape[1] - 1)])

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = design @ weights
        off = weights - centre
        told = weight @ (np.logaddexp(0, odds) - right * odds)
        slope = design.T @ (weight * (1 / (1 + np.exp(-odds)) - right)) + width * off
        value = told + 0.5 * (width * off**2).sum()
        return float(value), slope

    signs = [(0, None) if value > 0 else (None, 0) for value in PRIOR.values()]
    bounds = [(None, None), *signs, *[(None, None)] * detectors]
    found = minimize(loss, centre, jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(found.x)


def _base_rate(found: Sequence[LabelledFinding]) -> float:
    """Return the share that was right, drawn towards 1/2: labelled scenes are easier than most."""
    weight = _weights(found)
    right = float((weight * _right(found)).sum()) + PSEUDO_FINDINGS / 2
    return right / (float(weight.sum()) + PSEUDO_FINDINGS)


def _right(found: Sequence[LabelledFinding]) -> Floats:
    return np.array([one.right for one in found], float)


def _weights(found: Sequence[LabelledFinding]) -> Floats:
    busy = Counter(one.scene for one in found)
    return np.array([min(1.0, SCENE_WEIGHT / busy[one.scene]) for one in found])
