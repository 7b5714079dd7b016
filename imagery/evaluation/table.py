"""The table of scores as Markdown: the same rows and data give the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from imagery.detectors.calibration import Model
from imagery.evaluation.cases import Row

MANIFESTS = ("README.md", "satellite/MANIFEST.md", "drone/MANIFEST.md")
_HEAD = """\
# Accuracy: the detectors on labelled sample sets

Written by `python -m imagery evaluate --write`; do not edit. Sample data: manifests `{mark}`.

Every file goes the way of a user's: intake, detector, mask. *Assessed* is the share of the
labelled pixels that the detector judged; below 85 % F1 and IoU shrink in proportion, so hiding
earns nothing. Where the right answer is "cannot be judged", abstaining scores 1. *Pooled* counts
all scenes' pixels together. There are one or a few scenes a kind: **differences under .02 mean
nothing**, and no figure here says how a detector does in another country or season.

**These are development figures.** The scenes were at hand while the detectors were made: what
water hides near cloud was chosen among some 70 variants by its score on the seven dates below,
growth and solidity of cloud among some 35 on the RGB and the Landsat scene; the other detectors'
numbers come from physics and published limits and were checked here. Expect less elsewhere.
"""
_NO_BETTER = """\
In a place it has not seen the model is **no better than the plain share** of right findings: too
few places are labelled. Take the order of findings as a hint, and the level from verdicts.
"""
_COLUMNS = ("scene", "metric", "value", "precision", "recall", "IoU", "assessed", "goal", "met")


def written(rows: Sequence[Row], sample: Path, *, model: Model | None = None) -> str:
    """Return the whole document; ``model`` is the confidence in use."""
    parts = [_HEAD.format(mark=fingerprint(sample)), _goals(rows), _confidence(model)]
    ordered = sorted(rows, key=lambda row: (row.detector, row.set))
    for (detector, name), group in groupby(ordered, key=lambda row: (row.detector, row.set)):
        parts.append(f"## {detector}: {name}\n\n{_table(list(group))}")
    return "\n".join(parts)


def fingerprint(sample: Path) -> str:
    """Return twelve digits that stand for the sample data's manifests."""
    digest = hashlib.sha256()
    for name in MANIFESTS:
        file = sample / name
        digest.update(file.read_bytes() if file.is_file() else b"absent")
    return digest.hexdigest()[:12]


def _goals(rows: Sequence[Row]) -> str:
    judged = [row for row in rows if row.met is not None]
    missed = [row for row in judged if not row.met]
    lines = [f"{len(judged) - len(missed)} of {len(judged)} goals are met."]
    if missed:
        lines += ["", "Missed:", ""]
        lines += [
            f"- {row.detector}, {row.set}, {row.scene}: {row.metric} {row.value:.3f}, "
            f"goal {row.goal}"
            for row in missed
        ]
    return "\n".join(lines) + "\n"


def _confidence(model: Model | None) -> str:
    if model is None:
        return "## Confidence\n\nNot fitted: a rule of thumb stands in.\n"
    told = {name: f"{value:.3f}" for name, value in model.measured.items()}
    better = model.measured["brier_left_out"] < model.measured["brier_base_rate"]
    counts = ", ".join(f"{name} {count}" for name, count in sorted(model.counts.items()))
    return (
        "## Confidence\n\n"
        f"Fitted on {model.count} labelled findings of {told['scenes'].split('.')[0]} places "
        f"({counts}); {model.measured['right_share']:.0%} of them are right.\n\n"
        "| | in-sample | leave one place out | share elsewhere alone |\n| --- | --- | --- | --- |\n"
        f"| expected calibration error | {told['ece_in_sample']} | {told['ece_left_out']} | |\n"
        f"| Brier score | {told['brier_in_sample']} | {told['brier_left_out']} "
        f"| {told['brier_base_rate']} |\n\n"
        "Only the middle column says something about another place. Labels cover what people\n"
        "were sure of, so most findings cannot be judged by them and the rest look easier than\n"
        "the field: estimates are drawn towards a base rate that is itself drawn to one half.\n"
        + ("" if better else _NO_BETTER)
    )


def _table(rows: Sequence[Row]) -> str:
    lines = [_line(_COLUMNS), _line(["---"] * len(_COLUMNS))]
    return "\n".join([*lines, *(_line(_cells(row)) for row in rows)]) + "\n"


def _cells(row: Row) -> list[str]:
    shares = [_number(row.detail.get(name)) for name in ("precision", "recall", "iou")]
    kept_still = row.detail.get("abstained") or row.detail.get("refused")
    scene = f"{row.scene} (`{kept_still}`)" if kept_still else row.scene
    met = {True: "yes", False: "**no**", None: ""}[row.met]
    value, assessed = f"{row.value:.3f}", f"{row.assessed:.3f}"
    return [scene, row.metric, value, *shares, assessed, row.goal, met]


def _number(value: float | str | None) -> str:
    return f"{value:.3f}" if isinstance(value, int | float) else ""


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
