from __future__ import annotations

from datetime import UTC, datetime

import pytest

from imagery.capture_time import guess as guess_time
from imagery.guess import RasterText, guess

FROM_TYPE = "guess.scale_from_type"
BANDS_CALFIRE = {"red": 1, "green": 2, "blue": 3, "nir": 4, "swir22": 5}


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


NOW = utc(2026, 7, 1)


def text(**fields):
    words = fields.get("descriptions", ())
    return RasterText(**{"count": max(len(words), 1), "dtype": "uint16", **fields})


@pytest.mark.parametrize(
    ("descriptions", "bands"),
    [
        (("B02", "B03", "B04", "B08", "SCL"), {"blue": 1, "green": 2, "red": 3, "nir": 4}),
        (("B8A", "B11", "B12", "B05"), {"nir08": 1, "swir16": 2, "swir22": 3, "rededge705": 4}),
        (("swir1", "nir", "red", "green"), {"swir16": 1, "nir": 2, "red": 3, "green": 4}),
        (("近红外", "红", "绿", "蓝"), {"nir": 1, "red": 2, "green": 3, "blue": 4}),
        (("Near Infrared", "Red Edge"), {"nir": 1, "rededge740": 2}),
        (
            ("TCI_R", "TCI_G", "TCI_B", "B8", "B12"),
            {"red": 1, "green": 2, "blue": 3, "nir": 4, "swir22": 5},
        ),
        (("VV", "VH"), {"vv": 1, "vh": 2}),
        (("SR_B3", "SR_B5"), {"green": 1, "nir": 2}),
        (("<script>", "{{7*7}}"), {}),
    ],
)
def test_roles_come_from_band_descriptions(descriptions, bands):
    assert guess(text(descriptions=descriptions)).bands == bands


def test_what_a_band_number_means_depends_on_the_satellite():
    words = ("B4", "B5")
    assert guess(text(descriptions=words)).bands == {"red": 1, "rededge705": 2}
    assert guess(text(descriptions=words, filename="LC08_x.tif")).bands == {"red": 1, "nir": 2}
    assert guess(text(descriptions=words, filename="LE07_x.tif")).bands == {"nir": 1, "swir16": 2}


def test_a_cloud_band_is_told_from_a_picture_band():
    told = guess(text(descriptions=("B03 green", "B08 nir", "cloud probability % (MSK_CLDPRB)")))
    assert (told.cloud_band, told.bands) == (3, {"green": 1, "nir": 2})


@pytest.mark.parametrize(
    ("fields", "scale", "why"),
    [
        ({"descriptions": ("green x10000",)}, 1e-4, "guess.scale_from_description"),
        (
            {"descriptions": ("green",), "scales": (2e-05,), "offsets": (-0.1,)},
            2e-05,
            "guess.scale_from_metadata",
        ),
        ({"descriptions": ("green",)}, 1e-4, FROM_TYPE),
        ({"descriptions": ("green",), "dtype": "uint8"}, 1 / 255, FROM_TYPE),
        (
            {"descriptions": ("green",), "dtype": "float32", "high": (0.3,)},
            1.0,
            "guess.scale_from_type",
        ),
        (
            {"descriptions": ("green",), "dtype": "float64", "high": (2400.0,)},
            0.0001,
            "guess.scale_from_type",
        ),
    ],
)
def test_the_scale_says_what_it_rests_on(fields, scale, why):
    told = guess(text(**fields))
    assert told.scale == pytest.approx(scale)
    assert why in told.why


def test_the_file_s_own_offset_is_kept():
    assert guess(text(descriptions=("nir",), scales=(1e-4,), offsets=(-0.1,))).offset == -0.1


L2A = "S2A_MSIL2A_20220301T025541_N{}_R032_T50RQV_20220301T060032_cut.tif"


@pytest.mark.parametrize(
    ("fields", "offset", "told"),
    [
        ({"filename": L2A.format("0400")}, -0.1, True),
        ({"filename": L2A.format("0509")}, -0.1, True),
        ({"filename": L2A.format("0301")}, 0.0, False),
        ({"tags": {"PROCESSING_BASELINE": "04.00"}}, -0.1, True),
        ({"tags": {"PROCESSING_BASELINE": "02.14"}, "filename": L2A.format("0400")}, 0.0, False),
        ({"filename": "T50RQV_20220301T025541_B03_10m.jp2"}, -0.1, True),
        ({"filename": "T50RQV_20211231T025541_B03_10m.jp2"}, 0.0, False),
        ({"filename": "plot_n0400.tif"}, 0.0, False),
        ({"filename": L2A.format("0400"), "dtype": "uint8"}, 0.0, False),
        ({"filename": L2A.format("0400"), "descriptions": ("green x10000",)}, 0.0, False),
    ],
)
def test_new_sentinel2_baselines_have_their_offset_and_it_is_said(fields, offset, told):
    got = guess(text(**{"descriptions": ("green",)} | fields))
    assert got.offset == pytest.approx(offset)
    assert ("guess.offset_from_baseline" in got.why) == told


def test_landsat_collection_2_surface_reflectance_has_its_own_scale():
    named = guess(text(descriptions=("SR_B3", "SR_B5")))
    file = guess(text(filename="LC08_L2SP_118039_20220301_20220309_02_T1_SR_B5.TIF"))
    assert (named.scale, named.offset) == (file.scale, file.offset) == (0.0000275, -0.2)
    assert file.bands == {"nir": 1}
    assert "guess.scale_from_landsat" in file.why
    old = guess(text(descriptions=("SR_B3", "SR_B5"), dtype="int16"))
    assert (old.scale, old.offset) == (1e-4, 0.0)


def test_bands_with_unlike_scales_are_said_not_hidden():
    words = {"descriptions": ("red", "nir"), "offsets": (0.0, 0.0)}
    alike = guess(text(**words, scales=(1e-4, 1e-4)))
    unlike = guess(text(**words, scales=(1e-4, 2e-4)))
    assert "guess.scales_differ" not in alike.why
    assert "guess.scales_differ" in unlike.why
    assert unlike.scale == 1e-4


@pytest.mark.parametrize(
    ("filename", "bands"),
    [
        ("T50RQV_20220301T025541_B8A.jp2", {"nir08": 1}),
        ("T50RQV_20220301T025541_B10.jp2", {}),
        ("LT05_L1TP_118039_20050301_20200909_02_T1_B4.TIF", {"nir": 1}),
        ("LC09_L1TP_118039_20220301_20220309_02_T1_B10.TIF", {}),
        ("block_b4.tif", {}),
    ],
)
def test_one_band_of_a_product_is_known_by_its_agency_s_name(filename, bands):
    assert guess(text(count=1, filename=filename)).bands == bands


@pytest.mark.parametrize(
    ("fields", "bands"),
    [
        ({"count": 3, "dtype": "uint8"}, {"red": 1, "green": 2, "blue": 3}),
        ({"count": 4, "dtype": "uint8"}, {"red": 1, "green": 2, "blue": 3, "nir": 4}),
        ({"count": 4, "dtype": "uint16"}, {"blue": 1, "green": 2, "red": 3, "nir": 4}),
        ({"count": 7, "dtype": "uint16"}, {}),
        ({"count": 1, "dtype": "uint8"}, {}),
    ],
)
def test_without_any_words_only_the_usual_orders_are_guessed(fields, bands):
    assert guess(RasterText(**fields)).bands == bands


def test_alpha_is_alpha_only_when_it_masks_and_is_not_named_otherwise():
    rgba = {"count": 4, "dtype": "uint8", "colours": ("red", "green", "blue", "alpha")}
    masked = guess(RasterText(**rgba, mask_like=True))
    assert (masked.alpha_band, "nir" in masked.bands) == (4, False)
    grey = guess(RasterText(**rgba, mask_like=False))
    assert (grey.alpha_band, grey.bands["nir"]) == (None, 4)
    named = guess(RasterText(**rgba, mask_like=True, descriptions=("red", "green", "blue", "nir")))
    assert (named.alpha_band, named.bands["nir"]) == (None, 4)


@pytest.mark.parametrize(
    ("tags", "filename", "at", "origin"),
    [
        ({"DATE": "2018-07-23"}, "x.tif", utc(2018, 7, 23, 4), "metadata"),
        ({"DATE": "20160816"}, "x.tif", utc(2016, 8, 16, 4), "metadata"),
        (
            {"TIFFTAG_DATETIME": "2024:05:06 10:00:00"},
            "x.tif",
            utc(2024, 5, 6, 2),
            "metadata",
        ),
        (
            {"datetime": "2024-05-06T10:00:00Z"},
            "x.tif",
            utc(2024, 5, 6, 10),
            "metadata",
        ),
        ({}, "m_4709963_se_14_1_20120731.tif", utc(2012, 7, 31, 4), "filename"),
        (
            {},
            "T30TXN_20180723T105621_B03.jp2",
            utc(2018, 7, 23, 10, 56, 21),
            "filename",
        ),
        (
            {"TIFFTAG_DATETIME": "2024:05:06 10:00:00"},
            "s2_2018-07-23.tif",
            utc(2018, 7, 23, 4),
            "filename",
        ),
        ({"DATE": "2003"}, "x.tif", None, ""),
        ({"DATE": "9999-01-01"}, "x_00000000.tif", None, ""),
        ({"DATE": "2018-13-45"}, "x_20181345.tif", None, ""),
        ({"DATE": "2031-01-01"}, "x.tif", None, ""),
        ({"DATE": "<script>"}, "../../etc/passwd", None, ""),
    ],
)
def test_the_capture_time_and_its_origin(tags, filename, at, origin):
    moment = guess_time(tags, filename, now=NOW)
    assert (moment.at, moment.origin) == (at, origin)


def test_an_assumed_noon_or_zone_is_said():
    assert "guess.noon_assumed" in guess_time({"DATE": "2018-07-23"}, "", now=NOW).why
    assert "guess.zone_assumed" in guess_time({"DATE": "2018-07-23 11:00"}, "", now=NOW).why
