"""Frames of one flight on one flat ground: poses adjusted together, one GeoTIFF.

A quick look without a photogrammetry server: a plane is assumed, trees and roofs lean.
"""

from __future__ import annotations

from imagery import mosaic_messages as _mosaic_messages  # noqa: F401  (registers the words)
from imagery.mosaic.making import mosaic, rectified
from imagery.mosaic.result import FrameInput, FrameResult, MosaicResult
from imagery.mosaic.seen import crop, frames_seeing

__all__ = [
    "FrameInput",
    "FrameResult",
    "MosaicResult",
    "crop",
    "frames_seeing",
    "mosaic",
    "rectified",
]
