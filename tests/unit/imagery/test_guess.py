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
