"""A model as a detector: overlapping tiles in, one ``Detection`` named ``model:<id>`` out."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasterio.windows import transform as window_transform

from geo.errors import Refused
from imagery.detectors import checks, grid, places, reading
from imagery.detectors.base import NOT_ASSESSED, Detection, Mask, Plane, SceneInput, Zone
from imagery.detectors.grid import Frame, blocks
from imagery.models.manifest import Manifest
from imagery.models.network import Network
from imagery.models.objects import Seen, findings

LEAST_ASSESSED = 0.1
RADIUS_M = 100.0
"""The ring of a zone whose rule names none."""


class ModelDetector:
    """A detector made of a manifest; ``run`` is every detector's."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        self.name = f"model:{manifest.id}"
        self._network = Network(manifest)

    def run(
        self, image: SceneInput, *, reference: SceneInput | None = None, zone: Zone | None = None
    ) -> Detection:
        """Look at one image; of a reference only the date is checked.

        Raises
        ------
        Refused
            ``model.gsd`` (outside the range the model was trained on, or unknown), ``model.*``
            of the network, and the shared ``detect.*`` codes.
        """
        checks.check_dates(image, reference)
        with reading.opened(image, self.manifest.bands, detector=self.name) as source:
            gsd_m = self._checked_gsd(source, image)
            frame, asked = grid.whole(source), None
            if zone is not None:
                place = places.place(source, image, zone, radius_m=RADIUS_M, context_m=0.0)
                frame, asked = place.frame, place.context
            checks.check_values(source, image, self.manifest.bands, frame, reflectance=False)
            best, share = self._segmented(source, image, frame)
            if asked is not None:
                best[~asked], share[~asked] = NOT_ASSESSED, np.nan
            seen = Seen(frame, best, share, asked, source.transform, source.crs, gsd_m)
            return self._detection(seen)

    def _checked_gsd(self, source: Any, image: SceneInput) -> float:
        step = grid.gsd_m(source)
        finest, coarsest = self.manifest.gsd_m
        if step is None or not finest <= max(step) <= coarsest:
            told = "?" if step is None else f"{max(step):.3g}"
            raise Refused(
                "model.gsd", file=image.path.name, gsd_m=told, finest=finest, coarsest=coarsest
            )
        return max(step)

    def _segmented(self, source: Any, image: SceneInput, frame: Frame) -> tuple[Mask, Plane]:
        """Run tile by tile; of each only what lies inside the margin is kept."""
        of = self.manifest
        best = reading.allocate(frame.shape, np.uint8, fill=NOT_ASSESSED)
        share = reading.allocate(frame.shape, np.float32, fill=np.nan)
        coded = [number for number, target in enumerate(of.classes) if target.code]
        for block in blocks(frame, size=of.side_px - 2 * of.margin_px):
            corner = block.row - of.margin_px, block.col - of.margin_px
            around = Frame(*corner, of.side_px, of.side_px)
            planes = reading.read(source, image, of.bands, around)
            tile = np.stack([planes[role] for role in of.bands])
            inner, outer = block.within(around), block.within(frame)
            known = np.isfinite(tile).all(axis=0)[inner]
            if known.any():
                shares = self._network.shares(tile)[:, inner[0], inner[1]]
                best[outer] = np.where(known, shares.argmax(axis=0), NOT_ASSESSED)
                share[outer] = np.where(known, shares[coded].max(axis=0), np.nan)
        return best, share

    def _detection(self, seen: Seen) -> Detection:
        of, assessed = self.manifest, seen.assessed
        blind = assessed < LEAST_ASSESSED
        return Detection(
            detector=self.name,
            version=of.version,
            params={"threshold": of.threshold, "least_px": float(of.least_px)},
            assessed_fraction=round(assessed, 4),
            findings=() if blind else tuple(findings(seen, of, self.name)),
            abstained="detect.zone_not_seen" if blind else None,
            flags=(),
            detail={"licence": of.licence, "sha256": of.sha256},
            mask=seen.mask(of),
            index=seen.share,
            mask_transform=window_transform(seen.frame.window, seen.affine),
            crs=seen.crs,
            mask_offset=(seen.frame.row, seen.frame.col),
        )
