"""The burn detector on planted scars, on land without a fire, and on twelve real fires."""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
import rasterio
from pyproj import Transformer
from rasterio.transform import from_origin
from scipy import ndimage

from geo.crs import buffer_m
from geo.errors import Refused
from imagery.detectors import SceneInput, Zone, burn, detect, grid
from imagery.detectors.burn.params import TILE_PX
from tests.unit.imagery import rasters

SIDE, STEP = 220, 20.0
DATES = datetime(2024, 6, 1, tzinfo=UTC), datetime(2024, 7, 1, tzinfo=UTC)


def scar(radius=45, row=110, col=100):
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    return np.hypot(y - row, (x - col) / 1.3) < radius


def dnbr(burnt, *, rise=0.4, shift=0.03, seed=1):
    """Fields a few pixels wide whose NBR moved a little either way, and what burnt."""
    rng = np.random.default_rng(seed)
    texture = ndimage.gaussian_filter(rng.normal(0, 0.03, (SIDE, SIDE)), 1.5) * 4
    severity = rise * (1 + 0.3 * ndimage.gaussian_filter(rng.normal(0, 4, (SIDE, SIDE)), 8))
    return (shift + texture + severity * burnt).astype(np.float32)


def companion(tmp_path, values, *, step=STEP, pixels=None, **profile):
    """An image beside its dNBR."""
    post = rasters.texture(2, SIDE, SIDE, dtype="uint16") if pixels is None else pixels
    image = rasters.write(tmp_path / "post.tif", post, gsd_m=STEP)
    raster = rasters.write(tmp_path / "dnbr.tif", values[None], gsd_m=step, **profile)
    bands = {"nir": 1, "swir22": 2}
    return SceneInput(image, bands, scale=1e-4, companions={"dnbr": raster})


def f1(mask, truth):
    known = mask != 255
    return 2 * ((mask == 1) & truth).sum() / ((mask == 1).sum() + (truth & known).sum())


def test_a_scar_is_found_as_one_finding_where_it_is(tmp_path):
    truth = scar()
    result = detect("burn", companion(tmp_path, dnbr(truth)))
    assert f1(result.mask, truth) > 0.96
    (finding,) = result.findings
    assert (finding.code, finding.sign, result.abstained) == ("ENV-05", "FIRE", None)
    assert finding.area_m2 == pytest.approx(truth.sum() * 400, rel=0.08)
    assert finding.detail["severity"] == "moderate_low"
    assert 0 < finding.confidence <= 0.9


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_land_without_a_fire_is_not_cut_in_two(tmp_path, seed):
    result = detect("burn", companion(tmp_path, dnbr(np.zeros((SIDE, SIDE)), seed=seed)))
    assert (result.findings, result.abstained) == ((), None)
    assert (result.mask == 0).all()
    assert result.detail["no_scar_because"]


@pytest.mark.parametrize(
    ("levels", "why"),
    [((0, 0, 0.25, -0.15), "rises_and_falls"), ((0.3, -0.3) * 2, "within_noise")],
)
def test_fields_that_ripen_while_others_green_are_no_fire(tmp_path, levels, why):
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    fields = np.choose((x // 20 + y // 20) % 4, levels)
    result = detect("burn", companion(tmp_path, dnbr(np.zeros((SIDE, SIDE))) + fields))
    assert result.findings == ()
    assert result.detail["no_scar_because"] == why


def test_land_that_dries_out_towards_the_hills_is_no_fire(tmp_path):
    drought = np.linspace(0, 0.3, SIDE)[:, None] ** 1.5
    result = detect("burn", companion(tmp_path, dnbr(np.zeros((SIDE, SIDE))) + drought))
    assert result.findings == ()


def test_a_frame_that_is_mostly_burnt_is_still_burnt(tmp_path):
    truth = scar(radius=95)
    assert truth.mean() > 0.6
    assert f1(detect("burn", companion(tmp_path, dnbr(truth))).mask, truth) > 0.95


def test_a_frame_inside_the_scar_is_burnt_everywhere(tmp_path):
    whole = np.ones((SIDE, SIDE), bool)
    result = detect("burn", companion(tmp_path, dnbr(whole, rise=0.6)))
    assert (result.mask == 1).mean() > 0.95


def test_unburnt_islands_are_inside_the_perimeter_and_specks_beside_it_are_not(tmp_path):
    island, speck = scar(radius=10), scar(radius=3, row=20, col=190)
    result = detect("burn", companion(tmp_path, dnbr((scar() & ~island) | speck)))
    assert (result.mask[island] == 1).all()
    assert (result.mask[speck] == 0).all()


def test_unknown_values_are_not_assessed_and_spoil_no_statistics(tmp_path):
    values, truth = dnbr(scar()), scar()
    values[:9] = np.nan
    result = detect("burn", companion(tmp_path, values))
    assert (result.mask[:9] == 255).all()
    assert f1(result.mask, truth) > 0.96
    assert result.assessed_fraction == pytest.approx(1 - 9 / SIDE, abs=1e-3)


def test_thousandths_are_read_as_such_and_other_numbers_refused(tmp_path):
    values = dnbr(scar())
    one = detect("burn", companion(tmp_path, values))
    thousandths = detect("burn", companion(tmp_path, np.round(values * 1000).astype(np.int16)))
    assert (one.mask == thousandths.mask).mean() > 0.999
    assert thousandths.detail["dnbr_stored_in"] == "thousandths"
    with pytest.raises(Refused) as refused:
        detect("burn", companion(tmp_path, values * 1e6))
    assert refused.value.code == "detect.dnbr_scale"


def test_dnbr_of_another_grid_lands_on_the_images_pixels(tmp_path):
    truth = scar()
    half = dnbr(truth).reshape(SIDE // 2, 2, SIDE // 2, 2).mean((1, 3))
    result = detect("burn", companion(tmp_path, half, step=2 * STEP))
    assert result.mask.shape == (SIDE, SIDE)
    assert f1(result.mask, truth) > 0.95


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_a_mask_or_a_map_of_classes_is_no_dnbr(tmp_path, dtype):
    classes = scar().astype(dtype) + scar(radius=20)
    for values in (scar().astype(dtype), classes, scar().astype(dtype) * 255):
        with pytest.raises(Refused) as refused:
            detect("burn", companion(tmp_path, values))
        assert refused.value.code == "detect.dnbr_is_classes"


def test_dnbr_of_another_place_is_refused(tmp_path):
    away = {"transform": from_origin(500_000, 3_000_000, STEP, STEP)}
    with pytest.raises(Refused) as refused:
        detect("burn", companion(tmp_path, dnbr(scar()), **away))
    assert refused.value.code == "detect.no_overlap"


def pair(tmp_path, truth, *, moved=0):
    """Image and baseline whose NBR falls where it burnt; the baseline may lie apart."""
    rng = np.random.default_rng(4)
    edges = np.where(ndimage.gaussian_filter(rng.normal(0, 1, (SIDE, SIDE)), 3) > 0, 0.06, 0)
    nir, swir = 0.28 + edges, 0.16 + edges / 2
    before = np.stack([nir, swir])
    after = np.stack([np.where(truth, nir * 0.5, nir), np.where(truth, swir * 1.4, swir)])
    noise = rng.normal(0, 0.004, (2, *before.shape))
    before, after = np.roll(before + noise[0], moved, axis=2), after + noise[1]
    bands = {"nir": 1, "swir22": 2}
    paths = (
        rasters.write(tmp_path / f"{name}.tif", plane.astype(np.float32), gsd_m=STEP)
        for name, plane in (("before", before), ("after", after))
    )
    return [SceneInput(p, bands, taken_at=at) for p, at in zip(paths, DATES, strict=True)]


@pytest.mark.parametrize("moved", [0, 6])
def test_image_and_baseline_are_registered_and_compared(tmp_path, moved):
    truth = scar()
    before, after = pair(tmp_path, truth, moved=moved)
    result = detect("burn", after, reference=before)
    assert f1(result.mask, truth) > 0.95
    assert len(result.findings) == 1
    assert ("detect.alignment_corrected" in result.flags) == (moved > 0)


def test_one_date_is_no_evidence(tmp_path):
    result = detect("burn", pair(tmp_path, scar())[1])
    assert (result.abstained, result.findings) == ("detect.burn_needs_before", ())
    assert (result.mask == 255).all()
    assert np.isfinite(result.index).all()


def test_cloud_is_not_assessed(tmp_path):
    post = rasters.texture(3, SIDE, SIDE, dtype="uint16")
    post[2] = 0
    post[2, :, 200:] = 90
    scene = companion(tmp_path, dnbr(scar()), pixels=post)
    result = detect("burn", replace(scene, cloud_band=3))
    assert (result.mask[:, 200:] == 255).all()
    assert (result.mask[:, :200] != 255).all()
    assert "detect.cloud_unknown" not in result.flags


def test_a_zone_takes_the_scars_that_reach_into_it(tmp_path):
    scene = companion(tmp_path, dnbr(scar(radius=30)))
    there = Transformer.from_crs(rasters.CRS, 4326, always_xy=True)
    places = {}
    for name, col in (("near", 160), ("far", 215)):
        lonlat = there.transform(rasters.ORIGIN[0] + col * STEP, rasters.ORIGIN[1] - 110 * STEP)
        zone = Zone(buffer_m(lonlat, 500), lonlat, 500.0, "P-03")
        places[name] = detect("burn", scene, zone=zone)
    (finding,) = places["near"].findings
    assert finding.distance_m == pytest.approx((160 - 139) * STEP, abs=2.5 * STEP)
    assert finding.detail["rule_ref"] == "P-03"
    assert places["far"].findings == ()


def test_blocks_agree_with_the_whole(tmp_path, monkeypatch):
    scene = companion(tmp_path, dnbr(scar()))
    whole = detect("burn", scene)
    small = functools.partial(grid.blocks, size=64)
    monkeypatch.setattr("imagery.detectors.burn.evidence.blocks", small)
    monkeypatch.setattr("imagery.detectors.labels.STRIP", 37)
    assert np.array_equal(whole.mask, detect("burn", scene).mask)


def fires(sample_data):
    return sorted((sample_data / "satellite" / "calfire_s2" / "dnbr").glob("*.tif"))


def fire(path):
    image = path.parents[1] / "post_fire" / path.name
    bands = {"nir": 4, "swir22": 5}
    return SceneInput(image, bands, scale=1e-4, companions={"dnbr": path})


def test_twelve_real_fires_are_found(sample_data):
    scores = []
    for path in fires(sample_data):
        with rasterio.open(path.parents[1] / "masks" / path.name) as labels:
            scores.append(f1(detect("burn", fire(path)).mask, labels.read(1) > 0))
    assert len(scores) == 12
    assert np.median(scores) >= 0.94
    assert min(scores) >= 0.8


def test_the_same_places_without_their_scars_are_unburnt(sample_data, tmp_path):
    claimed = []
    for path in fires(sample_data):
        with (
            rasterio.open(path) as source,
            rasterio.open(path.parents[1] / "masks" / path.name) as labels,
        ):
            values, burnt = source.read(1), labels.read(1) > 0
            profile = source.profile
        values[ndimage.binary_dilation(burnt, iterations=8)] = np.nan
        with rasterio.open(tmp_path / path.name, "w", **profile) as out:
            out.write(values, 1)
        scene = replace(fire(path), companions={"dnbr": tmp_path / path.name})
        mask = detect("burn", scene).mask
        claimed.append((mask == 1).sum() / (mask != 255).sum())
    assert np.mean(claimed) < 0.01
    assert sum(share == 0 for share in claimed) >= 8
    assert max(claimed) < 0.05


def test_what_it_needs_is_told():
    assert burn.NEEDS == (("nir", "swir22"),)
    assert burn.PARAMS["tile_px"] == TILE_PX


def test_a_small_frame_without_a_fire_is_not_taken_for_one_hole(tmp_path):
    values = dnbr(scar())[:40, :40]
    raster = rasters.write(tmp_path / "small.tif", values[None], gsd_m=STEP)
    post = rasters.write(tmp_path / "p.tif", rasters.texture(2, 40, 40, dtype="uint16"), gsd_m=STEP)
    image = SceneInput(post, {"nir": 1, "swir22": 2}, companions={"dnbr": raster})
    assert (detect("burn", image).mask == 0).all()
