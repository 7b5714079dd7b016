from __future__ import annotations

from datetime import UTC, datetime, timedelta

import cv2
import numpy as np
import pytest

from geo import messages
from imagery.quality import duplicates, judge, look_hash
from imagery.quality.sun import may_glint, sun

RNG = np.random.default_rng(7)
LOOKS = "ffff0000ffff0000"
NOON = datetime(2026, 6, 21, 4, tzinfo=UTC)


def ground(rows=640, cols=960):
    """Fields, stones and roofs: sharp edges of many colours, a little noise."""
    picture = np.full((rows, cols, 3), (96, 110, 70), np.uint8)
    for _ in range(900):
        x, y = int(RNG.integers(cols)), int(RNG.integers(rows))
        colour = tuple(int(v) for v in RNG.integers(40, 190, 3))
        cv2.circle(picture, (x, y), int(RNG.integers(4, 24)), colour, -1, cv2.LINE_AA)
    return noisy(cv2.GaussianBlur(picture, (0, 0), 0.35))


def noisy(picture, sigma=1.5):
    return np.clip(picture + RNG.normal(0, sigma, picture.shape), 0, 255).astype(np.uint8)


def water(rows=640, cols=960, swell=0.0):
    y, x = np.mgrid[:rows, :cols]
    waves = sum(
        np.sin((x * np.cos(a) + y * np.sin(a)) / s + p)
        for a, s, p in zip(
            RNG.uniform(0, 1, 9), RNG.uniform(3, 9, 9), RNG.uniform(0, 6, 9), strict=True
        )
    )
    return noisy(np.array([60, 78, 66]) + swell / 2 * waves[..., None])


def moved(picture, length, degrees):
    kernel = np.zeros((31, 31), np.float32)
    along = np.linspace(-length / 2, length / 2, 200)
    for t in along:
        x, y = 15 + t * np.cos(np.radians(degrees)), 15 + t * np.sin(np.radians(degrees))
        kernel[round(y), round(x)] += 1
    return cv2.filter2D(picture, -1, kernel / kernel.sum())


GROUND = ground()


def test_a_sharp_frame_is_not_complained_about_and_its_numbers_are_told():
    found = judge(GROUND, {})
    assert found.codes == ()
    assert found.measures["sharpness"] > 3 * found.measures["sharpness_limit"]
    assert found.measures["textured"] > 90


@pytest.mark.parametrize("sigma", [2.0, 3.0])
def test_a_blurred_frame_is_called_so_in_both_languages_with_value_and_limit(sigma):
    found = judge(noisy(cv2.GaussianBlur(GROUND, (0, 0), sigma)), {})
    assert found.codes == ("quality.blurred",)
    for lang in ("zh", "en"):
        words = messages.text("quality.blurred", lang, **found.measures)
        assert str(found.measures["sharpness"]) in words
        assert "0.1" in words


@pytest.mark.parametrize("swell", [0.0, 8.0, 16.0])
def test_water_is_not_blur_calm_or_with_swell(swell):
    assert judge(water(swell=swell), {}).codes == ("quality.water",)


def test_a_strip_of_land_is_enough_to_judge_a_frame_of_water():
    shore = water()
    shore[:, :130] = GROUND[:, :130]
    assert judge(shore, {}).codes == ()
    assert judge(noisy(cv2.GaussianBlur(shore, (0, 0), 2.5)), {}).codes == ("quality.blurred",)


@pytest.mark.parametrize("degrees", [0, 40, 90, 150])
def test_a_smear_is_told_with_its_direction(degrees):
    found = judge(noisy(moved(GROUND, 10, degrees)), {})
    assert found.codes == ("quality.motion",)
    off = (found.measures["motion_deg"] - degrees + 90) % 180 - 90
    assert abs(off) < 8
    assert found.measures["motion_limit_px"] < found.measures["motion_px"] < 12


def test_speed_and_exposure_say_how_far_the_ground_moved():
    facts = {"measures": {"speed_m_s": 10.0, "exposure_s": 0.01}, "height_agl_m": 50.0}
    assert judge(GROUND, facts | {"focal_px": 3000.0}).measures["motion_expected_px"] == 6


def test_too_dark_and_too_bright_frames_are_told():
    assert "quality.dark" in judge((GROUND // 6).astype(np.uint8), {}).codes
    bright = np.clip(GROUND.astype(int) * 3, 0, 255).astype(np.uint8)
    assert "quality.bright" in judge(bright, {}).codes


def glittering():
    picture = water()
    spots = RNG.random(picture.shape[:2]) < 0.01
    picture[cv2.dilate(spots.astype(np.uint8), np.ones((2, 2))) > 0] = 254
    return picture


FACTS = {
    "taken_at": NOON,
    "lon": 120.0,
    "lat": 31.0,
    "yaw_deg": 0.0,
    "focal_px": 3000.0,
    "width": 4000,
    "height": 3000,
}


def test_glitter_on_water_is_told_unless_the_sun_cannot_be_mirrored_there():
    assert "quality.glint" in judge(glittering(), FACTS | {"pitch_deg": -90.0}).codes
    low = FACTS | {"taken_at": NOON + timedelta(hours=6.5), "pitch_deg": -90.0}
    assert not may_glint(low)
    assert "quality.glint" not in judge(glittering(), low).codes
    assert may_glint({})


def test_white_roofs_and_cars_are_no_glitter():
    street = GROUND.copy()
    street[100:260, 100:400] = 250
    street[400:408, 300:318] = 252
    assert "quality.glint" not in judge(street, {}).codes


@pytest.mark.parametrize(
    ("at", "place", "azimuth", "elevation"),
    [
        (datetime(2026, 6, 21, 4, 2, tzinfo=UTC), (120.0, 23.44), 180.0, 90.0),
        (datetime(2026, 3, 20, 12, 7, tzinfo=UTC), (0.0, 45.0), 180.0, 45.0),
        (datetime(2026, 3, 20, 6, 7, tzinfo=UTC), (0.0, 0.0), 90.0, 0.0),
    ],
)
def test_the_sun_stands_where_equinox_and_solstice_put_it(at, place, azimuth, elevation):
    found = sun(at, *place)
    assert found[1] == pytest.approx(elevation, abs=0.5)
    assert elevation == 90.0 or found[0] == pytest.approx(azimuth, abs=0.7)


def test_red_plants_of_a_converted_camera_are_flagged_and_green_ones_are_not():
    red = noisy(np.full((128, 128, 3), (170, 90, 100)))
    assert judge(red, {}).flags == ("photo.nir_converted",)
    red[:, 60:] = (70, 120, 60)
    assert judge(red, {}).flags == ()


def test_one_band_is_judged_by_sharpness_only():
    band = cv2.cvtColor(cv2.cvtColor(GROUND // 8, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    found = judge(band, {"band": "NIR"})
    assert "quality.dark" not in found.codes
    assert found.look_hash == ""


def test_a_recoded_or_brighter_picture_keeps_its_hash_and_a_shifted_one_does_not():
    def apart(other):
        return (int(look_hash(cv2.cvtColor(other, cv2.COLOR_RGB2GRAY)), 16) ^ own).bit_count()

    own = int(look_hash(cv2.cvtColor(GROUND, cv2.COLOR_RGB2GRAY)), 16)
    coded = cv2.imdecode(cv2.imencode(".jpg", GROUND, [cv2.IMWRITE_JPEG_QUALITY, 40])[1], 1)
    assert apart(coded) <= 2
    assert apart(cv2.resize(np.clip(GROUND * 0.8 + 20, 0, 255).astype(np.uint8), (300, 200))) <= 4
    assert apart(np.roll(GROUND, 160, axis=1)) > 12


def test_the_same_look_at_the_same_time_and_place_is_a_duplicate_of_the_first():
    near = "ffff0000ffff0003"
    assert duplicates(
        [
            ("a", LOOKS, NOON, (120.0, 31.0)),
            ("b", near, NOON + timedelta(seconds=2), (120.00001, 31.0)),
            ("c", near, NOON + timedelta(seconds=4), (120.00002, 31.0)),
            ("late", LOOKS, NOON + timedelta(minutes=9), (120.0, 31.0)),
            ("far", LOOKS, NOON, (120.001, 31.0)),
            ("other", "0000ffff0000ffff", NOON, (120.0, 31.0)),
            ("no hash", "", NOON, (120.0, 31.0)),
        ]
    ) == {"b": "a", "c": "a"}


def test_frames_without_time_and_place_must_look_the_very_same():
    unknown = [("a", LOOKS, None, None), ("b", "ffff0000ffff0003", None, None)]
    assert duplicates([*unknown, ("c", "ffff0000ffff000f", None, None)]) == {"b": "a"}


def test_every_code_has_words():
    codes = ("blurred", "motion", "dark", "bright", "glint", "water", "duplicate")
    assert all(messages.known(f"quality.{code}") for code in codes)
