"""The network itself: loaded once, run on one tile, its answer checked."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from geo.errors import Refused
from imagery.detectors.base import Plane
from imagery.models.manifest import Manifest


class Network:
    """A segmentation network on the CPU.

    Raises
    ------
    Refused
        ``model.not_a_network`` (no ONNX that OpenCV reads), ``model.wrong_output``.
    """

    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest
        data = np.fromfile(manifest.path, np.uint8)
        try:
            self._net: Any = cv2.dnn.readNetFromONNX(data)
        except cv2.error as error:
            raise Refused("model.not_a_network", file=manifest.path.name) from error

    def shares(self, tile: Plane) -> Plane:
        """Return each class's share, 0-1 (classes, side, side), of scaled bands (bands, …).

        NaN counts as the mean, which is 0 after normalising; the caller leaves it out.
        """
        of = self._manifest
        mean = np.array(of.mean, np.float32)[:, None, None]
        std = np.array(of.std, np.float32)[:, None, None]
        normal = np.nan_to_num((tile - mean) / std, nan=0.0)[None]
        try:
            self._net.setInput(np.ascontiguousarray(normal, np.float32))
            scores = np.asarray(self._net.forward(), np.float32)
        except cv2.error as error:
            raise Refused("model.not_a_network", file=of.path.name) from error
        expected = (1, len(of.classes), of.side_px, of.side_px)
        if scores.shape != expected or not np.isfinite(scores).all():
            raise Refused(
                "model.wrong_output", file=of.path.name, shape=str(scores.shape), expected=expected
            )
        return _activated(scores[0], of.activation)


def _activated(scores: Plane, how: str) -> Plane:
    if how == "sigmoid":
        return np.asarray(1 / (1 + np.exp(-np.clip(scores, -60, 60))), np.float32)
    if how == "softmax":
        powers = np.exp(scores - scores.max(axis=0))
        return np.asarray(powers / powers.sum(axis=0), np.float32)
    return np.clip(scores, 0, 1)
