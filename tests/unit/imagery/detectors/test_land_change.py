"""Land change: what must not matter does not, what did not change is not claimed."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
import rasterio
from pyproj import Transformer
from scipy import ndimage
from shapely.geometry import box

from geo.crs import buffer_m
from geo.errors import Refused
from imagery.detectors import SceneInput, Zone, detect
from imagery.evaluation.runner import outcome
from imagery.evaluation.sets import stable_pairs, taizhou
from tests.unit.imagery import rasters

SIDE = 192
GSD_M = 10.0
ROLES = ("blue", "green", "red", "nir", "swir16")
BANDS = {role: number for number, role in enumerate(ROLES, 1)}
MEADOW = (0.05, 0.08, 0.06, 0.42, 0.2)
SOIL = (0.1, 0.15, 0.24, 0.3, 0.38)
ROOF = (0.35, 0.35, 0.35, 0.37, 0.38)
WATER = (0.05, 0.06, 0.04, 0.02, 0.01)
PLOT = (slice(60, 90), slice(90, 130))
POINT_SPREAD_PX = 0.7


def ground(seed=1):
    """Reflectance (5, SIDE, SIDE): fields of plants of many shades, with fine texture."""
    rng = np.random.default_rng(seed)
    shade = ndimage.zoom(rng.uniform(0.7, 1.3, (SIDE // 16, SIDE // 16)), 16, order=0)
    fine = ndimage.gaussian_filter(rng.normal(1, 0.12, (SIDE, SIDE)), 0.8)
    sharp = ndimage.gaussian_filter(shade * fine, POINT_SPREAD_PX)
    return np.array(MEADOW)[:, None, None] * sharp[None]


def with_plot(planes, cover, place=PLOT):
    changed = planes.copy()
    texture = np.random.default_rng(9).normal(1, 0.03, changed[0][place].shape)
    for band, level in enumerate(cover):
        changed[band][place] = level * texture
    return changed


def seen(planes, *, seed, gain=1.0, offset=0.0, noise=0.003):
    """The same ground under another light, with a sensor's noise."""
    rng = np.random.default_rng(seed)
    return planes * gain + offset + rng.normal(0, noise, planes.shape)


def write(path, planes, *, year=2025, month=6, bands=BANDS, dtype="float32", **profile):
    values = planes.astype(np.float32)
    scale = 1.0
    if dtype == "uint8":
        values, scale = np.clip(values * 400, 1, 255).astype(np.uint8), 1 / 400
    rasters.write(path, values, gsd_m=GSD_M, **profile)
    return SceneInput(path, bands, scale=scale, taken_at=datetime(year, month, 1, tzinfo=UTC))


def run(folder, now, then, *, zone=None, **then_fields):
    image = write(folder / "now.tif", now)
    reference = write(folder / "then.tif", then, **({"year": 2024} | then_fields))
    return detect("land-change", image, reference=reference, zone=zone)


def f1(mask, place=PLOT):
    truth = np.zeros(mask.shape, bool)
    truth[place] = True
    marked = mask == 1
    return 2 * (marked & truth).sum() / (marked.sum() + truth.sum())


@pytest.mark.parametrize(
    ("gain", "offset", "dtype"),
    [(1.0, 0.0, "float32"), (0.6, 0.04, "float32"), (1.3, 0.0, "uint8")],
)
def test_a_new_plot_is_outlined_under_any_gain(tmp_path, gain, offset, dtype):
    now = seen(with_plot(ground(), SOIL), seed=2)
    then = seen(ground(), seed=3, gain=gain, offset=offset)
    result = run(tmp_path, now, then, dtype=dtype)
    assert f1(result.mask) > 0.9
    assert result.assessed_fraction > 0.97


@pytest.mark.parametrize("shift", [(1.5, -0.5), (-3, 2)])
def test_a_shifted_baseline_is_registered_first(tmp_path, shift):
    then = np.stack([ndimage.shift(band, shift, order=3, mode="nearest") for band in ground()])
    now = with_plot(ground(), SOIL)
    result = run(tmp_path, seen(now, seed=2), seen(then, seed=3))
    assert f1(result.mask) > 0.85
    assert "detect.alignment_corrected" in result.flags


@pytest.mark.parametrize("shift", [(0, 0), (2.4, -1.3)])
@pytest.mark.parametrize(("gain", "noise"), [(1.0, 0.004), (0.7, 0.002), (1.2, 0.02)])
def test_where_nothing_changed_nothing_is_claimed(tmp_path, shift, gain, noise):
    then = np.stack([ndimage.shift(band, shift, order=3, mode="nearest") for band in ground()])
    result = run(
        tmp_path, seen(ground(), seed=2, gain=gain, noise=noise), seen(then, seed=3, noise=noise)
    )
    assert (result.mask == 1).mean() < 0.005
    assert len(result.findings) <= 2


def test_a_copy_shows_no_change(tmp_path):
    planes = seen(ground(), seed=2)
    result = run(tmp_path, planes, planes)
    assert (result.mask == 0).mean() > 0.99
    assert not result.findings


def test_no_class_of_change_is_said(tmp_path):
    result = run(tmp_path, seen(ground(), seed=2), seen(ground(), seed=3))
    assert "detect.no_separate_change" in result.flags
    assert not result.findings


@pytest.mark.parametrize(
    ("cover", "code", "word"),
    [
        (SOIL, "ENV-04", "bare or dry ground"),
        (ROOF, "ENV-02", "built-up or bright surface"),
        (WATER, "ENV-10", "new water"),
    ],
)
def test_a_finding_says_what_the_ground_became(tmp_path, cover, code, word):
    result = run(tmp_path, seen(with_plot(ground(), cover), seed=2), seen(ground(), seed=3))
    largest = result.findings[0]
    assert largest.code == code
    assert largest.detail["change"] == word
    assert largest.area_m2 == pytest.approx(30 * 40 * GSD_M**2, rel=0.1)


def test_a_patch_of_several_kinds_is_named_less_surely(tmp_path):
    rows, cols = PLOT[0].start, PLOT[1]
    then = with_plot(ground(), WATER, (slice(rows, rows + 10), cols))
    thirds = [(slice(rows + 10 * n, rows + 10 * n + 10), cols) for n in range(3)]
    now = then
    for place, cover in zip(thirds, (SOIL, ROOF, WATER), strict=True):
        now = with_plot(now, cover, place)
    mixed = run(tmp_path, seen(now, seed=3), seen(then, seed=4))
    (finding,) = mixed.findings
    assert finding.detail["share_of_kind"] < 0.5
    assert finding.detail["kind_clear"] == "no"
    assert "detect.kinds_mixed" in mixed.flags
    clear = run(tmp_path, seen(with_plot(ground(), SOIL), seed=3), seen(ground(), seed=4))
    assert "detect.kinds_mixed" not in clear.flags
    assert clear.findings[0].detail["kind_clear"] == "yes"
    assert finding.confidence < clear.findings[0].confidence


def test_lost_water_and_new_plants_are_told_too(tmp_path):
    then = with_plot(with_plot(ground(), WATER), SOIL, (slice(120, 150), slice(20, 60)))
    result = run(tmp_path, seen(ground(), seed=2), seen(then, seed=3))
    assert {finding.detail["change"] for finding in result.findings[:2]} == {
        "water gone",
        "new vegetation",
    }


def test_only_common_bands_are_compared(tmp_path):
    image = write(tmp_path / "now.tif", seen(with_plot(ground(), SOIL), seed=2))
    few = {"red": 3, "nir": 4}
    reference = write(tmp_path / "then.tif", seen(ground(), seed=3), year=2024, bands=few)
    result = detect("land-change", image, reference=reference)
    assert result.detail["bands"] == "red, nir"
    assert f1(result.mask) > 0.85


def test_one_common_band_is_refused(tmp_path):
    image = write(tmp_path / "now.tif", ground())
    reference = write(tmp_path / "then.tif", ground(2), year=2024, bands={"red": 3, "vv": 1})
    with pytest.raises(Refused) as refused:
        detect("land-change", image, reference=reference)
    assert refused.value.code == "detect.no_common_bands"
    assert refused.value.text("zh")


def test_without_a_baseline_nothing_is_assessed(tmp_path):
    result = detect("land-change", write(tmp_path / "now.tif", ground()))
    assert result.abstained == "detect.needs_reference"
    assert (result.mask == 255).all()


def test_a_baseline_far_off_its_place_is_refused(tmp_path):
    moved = np.roll(ground(), (15, 20), (1, 2))
    with pytest.raises(Refused) as refused:
        run(tmp_path, seen(ground(), seed=2), seen(moved, seed=3))
    assert refused.value.code == "detect.misaligned"


def test_holes_of_either_date_are_not_assessed(tmp_path):
    now, then = seen(with_plot(ground(), SOIL), seed=2), seen(ground(), seed=3)
    now[:, 150:170], then[:, :, 10:30] = np.nan, np.nan
    result = run(tmp_path, now, then)
    assert (result.mask[150:170] == 255).all()
    assert (result.mask[:, 10:30] == 255).all()
    assert (result.mask[95:145, 60:] != 255).all()
    assert f1(result.mask) > 0.9


def test_another_season_lowers_the_confidence(tmp_path):
    now, then = seen(with_plot(ground(), SOIL), seed=2), seen(ground(), seed=3)
    same = run(tmp_path, now, then)
    other = run(tmp_path, now, then, month=12)
    assert "detect.season_differs" in other.flags
    assert other.findings[0].confidence < same.findings[0].confidence


def test_a_zone_gives_what_the_whole_scene_gives_there(tmp_path):
    now, then = seen(with_plot(ground(), SOIL), seed=2), seen(ground(), seed=3)
    x, y = rasters.ORIGIN
    there = Transformer.from_crs(rasters.CRS, "EPSG:4326", always_xy=True)
    lonlat = there.transform(x + 110 * GSD_M, y - 75 * GSD_M)
    whole = run(tmp_path, now, then)
    part = run(tmp_path, now, then, zone=Zone(buffer_m(lonlat, 50), lonlat, 50.0))
    row, col = part.mask_offset
    height, width = part.mask.shape
    assert height * width < SIDE * SIDE
    same = part.mask == whole.mask[row : row + height, col : col + width]
    assert same.mean() > 0.99
    assert len(part.findings) == 1
    assert part.findings[0].distance_m < GSD_M


def test_large_scenes_agree_with_themselves_across_blocks(tmp_path):
    tall = np.tile(ground(), (1, 3, 3))
    place = (slice(500, 530), slice(490, 530))  # over the corner of four blocks
    result = run(tmp_path, seen(with_plot(tall, SOIL, place), seed=2), seen(tall, seed=3))
    plot = box(place[1].start, place[0].start, place[1].stop, place[0].stop)
    assert f1(result.mask, place) > 0.9
    assert sum(one.pixel_polygon.intersects(plot) for one in result.findings) == 1


def test_without_a_position_grids_that_agree_are_compared(tmp_path):
    image = write(tmp_path / "now.tif", seen(with_plot(ground(), SOIL), seed=2), crs=None)
    reference = write(tmp_path / "then.tif", seen(ground(), seed=3), year=2024, crs=None)
    result = detect("land-change", image, reference=reference)
    assert f1(result.mask) > 0.9
    assert result.findings[0].polygon is None
    assert "detect.gsd_unknown" in result.flags


def test_taizhou_is_found_by_any_sensor(sample_data):
    wanted = {"six bands", "other sensor", "baseline 3 px off"}
    runs = [outcome(case) for case in taizhou.cases(sample_data) if case.scene in wanted]
    assert len(runs) == len(wanted)
    assert all(run.counts.value("f1") >= 0.96 for run in runs)


def test_years_of_a_country_never_turn_it_red(sample_data):
    folder = sample_data / "satellite" / "naip_potholes"
    bands = dict(zip(stable_pairs.PLACES["naip_potholes"], (1, 2, 3, 4), strict=True))
    first, last = (SceneInput(folder / f"naip_{day}.tif", bands, scale=1 / 255)
                   for day in ("20120731", "20160816"))  # fmt: skip
    mask = detect("land-change", last, reference=first).mask
    assert 0.01 < (mask == 1).mean() < 0.2
    with rasterio.open(last.path) as source:
        assert mask.shape == source.shape
