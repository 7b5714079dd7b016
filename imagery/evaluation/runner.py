"""Runs the labelled sets: finds them, runs each case as a user would, yields the table's rows."""

from __future__ import annotations

import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol, cast

import rasterio

from geo.errors import NotFound, Refused
from imagery.detectors import Detection, SceneInput, Zone, detect, output, reading
from imagery.detectors.base import Mask
from imagery.evaluation import sets as rooms
from imagery.evaluation.cases import Case, Row
from imagery.evaluation.outcomes import Outcome, row_of, shares
from imagery.evaluation.places import scene_of, scratch
from imagery.evaluation.scores import Counts, met, middle


class LabelledSet(Protocol):
    """What the module of a set holds; ``cases``, ``measure`` and ``GOALS`` may each be absent."""

    NAME: str
    GOALS: Mapping[str, str]

    def cases(self, sample: Path) -> Iterator[Case]:
        """Yield images with labels."""
        ...

    def measure(self, sample: Path) -> Iterator[Row]:
        """Yield measures of its own."""
        ...


def sets() -> dict[str, LabelledSet]:
    """Return the labelled sets by name."""
    found: dict[str, LabelledSet] = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(rooms.__path__)):
        one: Any = importlib.import_module(f"{rooms.__name__}.{module}")
        found[one.NAME] = cast("LabelledSet", one)
    return found


def chosen(name: str | None) -> dict[str, LabelledSet]:
    """Return all sets, or the one named (``evaluate.unknown_set``)."""
    known = sets()
    if name is None:
        return known
    if name not in known:
        raise NotFound("evaluate.unknown_set", name=name, known=", ".join(known) or "-")
    return {name: known[name]}


def outcomes(one: LabelledSet, sample: Path) -> Iterator[Outcome]:
    """Run every case of a set."""
    if hasattr(one, "cases"):
        for case in one.cases(sample):
            yield outcome(case)


def rows(
    one: LabelledSet, sample: Path, *, seen: Callable[[Outcome], None] | None = None
) -> Iterator[Row]:
    """Yield a set's rows: each case, its measures, then the cases of each detector together.

    ``seen`` is told each outcome.
    """
    by_detector: dict[str, list[tuple[Counts, Row]]] = defaultdict(list)
    for run in outcomes(one, sample):
        row = row_of(run)
        if seen is not None:
            seen(run)
        by_detector[row.detector].append((run.counts, row))
        yield row
    if hasattr(one, "measure"):
        yield from one.measure(sample)
    goals = getattr(one, "GOALS", {})
    for runs in by_detector.values():
        yield from _together(runs, goals)


def outcome(case: Case) -> Outcome:
    """Run one case; a refusal is an outcome too."""
    try:
        result, mask = detected(case.detector, case.image, reference=case.reference, zone=case.zone)
    except Refused as refusal:
        return Outcome(case, None, None, refusal.code)
    return Outcome(case, result, mask, None)


def detected(
    detector: str,
    image: SceneInput,
    *,
    reference: SceneInput | None = None,
    zone: Zone | None = None,
) -> tuple[Detection, Mask]:
    """Take raw files in, run a detector, return its result and the mask as it is written.

    The mask (rows, cols) covers the whole image.
    """
    stored = scene_of(image)
    older = None if reference is None else scene_of(reference)
    result = detect(detector, stored, reference=older, zone=zone)
    path = scratch() / "mask.tif"
    output.write_mask(path, result, stored)
    with reading.quiet(), rasterio.open(path) as written:
        mask: Mask = written.read(1)
    path.unlink()
    return result, mask


def _together(runs: list[tuple[Counts, Row]], goals: Mapping[str, str]) -> Iterator[Row]:
    """Yield the pooled, median and worst score of one detector's cases that are to be judged."""
    judged = [(counts, row) for counts, row in runs if row.metric in {"f1", "iou"}]
    if len(judged) < 2:
        return
    pooled, first = sum((counts for counts, _ in judged), Counts()), judged[0][1]
    values = [row.value for _, row in judged]
    totals = {
        "pooled": pooled.value(first.metric),
        "median": middle(values),
        "worst": min(values),
    }
    for name, value in totals.items():
        goal = goals.get(name, "")
        yield Row(
            set=first.set,
            scene=name,
            detector=first.detector,
            metric=first.metric,
            value=round(value, 4),
            assessed=round(pooled.assessed, 4),
            goal=goal,
            met=met(goal, value),
            detail={"scenes": len(judged)} | (shares(pooled) if name == "pooled" else {}),
        )
