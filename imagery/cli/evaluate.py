"""``imagery evaluate [--set NAME] [--write]``: score the detectors on the labelled sample sets."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import settings
from geo.errors import Refused
from geo.messages import register
from imagery.evaluation import Row, table
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


def run(args: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Score each set; the last line sums up."""
    sample = args.data or settings.get().sample_data
    if not (sample / "README.md").is_file():
        raise Refused("evaluate.no_sample_data", folder=str(sample))
    if args.write and args.set is not None:
        raise Refused("cli.usage", reason="--write needs all sets")
    every: list[Row] = []
    for one in chosen(args.set).values():
        for row in rows(one, sample):
            every.append(row)
            yield asdict(row)
    if args.write:
        TABLE.write_text(table.written(every, sample), encoding="utf-8")
    yield _summary(every)


def _summary(every: list[Row]) -> dict[str, Any]:
    missed = [row for row in every if row.met is False]
    return {
        "sets": len({row.set for row in every}),
        "rows": len(every),
        "goals": sum(row.met is not None for row in every),
        "met": sum(row.met is True for row in every),
        "missed": [f"{row.set}/{row.scene}/{row.detector}/{row.metric}" for row in missed],
    }
