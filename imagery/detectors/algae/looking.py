"""One look at a quantity of the water: where it stands out, as mask, index and findings.

Algae and turbidity share it; each brings its quantity and says where too much of it begins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from imagery.detectors import checks, patches, reading, visibility
from imagery.detectors.algae.before import Before, baseline
from imagery.detectors.algae.survey import Index, Limit, Survey, survey
from imagery.detectors.algae.water import roles_of
from imagery.detectors.assessed import assessed_share, zone_share
from imagery.detectors.base import (
    YES,
    Detail,
    Detection,
    FindingShape,
    SceneInput,
    Zone,
)
from imagery.detectors.labels import strips
from imagery.detectors.places import Place
from imagery.detectors.result import Room, Said, packed, placed
from imagery.detectors.shapes import Component


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """What is measured in water, how, and what a finding of it is called.

    ``noise`` is the scatter between neighbouring pixels of even water; ``flags`` are true of
    every result made with these bands; ``facts`` says more of one patch.
    """

    room: Room
    code: str
    sign: str
    rule: str
    name: str
    roles: tuple[str, ...]
    index: Index
    limit: Limit
    noise: float
    cap: float
    flags: tuple[str, ...] = ()
    facts: Callable[[Survey, Component, patches.Ground], Detail] | None = None

    @property
    def detector(self) -> str:
        """The detector's name."""
        return self.room.NAME

    @property
    def params(self) -> Mapping[str, float]:
        """The detector's numbers."""
        return self.room.PARAMS


def look(
    image: SceneInput, reference: SceneInput | None, zone: Zone | None, quantity: Quantity
) -> Detection:
    """Measure the quantity in the water of an image; with a baseline say how much it was.

    What is compared are medians of whole patches, so a pixel or two between the images matter
    little.
    """
    with reading.opened(image, roles_of(image), detector=quantity.detector) as source:
        place, frame = placed(source, image, zone, quantity.params)
        checks.check_values(source, image, quantity.roles, frame, reflectance=True)
        seen = survey(source, image, frame, quantity.index, quantity.limit)
        if reference is None:
            return _judged(source, image, place, seen, quantity, None)
        with baseline(
            source, image, reference, quantity.roles, detector=quantity.detector
        ) as before:
            return _judged(source, image, place, seen, quantity, before)


def _judged(
    source: Any,
    image: SceneInput,
    place: Place | None,
    seen: Survey,
    quantity: Quantity,
    before: Before | None,
) -> Detection:
    ground = patches.ground_of(source)
    assessed, of_water = zone_share(seen.mask, place), _of_water(seen, place)
    abstained = _abstained(seen, ground, place, quantity)
    detail: Detail = {
        "index": quantity.name,
        "water_assessed": round(of_water, 4),
        **_facts(seen),
    }
    if place is not None:
        detail["rule_ref"] = quantity.rule
    found: tuple[FindingShape, ...] = ()
    if abstained is None:
        report = _report(seen, ground, quantity, before, (assessed, of_water, detail))
        found = patches.findings_of(seen.mask == YES, seen.frame, place, report)
    flags = _flags(source, image, quantity) + (() if before is None else before.flags)
    said = Said(assessed, detail, found, abstained, flags)
    return packed(quantity.room, source, seen.frame, said, (seen.mask, seen.index))


def _report(
    seen: Survey,
    ground: patches.Ground,
    quantity: Quantity,
    before: Before | None,
    said: tuple[float, float, Detail],
) -> patches.Report:
    def facts(part: Component) -> Detail:
        now = float(np.nanmedian(part.of(seen.index, seen.frame)))
        own: Detail = {"measured": round(now, 4)}
        if before is not None:
            own["measured_before"] = before.median(part, quantity.index)
        return own if quantity.facts is None else own | quantity.facts(seen, part, ground)

    return patches.Report(
        quantity.detector,
        quantity.code,
        quantity.sign,
        ground,
        said[0],
        lambda part: _margin(seen, part, quantity),
        patches.smallest_px(quantity.sign, ground, int(quantity.params["least_px"])),
        said[2],
        season_days=None if before is None else before.season_days,
        cap=quantity.cap,
        facts=facts,
        in_view=said[1],
    )


def _margin(seen: Survey, part: Component, quantity: Quantity) -> float:
    """Return the mean distance of a patch over its threshold, in units of noise."""
    if seen.bodies is None:
        return 0.0
    cut = quantity.limit(*seen.bodies.usual(part.frame))
    over = seen.index[part.frame.within(seen.frame)] - cut
    return float(np.nanmean(over[part.bits])) / quantity.noise


def _of_water(seen: Survey, place: Place | None) -> float:
    """Return the assessed share of the water, which is what a finding's confidence rests on."""
    water = reading.allocate(seen.mask.shape, np.bool_, fill=False)
    for rows in strips(water):
        water[rows] = np.isfinite(seen.index[rows])
    if place is not None:
        water &= place.ring if (water & place.ring).any() else place.context
    return assessed_share(seen.mask, water)


def _abstained(
    seen: Survey, ground: patches.Ground, place: Place | None, quantity: Quantity
) -> str | None:
    if seen.bodies is None or not zone_share(seen.mask, place):
        return "detect.no_water_seen"
    smallest = visibility.smallest_object_m(quantity.sign, max(ground.step_m))
    blind = place is not None and smallest > 2 * quantity.params["context_m"]
    return "detect.too_coarse" if blind else None


def _facts(seen: Survey) -> Detail:
    if seen.bodies is None:
        return {}
    known = assessed_share(seen.mask, None) * seen.mask.size
    marked = sum(np.count_nonzero(seen.mask[rows] == YES) for rows in strips(seen.mask))
    return {
        "water_median": round(float(seen.bodies.median[0]), 4),
        "water_spread": round(float(seen.bodies.spread[0]), 4),
        "share_of_water": round(marked / max(known, 1), 4),
    }


def _flags(source: Any, image: SceneInput, quantity: Quantity) -> tuple[str, ...]:
    raised = {
        "detect.gsd_unknown": source.crs is None,
        "detect.cloud_unknown": image.cloud_band is None and image.cloud_path is None,
    }
    return tuple(code for code, is_raised in raised.items() if is_raised) + quantity.flags
