"""What generated imagery promises: exact truth, the same bytes, and the look of real files."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest
import rasterio
from PIL import Image
from rasterio.features import geometry_mask
from rasterio.warp import transform_geom
from shapely.geometry import Point, mapping

from geo.crs import area_m2, distance_m
from imagery.render import drone_card, orthomosaic, satellite_pair

PLACE = (120.7512, 30.7623)


def _bits(path, polygon):
    with rasterio.open(path) as raster:
        outline = transform_geom("EPSG:4326", raster.crs, mapping(polygon))
        return raster.read(), geometry_mask([outline], raster.shape, raster.transform, invert=True)


def _digest(folder):
    pair = satellite_pair(folder, intake_lonlat=PLACE, seed=5)
    ortho = orthomosaic(folder, inlet_lonlat=PLACE, seed=5)
    card = drone_card(folder, centre_lonlat=PLACE, seed=5, count=2)
    return [path.read_bytes() for path in (pair.baseline, pair.image, ortho.path, card.path)]


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    assert _digest(tmp_path / "one") == _digest(tmp_path / "two")


def test_a_satellite_pair_is_like_a_sentinel_2_product(tmp_path):
    pair = satellite_pair(tmp_path, intake_lonlat=PLACE, seed=5)
    with rasterio.open(pair.image) as raster:
        assert raster.descriptions == ("B03", "B08", "MSK_CLDPRB")
        assert (raster.dtypes[0], raster.shape, raster.crs.to_epsg()) == (
            "uint16",
            (200, 200),
            32651,
        )
        green, nir, cloud = raster.read()
    assert pair.taken[0] < pair.taken[1]
    assert 400 < np.median(green) < 1500 < np.median(nir) < 4500
    assert 0.005 < (cloud > 40).mean() < 0.2


def test_planted_shrinkage_is_bright_in_nir_only_on_the_second_date(tmp_path):
    pair = satellite_pair(tmp_path, intake_lonlat=PLACE, seed=5)
    (planted,) = pair.truth
    before, there = _bits(pair.baseline, planted.polygon.buffer(-1e-4))
    after, _ = _bits(pair.image, planted.polygon)
    assert (planted.code, planted.distance_m) == ("INT-04", 0)
    assert planted.area_m2 == pytest.approx(area_m2(planted.polygon), rel=1e-3)
    assert before[1][there].mean() < 400
    assert after[1][there].mean() > 900


def test_a_pair_without_shrinkage_plants_nothing(tmp_path):
    assert satellite_pair(tmp_path, intake_lonlat=PLACE, seed=5, shrinks=False).truth == ()


@pytest.mark.parametrize("near", [0, 1, 2])
def test_an_orthomosaic_holds_exactly_the_crowns_it_names(tmp_path, near):
    ortho = orthomosaic(tmp_path, inlet_lonlat=PLACE, seed=4, near=near)
    assert len(ortho.truth) == near
    for planted in ortho.truth:
        values, crown = _bits(ortho.path, planted.polygon)
        assert planted.code == "ENV-01"
        assert 5 < planted.distance_m < 20
        assert planted.area_m2 == pytest.approx(crown.sum() * 0.01, rel=0.02)
        assert values[1][crown].mean() < 0.75 * values[1][(values != 0).all(axis=0)].mean()


def test_an_orthomosaic_has_corners_without_data(tmp_path):
    ortho = orthomosaic(tmp_path, inlet_lonlat=PLACE, seed=4)
    with rasterio.open(ortho.path) as raster:
        empty = raster.dataset_mask() == 0
        assert (raster.nodata, raster.count) == (0, 3)
    assert 0.03 < empty.mean() < 0.25
    assert empty[0, 0]
    assert not empty[440, 480]


@pytest.fixture(scope="module")
def card(tmp_path_factory):
    return drone_card(tmp_path_factory.mktemp("card"), centre_lonlat=PLACE, seed=3, count=4)


def test_the_last_frame_of_a_card_has_no_position(card):
    with zipfile.ZipFile(card.path) as archive:
        names = archive.namelist()
        places = [
            Image.open(io.BytesIO(archive.read(name))).getexif().get_ifd(0x8825) for name in names
        ]
    assert [bool(place) for place in places] == [True, True, True, False]
    assert [frame.pose.lonlat is None for frame in card.frames] == [False, False, False, True]


def test_a_frame_says_where_it_was_taken(card):
    frame = card.frames[1]
    with zipfile.ZipFile(card.path) as archive:
        photo = Image.open(io.BytesIO(archive.read(f"DCIM/100MEDIA/{frame.name}")))
    place = photo.getexif().get_ifd(0x8825)
    lat, lon = (float(d) + float(m) / 60 + float(s) / 3600 for d, m, s in (place[2], place[4]))
    assert distance_m((lon, lat), frame.lonlat) < 0.05
    assert f'RelativeAltitude="{frame.pose.height_m:+.2f}"'.encode() in photo.info["xmp"]
    assert frame.footprint.contains(Point(frame.lonlat))


def test_a_frame_shows_the_ground_of_its_footprint(card):
    """The upper left corner of the second line's picture lies where the footprint says."""
    there, back = card.frames[0], card.frames[2]
    west_then = there.footprint.exterior.coords[0][0] > there.lonlat[0]
    west_back = back.footprint.exterior.coords[0][0] > back.lonlat[0]
    assert (west_then, west_back) == (True, False)
