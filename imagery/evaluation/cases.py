"""What a labelled set gives and what a score is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from imagery.detectors import SceneInput, Zone

NO, YES, UNLABELLED = 0, 1, 255

Labels = NDArray[np.uint8]
"""(rows, cols) on the image's stored pixels: 0 no, 1 yes, 255 unlabelled."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One image with labels.

    Parameters
    ----------
    set, scene, detector : str
        Names: of the set, of the scene in it, of the detector to run.
    image, reference : SceneInput
        Raw files as a user has them; the runner takes them in.
    truth : uint8 (rows, cols)
        What the mask should hold: 0, 1, 255 unlabelled.
    abstain_expected : bool
        The right answer is "cannot be judged": an abstention or a refusal scores 1.
    goal : str
        Such as ``>=0.96``, for ``metric``; empty for none.
    metric : str
        ``f1``, ``iou`` or ``false_share`` (labelled pixels called yes, for truth without a yes).
    findings_truth : uint8 (rows, cols), optional
        Labels of what findings mean, where it is not what the mask means (water: what is gone).
        Without it findings are held against ``truth``.
    place : str
        What several scenes show when they are of one place (dates, variants): leaving one scene
        out then leaves them all out. Empty: the scene is a place of its own.
    """

    set: str
    scene: str
    detector: str
    image: SceneInput
    truth: Labels
    reference: SceneInput | None = None
    zone: Zone | None = None
    abstain_expected: bool = False
    goal: str = ""
    metric: str = "f1"
    findings_truth: Labels | None = None
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table.

    ``value`` is what the goal speaks of: for F1 and IoU already shrunk where under 85 % of the
    labelled pixels were assessed. ``assessed`` is that share. ``met`` is None without a goal.
    ``detail`` holds precision, recall, f1, iou, and ``abstained`` or ``refused`` with the code.
    """

    set: str
    scene: str
    detector: str
    metric: str
    value: float
    assessed: float = 1.0
    goal: str = ""
    met: bool | None = None
    detail: Mapping[str, float | str] = field(default_factory=dict)
