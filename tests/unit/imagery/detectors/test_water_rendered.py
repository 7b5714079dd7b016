"""The water detector against planted truth: what is found, what is not, what is not seen."""

from __future__ import annotations

import functools

import numpy as np
import pytest
import rasterio

from geo.crs import buffer_m
from geo.errors import NotFound, Refused
from imagery.detectors import SceneInput, Zone, detect, grid, names
from imagery.render import satellite_pair

INTAKE = (120.7512, 30.7623)
ZONE = Zone(buffer_m(INTAKE, 100), INTAKE, 100.0, "W-10")


def _scene(path, taken_at=None, **fields):
    usual = {"bands": {"green": 1, "nir": 2}, "scale": 1e-4, "cloud_band": 3}
    return SceneInput(path, taken_at=taken_at, **(usual | fields))


def _compared(pair, **fields):
    image = _scene(pair.image, pair.taken[1], **fields)
    reference = _scene(pair.baseline, pair.taken[0], **fields)
    return detect("water", image, reference=reference, zone=ZONE)


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    return satellite_pair(tmp_path_factory.mktemp("pair"), intake_lonlat=INTAKE, seed=7)


@pytest.mark.parametrize("seed", [2, 4, 7])
def test_planted_shrinkage_is_found_where_it_is(tmp_path, seed):
    pair = satellite_pair(tmp_path, intake_lonlat=INTAKE, seed=seed)
    (finding,), (planted,) = _compared(pair).findings, pair.truth
    both = finding.polygon.intersection(planted.polygon).area
    assert both / finding.polygon.union(planted.polygon).area > 0.75
    assert finding.code == planted.code
    assert finding.distance_m < 10
    assert finding.detail["measured"] == pytest.approx(planted.detail["water_area_ratio"], abs=0.08)
    assert 0.7 < finding.confidence <= 0.9


def test_nothing_is_found_where_nothing_was_planted(tmp_path):
    result = _compared(satellite_pair(tmp_path, intake_lonlat=INTAKE, seed=7, shrinks=False))
    assert (result.findings, result.abstained) == ((), None)
    assert result.assessed_fraction > 0.95


def test_a_hidden_shore_is_not_assessed_rather_than_fine(tmp_path):
    result = _compared(satellite_pair(tmp_path, intake_lonlat=INTAKE, seed=7, hidden=True))
    assert (result.findings, result.abstained) == ((), "detect.zone_not_seen")
    assert result.detail["unseen_hidden"] > 0.9
    assert (result.mask[45:55, 45:55] == 255).all()


def test_without_a_baseline_the_water_is_mapped_and_nothing_is_claimed(pair):
    result = detect("water", _scene(pair.baseline), zone=ZONE)
    whole = detect("water", _scene(pair.baseline))
    for told in (result, whole):
        assert (told.findings, told.abstained) == ((), None)
        assert "detect.needs_reference" in told.flags
        assert told.detail["water_m2"] > 0
    assert (result.mask == 1).any()


def test_without_a_cloud_band_the_result_says_so(pair):
    assert "detect.cloud_unknown" in _compared(pair, cloud_band=None).flags
    assert "detect.cloud_unknown" not in _compared(pair).flags


def test_a_zone_elsewhere_is_refused(pair):
    far = (121.9, 30.7)
    with pytest.raises(Refused) as refused:
        detect("water", _scene(pair.image), zone=Zone(buffer_m(far, 100), far, 100.0, "W-10"))
    assert refused.value.code == "detect.no_overlap"


def test_a_baseline_elsewhere_is_refused(pair, tmp_path):
    other = satellite_pair(tmp_path, intake_lonlat=(120.2, 30.1), seed=1)
    with pytest.raises(Refused) as refused:
        detect("water", _scene(pair.image), reference=_scene(other.baseline), zone=ZONE)
    assert refused.value.code == "detect.no_overlap"


def _written(pair, path, change, **profile):
    with rasterio.open(pair.image) as source:
        values = change(source.read())
        kept = {key: source.profile[key] for key in ("driver", "count", "dtype")}
        shape = {"height": values.shape[1], "width": values.shape[2]}
        place = {"crs": source.crs, "transform": source.transform}
    with rasterio.open(path, "w", **(kept | shape | place | profile)) as target:
        target.write(values)
    return _scene(path)


@pytest.mark.parametrize(
    ("value", "code"), [(0, "detect.no_valid_pixels"), (700, "detect.constant_image")]
)
def test_an_image_without_content_is_refused(pair, tmp_path, value, code):
    scene = _written(
        pair, tmp_path / "flat.tif", lambda bands: np.full_like(bands, value), nodata=0
    )
    with pytest.raises(Refused) as refused:
        detect("water", scene, zone=ZONE)
    assert refused.value.code == code


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_an_image_without_crs_is_mapped_but_takes_no_zone(pair, tmp_path):
    scene = _written(pair, tmp_path / "bare.tif", lambda bands: bands, crs=None, transform=None)
    mapped = detect("water", scene)
    assert "detect.gsd_unknown" in mapped.flags
    assert (mapped.mask == 1).any()
    with pytest.raises(Refused) as refused:
        detect("water", scene, zone=ZONE)
    assert refused.value.code == "detect.no_position"


def test_blocks_agree_with_the_whole(pair, monkeypatch):
    whole = detect("water", _scene(pair.image))
    monkeypatch.setattr(
        "imagery.detectors.water.extent.blocks", functools.partial(grid.blocks, size=48)
    )
    parts = detect("water", _scene(pair.image))
    assert np.array_equal(whole.mask, parts.mask)


def test_an_unknown_detector_is_named_with_the_known_ones():
    with pytest.raises(NotFound) as refused:
        detect("weather", _scene("x.tif"))
    assert refused.value.params["known"] == ", ".join(names())
