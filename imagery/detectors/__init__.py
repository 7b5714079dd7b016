"""Detectors: one room each, one signature, found by name and imported when first used."""

from __future__ import annotations

import importlib
import importlib.util
from functools import cache
from typing import Protocol, cast

from geo.errors import NotFound
from imagery import detector_messages as _messages  # noqa: F401  (registers the words)
from imagery.detectors.base import Detection, FindingShape, SceneInput, Zone

__all__ = [
    "Detection",
    "FindingShape",
    "SceneInput",
    "Zone",
    "check_name",
    "detect",
    "names",
    "needs",
    "version",
]


class Detector(Protocol):
    """What a detector's module holds."""

    NAME: str
    VERSION: str
    NEEDS: tuple[tuple[str, ...], ...]

    def run(
        self, image: SceneInput, *, reference: SceneInput | None, zone: Zone | None
    ) -> Detection:
        """Look at one image."""
        ...


_NAMES = (
    "algae",
    "bare-soil",
    "burn",
    "cloud",
    "debris",
    "flood-sar",
    "land-change",
    "obstacles",
    "turbidity",
    "vegetation",
    "water",
)


@cache
def names() -> tuple[str, ...]:
    """Return the names of all detectors, sorted."""
    return tuple(name for name in _NAMES if importlib.util.find_spec(_module(name)))


def needs(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the alternative sets of band roles a detector can work with."""
    return _named(name).NEEDS


def version(name: str) -> str:
    """Return a detector's version."""
    return _named(name).VERSION


def check_name(name: str) -> None:
    """Refuse a name that no detector has (``detect.unknown_detector``)."""
    _named(name)


def detect(
    name: str,
    image: SceneInput,
    *,
    reference: SceneInput | None = None,
    zone: Zone | None = None,
) -> Detection:
    """Run a detector.

    Parameters
    ----------
    name : str
        One of :func:`names`.
    image, reference : SceneInput
        The image to judge and its older baseline; grids may differ.
    zone : Zone, optional
        Only the windows around it are read; without it the whole image is.

    Raises
    ------
    NotFound
        ``detect.unknown_detector``.
    Refused
        Any other ``detect.*`` code: the input cannot be judged.
    """
    return _named(name).run(image, reference=reference, zone=zone)


def _named(name: str) -> Detector:
    if name not in names():
        raise NotFound("detect.unknown_detector", name=name, known=", ".join(names()))
    return cast("Detector", importlib.import_module(_module(name)))


def _module(name: str) -> str:
    return f"{__name__}.{name.replace('-', '_')}"
