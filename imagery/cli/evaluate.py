"""``imagery evaluate [--set NAME] [--write] [--fit]``: score the detectors on labelled sets."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import settings
from geo.errors import Refused
from geo.messages import register
from imagery.cli._usage import wrong
from imagery.detectors import calibration
from imagery.detectors.calibration import Model
from imagery.evaluation import Row, table
from imagery.evaluation.fitting import fit
from imagery.evaluation.labelled import LabelledFinding, findings_of
from imagery.evaluation.outcomes import Outcome
from imagery.evaluation.runner import chosen, rows

SUMMARY = "Score the detectors on the labelled sample sets; --write puts the table into the docs."
TABLE = settings.ROOT / "docs" / "accuracy.md"

register(
    {
        "evaluate.unknown_set": (
            "没有名为“{name}”的评测集；可用：{known}。",
            "There is no labelled set named '{name}'; available: {known}.",
        ),
        "evaluate.no_sample_data": (
            "样例数据不在 {folder}；请用 --data 或 XUNZHAN_SAMPLE_DATA 指明位置。",
            "No sample data in {folder}; say where it is with --data or XUNZHAN_SAMPLE_DATA.",
        ),
    }
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--set", metavar="NAME", help="one labelled set (default: all)")
    parser.add_argument("--data", type=Path, help="folder of the sample data")
    parser.add_argument("--write", action="store_true", help="write docs/accuracy.md")
    parser.add_argument("--fit", action="store_true", help="fit the confidence of findings anew")


def run(args: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Score each set; the last line sums up."""
    sample = args.data or settings.get().sample_data
    if not (sample / "README.md").is_file():
        raise Refused("evaluate.no_sample_data", folder=str(sample))
    if (args.write or args.fit) and args.set is not None:
        raise wrong("--write 和 --fit 需要全部评测集", "--write and --fit need all sets")
    every: list[Row] = []
    found: list[LabelledFinding] = []
    for one in chosen(args.set).values():
        kept: list[LabelledFinding] = []
        for row in rows(one, sample, seen=partial(_collect, kept)):
            every.append(row)
            yield asdict(row)
        found += [] if getattr(one, "GENERATED", False) else kept
    model = _fitted(found, sample) if args.fit else None
    if args.write:
        told = model or calibration.fitted()
        TABLE.write_text(table.written(every, sample, model=told), encoding="utf-8")
    yield _summary(every) | ({"fit": _told(model, len(found))} if args.fit else {})


def _collect(kept: list[LabelledFinding], run: Outcome) -> None:
    kept += findings_of(run)


def _fitted(found: list[LabelledFinding], sample: Path) -> Model | None:
    model = fit(found, data=table.fingerprint(sample))
    if model is not None:
        calibration.FILE.write_text(calibration.written(model), encoding="utf-8")
    return model


def _told(model: Model | None, count: int) -> dict[str, Any]:
    if model is None:
        return {"findings": count, "fitted": False}
    return {"findings": count, "fitted": True, "base_rate": model.base_rate, **model.measured}


def _summary(every: list[Row]) -> dict[str, Any]:
    missed = [row for row in every if row.met is False]
    return {
        "sets": len({row.set for row in every}),
        "rows": len(every),
        "goals": sum(row.met is not None for row in every),
        "met": sum(row.met is True for row in every),
        "missed": [f"{row.set}/{row.scene}/{row.detector}/{row.metric}" for row in missed],
    }
