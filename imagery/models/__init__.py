"""Trained models as detectors: an ONNX file described by a manifest, run by OpenCV.

A model is installed by whoever runs the service, never uploaded. Its manifest (JSON) says what
it may be used for, and that is enforced: the file's SHA-256, the bands in order, the range of
ground pixel sizes it was trained on (outside it refuses, as it does when the size is unknown),
its classes, licence and measured quality. The network must be a segmentation: (1, bands, side,
side) in, (1, classes, side, side) out. Bands are reflectance, normalised as (value - mean) / std.
The result is a ``Detection`` named ``model:<id>``::

    {"format": 1, "id": "roofs-1", "version": "1.2", "title": "...", "licence": "CC-BY-4.0",
     "file": "roofs.onnx", "sha256": "...", "bands": ["red", "green", "blue"],
     "mean": [0.4, 0.4, 0.4], "std": [0.2, 0.2, 0.2], "side_px": 512, "margin_px": 32,
     "gsd_m": [0.05, 0.3], "activation": "softmax", "threshold": 0.5, "least_px": 20,
     "classes": [{"name": "other"}, {"name": "roof", "code": "ENV-02", "sign": "BLD"}],
     "metrics": {"precision": 0.8, "recall": 0.7, "tested_on": "..."}}
"""

from __future__ import annotations

from imagery.models.manifest import Manifest, Target, load
from imagery.models.segmentation import ModelDetector

__all__ = ["Manifest", "ModelDetector", "Target", "load"]
