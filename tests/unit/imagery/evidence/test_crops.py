"""Evidence pictures: same ground, same bytes, outlines as numbers, scale and north drawn."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
import rasterio
from PIL import Image
from rasterio.enums import ColorInterp

from geo.crs import buffer_m, distance_m
from geo.errors import Refused
from imagery.detectors import SceneInput, Zone, detect
from imagery.evidence import crops
from imagery.evidence.ornaments import STRIP_PX, bar_length_m
from imagery.render import orthomosaic, satellite_pair

PLACE = (120.7512, 30.7623)
WATER = Zone(buffer_m(PLACE, 500), PLACE, 100.0, "W-10")
PLANTS = Zone(buffer_m(PLACE, 50), PLACE, 20.0, "A-02")


@pytest.fixture(scope="module")
def shrinkage(tmp_path_factory):
    """Image, baseline and the finding between them."""
    pair = satellite_pair(tmp_path_factory.mktemp("pair"), intake_lonlat=PLACE, seed=3)
    image, baseline = (
        SceneInput(path, {"green": 1, "nir": 2}, 1e-4, 0, 3) for path in (pair.image, pair.baseline)
    )
    (finding,) = detect("water", image, reference=baseline, zone=WATER).findings
    return image, baseline, finding


@pytest.fixture(scope="module")
def crown(tmp_path_factory):
    """An orthomosaic and its largest crown."""
    ortho = orthomosaic(tmp_path_factory.mktemp("ortho"), inlet_lonlat=PLACE, seed=7)
    image = SceneInput(ortho.path, {"red": 1, "green": 2, "blue": 3})
    return image, detect("vegetation", image, zone=PLANTS).findings[0]


def _opened(crop):
    return np.asarray(Image.open(io.BytesIO(crop.data)).convert("RGB"))


def test_now_and_before_show_the_same_ground(shrinkage):
    image, baseline, finding = shrinkage
    now, before = crops(image, finding, reference=baseline, zone=WATER)
    assert (now.kind, before.kind) == ("current", "baseline")
    assert (now.bbox, now.pixels) == (before.bbox, before.pixels)
    assert (now.width, now.height) == (before.width, before.height) == (640, 640 + STRIP_PX)


def test_the_outline_lies_on_water_before_and_on_land_now(shrinkage):
    image, baseline, finding = shrinkage
    now, before = (_opened(crop) for crop in crops(image, finding, reference=baseline, zone=WATER))
    x, y = finding.polygon.representative_point().coords[0]
    crop = crops(image, finding, reference=None, zone=WATER)[0]
    west, south, east, north = crop.bbox
    col = int((x - west) / (east - west) * 640)
    row = int((north - y) / (north - south) * 640)
    assert before[row, col].max() < 70
    assert now[row, col].max() > 110


def test_outlines_anchor_and_rings_are_numbers_in_the_pictures_pixels(shrinkage):
    image, _, finding = shrinkage
    (crop,) = crops(image, finding, reference=None, zone=WATER)
    points = np.array([point for ring in crop.pixels["polygons"] for point in ring])
    assert points.min() >= 0
    assert points.max() <= 640
    assert crop.pixels["rings_m"] == [100.0]
    west, south, east, north = crop.bbox
    anchor = crop.pixels["anchor"]
    there = (
        west + (east - west) * anchor[0] / 640,
        north - (north - south) * anchor[1] / 640,
    )
    assert distance_m(there, PLACE) < 8


def test_the_same_files_give_the_same_bytes(shrinkage):
    image, baseline, finding = shrinkage
    one, two = (crops(image, finding, reference=baseline, zone=WATER) for _ in range(2))
    assert [crop.data for crop in one] == [crop.data for crop in two]


def test_outlines_are_not_burned_in(shrinkage):
    image, _, finding = shrinkage
    (plain,) = crops(image, finding, reference=None, zone=WATER)
    moved = replace(finding, polygon=finding.polygon.convex_hull)
    (other,) = crops(image, moved, reference=None, zone=WATER)
    assert plain.bbox == other.bbox
    assert plain.data == other.data


def test_a_strip_below_holds_scale_bar_and_north(crown):
    image, finding = crown
    (crop,) = crops(image, finding, reference=None, zone=PLANTS)
    strip = _opened(crop)[640:]
    bar = round(bar_length_m(640, crop.pixels["m_per_px"]) / crop.pixels["m_per_px"])
    dark = (strip.max(axis=2) < 110).any(axis=0)
    assert dark[14 : 14 + bar].mean() > 0.9
    assert dark[600:].any()
    assert not dark[14 + bar + 40 : 590].any()


@pytest.mark.parametrize(("m_per_px", "length_m"), [(0.07, 10), (1.55, 200), (0.02, 2), (10, 2000)])
def test_a_scale_bar_is_a_round_length(m_per_px, length_m):
    assert bar_length_m(640, m_per_px) == pytest.approx(length_m)


def test_a_drone_picture_keeps_its_colours_and_shows_ring_and_advice(crown):
    image, finding = crown
    (crop,) = crops(image, finding, reference=None, zone=PLANTS)
    shown = _opened(crop)[:640]
    assert crop.mime == "image/jpeg"
    assert crop.pixels["rings_m"] in ([20.0], [10.0, 20.0])
    assert shown[..., 1].mean() > shown[..., 2].mean() + 15
    assert 0.05 < crop.pixels["m_per_px"] < 0.12


def test_what_lies_outside_the_image_is_hatched(shrinkage):
    image, _, finding = shrinkage
    edge = replace(finding, polygon=buffer_m((PLACE[0] + 0.0101, PLACE[1]), 60))
    (crop,) = crops(image, edge, reference=None, zone=Zone(edge.polygon))
    east = _opened(crop)[:640, -40:]
    assert set(np.unique(east)) == {190, 236}


def test_a_baseline_elsewhere_gives_no_picture(shrinkage, tmp_path):
    image, _, finding = shrinkage
    other = satellite_pair(tmp_path, intake_lonlat=(120.2, 30.1), seed=1)
    reference = replace(image, path=other.baseline)
    kinds = [crop.kind for crop in crops(image, finding, reference=reference, zone=WATER)]
    assert kinds == ["current"]


def test_a_finding_outside_the_image_is_refused(shrinkage):
    image, _, finding = shrinkage
    far = replace(finding, polygon=buffer_m((121.5, 30.7), 50))
    with pytest.raises(Refused) as refused:
        crops(image, far, reference=None, zone=Zone(far.polygon))
    assert refused.value.code == "evidence.outside"


def test_a_finding_without_position_is_refused(crown):
    image, finding = crown
    with pytest.raises(Refused) as refused:
        crops(image, replace(finding, polygon=None), reference=None, zone=PLANTS)
    assert refused.value.code == "detect.no_position"


def test_a_picture_with_an_alpha_band_is_shown_where_it_is_opaque(crown, tmp_path):
    image, finding = crown
    with rasterio.open(image.path) as source:
        values, profile = source.read(), source.profile
        alpha = (source.dataset_mask() > 0).astype(np.uint8) * 255
    profile.update(count=4, nodata=None, photometric="RGB")
    path = tmp_path / "alpha.tif"
    with rasterio.open(path, "w", **profile) as target:
        target.write(np.concatenate([values, alpha[None]]))
        target.colorinterp = (*target.colorinterp[:3], ColorInterp.alpha)
    (plain,) = crops(image, finding, reference=None, zone=PLANTS)
    (crop,) = crops(replace(image, path=path), finding, reference=None, zone=PLANTS)
    assert np.abs(_opened(crop)[:640].astype(int) - _opened(plain)[:640]).mean() < 1
