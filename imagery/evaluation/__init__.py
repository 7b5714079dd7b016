"""Scores the detectors on labelled sets, through the same path as users' files.

A set is one file in ``imagery/evaluation/sets/``, found by itself. It holds ``NAME`` and

- ``cases(sample: Path) -> Iterator[Case]``: raw files and their labels; the runner takes the
  files in, runs the detector and scores the mask that a user would get; or
- ``measure(sample: Path) -> Iterator[Row]``: measures of its own (rank correlation, "nothing
  reported"), with :func:`imagery.evaluation.runner.detected` for the run and
  :func:`imagery.evaluation.places.scratch` for files it has to make; or both,

and optionally ``GOALS``, a mapping of ``pooled``, ``median`` or ``worst`` to a goal such as
``>=0.96`` for all its cases together, and ``GENERATED = True`` when the project made its scenes:
these test a rule, and say nothing about how sure a finding in the field is. ``sample`` is the
folder of sample data.
"""

from __future__ import annotations

from imagery.evaluation.cases import Case, Labels, Row

__all__ = ["Case", "Labels", "Row"]
