"""Obstacles around an inlet: 2 x height rule (A-02, A-03) and open arc (A-04) from heights.

Every pixel of the surface model that rises h above the inlet must lie at least 2 h away (HJ 664;
26.57 degrees of elevation; up to 30 degrees is a warning). The horizon within 100 m is taken in
bins of one degree, each by its worst obstacle; a bin with ground that has no height is not
assessed, never open. The inlet's height counts from the terrain model's pixel under it.

The station's own mast, a connected too-high thing all within 2 m of the inlet, does not count.
The mask is judged for every pixel with a height: 1 too high for its distance, 0 not, 255 no
height. With a zone's ring radius only the 100 m around the inlet are read and judged, without
one the whole image is. Whether the station stands beside a building (180 instead of 270 degrees)
is the station's record, not the image's: where the zone does not say, both limits are judged.
Heights alone do not tell crowns from houses; colours of the image do, where it has some.
"""

from __future__ import annotations

from typing import Any

from geo.errors import Refused
from imagery.detectors import checks, reading
from imagery.detectors.base import Detection, SceneInput, Zone
from imagery.detectors.obstacles.diagram import azimuth_svg
from imagery.detectors.obstacles.metric import metric_of
from imagery.detectors.obstacles.params import NAME, NEEDS, PARAMS, ROLES, VERSION
from imagery.detectors.obstacles.report import report
from imagery.detectors.obstacles.surface import elevation, ground_under
from imagery.detectors.obstacles.viewing import check_surface, view_from

__all__ = ["NAME", "NEEDS", "PARAMS", "VERSION", "azimuth_svg", "run"]


def run(image: SceneInput, *, reference: SceneInput | None, zone: Zone | None) -> Detection:
    """Judge what rises around the inlet; ``reference`` is only checked to be older.

    The surface is the companion ``dsm``; without one the image itself is taken for it.

    Raises
    ------
    Refused
        ``detect.needs_inlet``, ``detect.needs_dsm``, ``detect.ground_unknown``,
        ``detect.not_heights``, and the shared codes (no position, no overlap, no valid pixels,
        constant).
    """
    checks.check_dates(image, reference)
    if zone is None or zone.anchor_lonlat is None or zone.inlet_height_m is None:
        raise Refused("detect.needs_inlet")
    anchor, height_m = zone.anchor_lonlat, zone.inlet_height_m
    dsm = elevation(image.companions.get("dsm") or image.path)
    dtm = elevation(image.companions["dtm"]) if "dtm" in image.companions else None
    with reading.opened(dsm, ROLES, detector=NAME) as source:
        _check_model(source, dsm)
        metric = metric_of(source, anchor)
        check_surface(source, dsm, metric)
        ground = ground_under(anchor, dsm, dtm)
        view = view_from(source, dsm, metric, ground.height_m + height_m)
        return report(image, view, ground, anchor, zone)


def _check_model(source: Any, dsm: SceneInput) -> None:
    if source.count > 2:
        raise Refused("detect.needs_dsm", file=dsm.path.name, count=source.count)
    if source.crs is None:
        raise Refused("detect.no_position", file=dsm.path.name, what="inlet")
