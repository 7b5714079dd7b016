"""From the view to the answer: mask, horizon, findings, and what could not be said."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from rasterio.warp import transform_geom
from rasterio.windows import transform as window_transform
from shapely.affinity import affine_transform
from shapely.geometry import mapping, shape

from imagery.detectors import reading
from imagery.detectors.base import Detail, Detection, FindingShape, SceneInput, Zone
from imagery.detectors.grid import same_grid
from imagery.detectors.obstacles import diagram
from imagery.detectors.obstacles.arc import Arc, look_around
from imagery.detectors.obstacles.findings import Facts, found
from imagery.detectors.obstacles.judging import View
from imagery.detectors.obstacles.kinds import kind_of, roles_of
from imagery.detectors.obstacles.painting import frame_of, painted
from imagery.detectors.obstacles.params import ARC_RULE, BINS, NAME, PARAMS, VERSION
from imagery.detectors.obstacles.surface import Ground

SURFACE_SLACK_M = 0.5


def report(
    image: SceneInput, view: View, ground: Ground, anchor: tuple[float, float], zone: Zone
) -> Detection:
    """Judge the horizon, list the groups, paint the mask on the image."""
    arc = look_around(view)
    detail = _horizon(arc, zone) | _heights(view, ground)
    facts = Facts(view, arc, detail, partial(kind_of, image, view.source))
    groups = found(facts)
    with reading.opened(image, (), detector=NAME) as source:
        frame = frame_of(source, image, anchor, everywhere=zone.radius_m is None)
        mask, angle = painted(source, view, frame)
        return Detection(
            detector=NAME,
            version=VERSION,
            params=PARAMS,
            assessed_fraction=round(arc.assessed, 4),
            findings=tuple(_on_image(group, view, source) for group in groups),
            abstained=_abstained(arc, view, groups),
            flags=_flags(image, view, ground, arc),
            detail=detail | diagram.recorded(arc),
            mask=mask,
            index=angle,
            mask_transform=window_transform(frame.window, source.transform),
            crs=source.crs,
            mask_offset=(frame.row, frame.col),
        )


def _horizon(arc: Arc, zone: Zone) -> Detail:
    limit, beside_limit = PARAMS["open_arc_deg"], PARAMS["open_arc_beside_deg"]
    if zone.beside_building:
        limit = beside_limit
    detail: Detail = {
        "arc_rule_ref": ARC_RULE,
        "open_arc_deg": float(arc.open.sum()),
        "blocked_arc_deg": float(arc.blocked.sum()),
        "unseen_arc_deg": float(arc.unseen.sum()),
        "open_arc_as_seen_deg": float(BINS - arc.blocked.sum()),
        "longest_open_arc_deg": float(arc.longest_open_deg),
        "seen_to_m": round(arc.seen_to_m, 1),
        "open_arc_limit_deg": limit,
        "open_arc": arc.verdict(limit),
    }
    if arc.worst_azimuth_deg is not None:
        detail["steepest_azimuth_deg"] = arc.worst_azimuth_deg
        detail["steepest_angle_deg"] = round(float(arc.angle_deg.max()), 2)
    if zone.beside_building is None:
        detail["open_arc_limit_beside_building_deg"] = beside_limit
        detail["open_arc_beside_building"] = arc.verdict(beside_limit)
    return detail


def _heights(view: View, ground: Ground) -> Detail:
    return {
        "inlet_height_m": round(view.inlet_m, 3),
        "ground_height_m": round(ground.height_m, 3),
        "ground_from": ground.origin,
        "azimuth_north": view.metric.north,
    }


def _abstained(arc: Arc, view: View, groups: tuple[FindingShape, ...]) -> str | None:
    """A found obstacle stands whatever else was not seen; "none" needs eyes all around."""
    if view.metric.step_m > PARAMS["max_gsd_m"]:
        return "detect.too_coarse"
    if groups or arc.verdict(PARAMS["open_arc_deg"]) != "unknown":
        return None
    return "detect.arc_not_seen"


def _flags(image: SceneInput, view: View, ground: Ground, arc: Arc) -> tuple[str, ...]:
    under = view.part(view.metric.pixel).above_m[0, 0]
    raised = {
        "detect.ground_estimated": ground.estimated,
        "detect.inlet_below_surface": bool(under > SURFACE_SLACK_M),
        "detect.kind_unknown": bool(arc.blocked.any()) and not roles_of(image),
        "detect.arc_partly_unseen": bool(arc.unseen.any()),
    }
    return tuple(code for code, is_raised in raised.items() if is_raised)


def _on_image(group: FindingShape, view: View, source: Any) -> FindingShape:
    """Give the outline in the image's own stored pixels."""
    if same_grid(source, view.source):
        return group
    ground = affine_transform(group.pixel_polygon, view.source.transform.to_shapely())
    placed = shape(transform_geom(view.source.crs, source.crs, mapping(ground)))
    return replace(group, pixel_polygon=affine_transform(placed, (~source.transform).to_shapely()))
