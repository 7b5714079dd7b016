"""What a detector says it assessed is what its mask shows: the zone's share that is not 255."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
import rasterio

from imagery import detectors
from imagery.detectors import output, places, reading
from imagery.detectors.assessed import zone_share
from tests.unit.imagery.detectors import scenes, waters

EVERY = [(name, detectors.needs(name)[0]) for name in detectors.names()]
IDS = [name for name, _ in EVERY]
COMPARING = [pair for pair in EVERY if pair[0] in {"bare-soil", "vegetation", "water"}]


def _holed(name, roles, path, rows=60, **fields):
    values = scenes.pixels(roles)
    values[:, :rows] = np.nan
    return scenes.scene(name, roles, path, values=values, **fields)


def _share(result, scene, zone, folder):
    """The share of the written mask that is not 255, in the zone's ring."""
    output.write_mask(folder / "mask.tif", result, scene)
    with reading.quiet(), rasterio.open(folder / "mask.tif") as written:
        mask = written.read(1)
        if zone is None:
            return zone_share(mask, None)
        radius = 100.0 if result.detector == "obstacles" else zone.radius_m
        ring = places.place(
            written, scene, replace(zone, radius_m=radius), radius_m=radius, context_m=radius
        )
    if result.detector == "cloud":  # it judges the window of the zone
        return zone_share(result.mask, None)
    padded = np.full((3 * scenes.SIDE,) * 2, 255, np.uint8)
    padded[scenes.SIDE : 2 * scenes.SIDE, scenes.SIDE : 2 * scenes.SIDE] = mask
    row, col = ring.frame.row + scenes.SIDE, ring.frame.col + scenes.SIDE
    part = padded[row : row + ring.frame.height, col : col + ring.frame.width]
    return zone_share(part, ring)


@pytest.mark.parametrize("zoned", [True, False])
@pytest.mark.parametrize(("name", "roles"), EVERY, ids=IDS)
def test_the_assessed_share_is_that_of_the_mask(name, roles, zoned, tmp_path):
    scene = _holed(name, roles, tmp_path / "a.tif")
    zone = scenes.zone(name) if zoned or name == "obstacles" else None
    result = detectors.detect(name, scene, zone=zone)
    assert result.assessed_fraction == pytest.approx(
        _share(result, scene, zone, tmp_path), abs=2e-3
    )
    assert all(found.assessed_fraction == result.assessed_fraction for found in result.findings)


@pytest.mark.parametrize(("name", "roles"), COMPARING, ids=[name for name, _ in COMPARING])
def test_a_comparison_never_says_more_than_the_mask(name, roles, tmp_path):
    scene = scenes.scene(name, roles, tmp_path / "a.tif")
    before = scene.taken_at - timedelta(days=365)
    then = _holed(name, roles, tmp_path / "b.tif", taken_at=before)
    result = detectors.detect(name, scene, reference=then)
    assert result.assessed_fraction <= _share(result, scene, None, tmp_path) + 1e-4


@pytest.mark.parametrize(("name", "roles"), [("algae", ("green", "red", "nir")),
                                             ("turbidity", ("green", "red", "nir"))])  # fmt: skip
def test_a_lake_whose_water_passes_for_land_is_not_assessed(name, roles, tmp_path):
    values = waters.planes(roles, [(waters.disc(40), waters.SCUM)])
    scene = waters.scene(tmp_path / "a.tif", roles, values)
    zone = scenes.zone("algae")
    half = waters.SIDE * waters.GSD_M / 2
    with rasterio.open(scene.path) as source:
        lonlat = source.lnglat()
    zone = replace(zone, anchor_lonlat=lonlat, radius_m=half / 8, polygon=zone.polygon)
    result = detectors.detect(name, scene, zone=zone)
    assert result.assessed_fraction == 0
    assert result.abstained == "detect.no_water_seen"
