"""Many stations in one pass: the same answers as one by one, each file opened once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
import pytest
import rasterio
from rasterio.env import get_gdal_config
from rasterio.transform import from_origin
from rasterio.warp import transform

from geo.crs import buffer_m
from geo.errors import NotFound, Refused
from imagery.detectors import SceneInput, Zone, batch, detect
from imagery.detectors.base import Detection
from imagery.detectors.batch import detect_many
from imagery.detectors.reading import Kept, opened

CRS, ORIGIN, STEP_M, SIDE = "EPSG:32651", (281_000.0, 3_403_000.0), 10.0, 700


def lake(path, *, shore, seed):
    """Green, nir and cloud: water left of a wavy shore, land right of it, one cloud."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:SIDE, :SIDE]
    wet = x < shore + 40 * np.sin(y / 60)
    values = np.stack([np.where(wet, 600, 900), np.where(wet, 200, 2600), 0 * x]).astype(float)
    values[:2] += rng.normal(0, 30, (2, SIDE, SIDE))
    values[2, 300:420, 500:640] = 90
    profile = {"driver": "GTiff", "width": SIDE, "height": SIDE, "count": 3, "dtype": "uint16"}
    profile |= {
        "compress": "deflate",
        "tiled": True,
        "blockxsize": 256,
        "blockysize": 256,
        "crs": CRS,
    }
    place = from_origin(*ORIGIN, STEP_M, STEP_M)
    with rasterio.open(path, "w", transform=place, **profile) as out:
        out.write(values.clip(0, 10_000).astype("uint16"))
    return path


def scene(path, year):
    return SceneInput(path, {"green": 1, "nir": 2}, scale=1e-4, cloud_band=3,
                      taken_at=datetime(year, 7, 1, tzinfo=UTC))  # fmt: skip


def zone(row, col, *, context_m=500):
    xs, ys = [ORIGIN[0] + col * STEP_M], [ORIGIN[1] - row * STEP_M]
    lon, lat = transform(CRS, "EPSG:4326", xs, ys)
    return Zone(buffer_m((lon[0], lat[0]), context_m), (lon[0], lat[0]), 100.0, "W-10")


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lake")
    then = lake(folder / "then.tif", shore=350, seed=1)
    now = lake(folder / "now.tif", shore=338, seed=2)
    return scene(now, 2025), scene(then, 2024)


@pytest.fixture(scope="module")
def zones():
    """Along the shore, over cloud, at the edge, across block borders, and one far away."""
    places = [(60, 345), (690, 340), (360, 560), (256, 256), (500, 340), (3, 5), (130, 380)]
    return [*(zone(*place) for place in places), zone(9000, 9000), zone(300, 330, context_m=900)]


def said(result):
    """Everything a result holds but its pixels."""
    if isinstance(result, Refused):
        return result.code, result.params
    found = [
        (shape.polygon.wkb, shape.confidence, shape.area_m2, shape.distance_m, shape.detail)
        for shape in result.findings
    ]
    summary = (result.abstained, result.flags, result.detail, result.assessed_fraction)
    return found, summary, result.mask_offset, result.mask_transform


def same(one, other):
    """Whether two results are equal in everything."""
    if said(one) != said(other):
        return False
    if isinstance(one, Refused):
        return isinstance(other, Refused)
    pixels = np.array_equal(one.index, other.index, equal_nan=True)
    return pixels and np.array_equal(one.mask, other.mask)


def single(image, where, reference=None):
    try:
        return detect("water", image, reference=reference, zone=where)
    except Refused as refusal:
        return refusal


@pytest.mark.parametrize("compared", [False, True])
def test_every_zone_gets_what_a_single_run_gives(pair, zones, compared):
    image, reference = pair[0], pair[1] if compared else None
    results = dict(detect_many("water", image, zones, reference=reference))
    assert sorted(results) == list(range(len(zones)))
    for number, where in enumerate(zones):
        assert same(results[number], single(image, where, reference)), number
    assert (
        any(isinstance(result, Detection) and result.findings for result in results.values())
        == compared
    )


def test_a_zone_that_is_refused_stops_no_other(pair, zones):
    results = dict(detect_many("water", pair[0], zones))
    refused = [n for n, result in results.items() if isinstance(result, Refused)]
    assert refused == [7]
    assert results[7].code == "detect.no_overlap"


def test_each_file_is_opened_once_and_closed_at_the_end(pair, zones, monkeypatch):
    handles = []
    real = rasterio.open

    def counted(*args, **options):
        handles.append(real(*args, **options))
        return handles[-1]

    monkeypatch.setattr(rasterio, "open", counted)
    for _ in detect_many("water", pair[0], zones, reference=pair[1]):
        pass
    assert len(handles) == 2
    assert all(handle.closed for handle in handles)


def test_leaving_early_closes_the_files_too(pair, zones, monkeypatch):
    handles = []
    real = rasterio.open
    monkeypatch.setattr(
        rasterio, "open", lambda *a, **k: handles.append(real(*a, **k)) or handles[-1]
    )
    results = detect_many("water", pair[0], zones)
    next(results)
    results.close()
    assert handles
    assert all(handle.closed for handle in handles)


def test_results_come_one_by_one(pair, zones, monkeypatch):
    looked = []
    real = batch.detectors.detect
    monkeypatch.setattr(
        batch.detectors, "detect", lambda *a, **k: looked.append(1) or real(*a, **k)
    )
    results = detect_many("water", pair[0], zones)
    assert isinstance(results, Iterator)
    next(results)
    assert len(looked) == 1
    results.close()


def test_zones_are_visited_along_the_blocks_to_and_fro(pair):
    places = [(600, 50), (30, 600), (600, 600), (30, 30), (300, 600), (300, 30)]
    many = [zone(*place, context_m=20) for place in places]
    kept = Kept()
    order = batch.visiting_order(pair[0], many, kept)
    kept.close()
    assert [places[n] for n in order] == [
        (30, 30), (30, 600), (300, 600), (300, 30), (600, 50), (600, 600),
    ]  # fmt: skip


def test_a_strip_of_blocks_fits_the_cache_with_its_second_row(pair, monkeypatch):
    """Three blocks of 256 x 256 x 3 bands x 2 bytes a row: room for two columns, not for three."""
    monkeypatch.setattr(batch, "CACHE_BYTES", 2 * 3 * 256 * 256 * 3 * 2)
    places = [(row, col) for col in (40, 300, 560) for row in (40, 560)]
    many = [zone(*place, context_m=20) for place in places]
    kept = Kept()
    order = batch.visiting_order(pair[0], many, kept)
    kept.close()
    assert [places[n][1] for n in order] == [40, 300, 40, 300, 560, 560]


def test_only_the_blocks_under_the_zones_are_read(pair, tmp_path):
    path = tmp_path / "holes.tif"
    path.write_bytes(pair[0].path.read_bytes())
    with rasterio.open(path) as source:
        offset = int(source.get_tag_item("BLOCK_OFFSET_2_2", "TIFF", bidx=1))
        assert source.profile["compress"] == "deflate"
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(b"\xff" * 2000)
    image = scene(path, 2025)
    near, far = zone(60, 100, context_m=300), zone(600, 600)
    results = dict(detect_many("water", image, [near, far]))
    assert isinstance(results[0], Detection)
    assert results[1].code == "detect.unreadable"


def test_what_is_kept_open_is_lent_only_inside(pair):
    kept = Kept()
    with kept.lent(), opened(pair[0], (), detector="water") as first:
        pass
    assert not first.closed
    with opened(pair[0], (), detector="water") as other:
        assert other is not first
    assert other.closed
    with kept.lent(), opened(pair[0], (), detector="water") as again:
        assert again is first
    kept.close()
    assert first.closed


def test_the_block_cache_is_bounded_while_it_runs_and_given_back(pair, zones):
    with rasterio.Env():
        before = get_gdal_config("GDAL_CACHEMAX")
        for _ in detect_many("water", pair[0], zones[:1]):
            during = get_gdal_config("GDAL_CACHEMAX")
        assert during <= batch.CACHE_BYTES
        assert get_gdal_config("GDAL_CACHEMAX") == before


def test_bands_are_checked_for_each_scene_that_shares_a_file(pair, zones):
    wrong = SceneInput(pair[0].path, {"green": 1, "nir": 9}, scale=1e-4)
    results = [result for _, result in detect_many("water", wrong, zones[:2])]
    assert [result.code for result in results] == ["detect.band_number"] * 2


def test_a_file_that_is_gone_is_said_for_every_zone(tmp_path, zones):
    missing = SceneInput(tmp_path / "gone.tif", {"green": 1, "nir": 2})
    results = dict(detect_many("water", missing, zones[:3]))
    assert [results[n].code for n in range(3)] == ["detect.unreadable"] * 3


def test_an_unknown_detector_is_refused_before_anything_is_opened(pair, zones):
    with pytest.raises(NotFound) as refused:
        next(detect_many("nothing", pair[0], zones))
    assert refused.value.code == "detect.unknown_detector"


def test_no_zones_give_no_results(pair):
    assert list(detect_many("water", pair[0], [])) == []
