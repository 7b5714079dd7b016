from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
import shapely
from PIL import Image

from geo.errors import Refused
from imagery.photos import take_photo
from tests.unit.imagery.photos import pictures


def taken(tmp_path, **options):
    size = options.pop("size", (640, 480))
    photo = pictures.jpeg(tmp_path / "in.jpg", size, **options)
    return take_photo(photo, filename="DJI_0001.JPG", out_dir=tmp_path / "out")


def test_a_drone_photo_tells_where_when_and_how_high_each_with_its_origin(tmp_path):
    facts = taken(tmp_path, exif=pictures.exif(), xmp=pictures.xmp(**pictures.NADIR)).facts
    assert (facts.lon, facts.lat) == (pytest.approx(120.75), pytest.approx(30.75))
    assert facts.height_agl_m == 40.1
    assert (facts.yaw_deg, facts.pitch_deg, facts.roll_deg) == (45.0, -90.0, 0.0)
    assert facts.taken_at == datetime(2026, 3, 5, 2, 20, 30, tzinfo=UTC)
    assert facts.origins["lon"] == "exif"
    assert facts.origins["height_agl_m"] == facts.origins["yaw_deg"] == "xmp"
    assert (facts.make, facts.model) == ("DJI", "M3E")
    assert facts.flags == ("photo.position_uncertain", "photo.zone_assumed")


def test_a_nadir_footprint_has_the_frame_s_size_on_the_ground_and_its_top_at_the_yaw(tmp_path):
    facts = taken(tmp_path, exif=pictures.exif(), xmp=pictures.xmp(**pictures.NADIR)).facts
    assert facts.gsd_m == pytest.approx(40.1 / (24 / 34.6 * 640))
    ring = np.array(facts.footprint["coordinates"][0])
    east = (ring[:, 0] - 120.75) * 111_320 * np.cos(np.radians(30.75))
    north = (ring[:, 1] - 30.75) * 110_900
    sides = np.hypot(np.diff(east), np.diff(north))
    assert sorted(sides) == pytest.approx(
        sorted([40.1 / 444 * 640, 40.1 / 444 * 480] * 2), rel=0.02
    )
    along = np.degrees(np.arctan2(np.diff(east), np.diff(north))) % 90
    assert along == pytest.approx([45] * 4, abs=1)


@pytest.mark.parametrize(("orientation", "told"), [(6, "0"), (8, "2"), (6, "+90.00"), (8, "-88")])
def test_a_turned_picture_shows_the_ground_that_it_shows_upright(tmp_path, orientation, told):
    pose = pictures.NADIR | {"GimbalPitchDegree": "-60.00"}
    upright = 0.0 if abs(float(told)) > 45 else float(told)
    kept = {"GimbalRollDegree": told}
    (tmp_path / "seen").mkdir()
    turned = taken(
        tmp_path,
        size=(640, 480),
        exif=pictures.exif(orientation=orientation),
        xmp=pictures.xmp(**pose | kept),
    ).facts
    wanted = taken(
        tmp_path / "seen",
        size=(480, 640),
        exif=pictures.exif(),
        xmp=pictures.xmp(**pose | {"GimbalRollDegree": str(upright)}),
    ).facts
    rings = [shapely.geometry.shape(facts.footprint) for facts in (turned, wanted)]
    shared = rings[0].intersection(rings[1]).area / rings[0].union(rings[1]).area
    assert shared > (0.95 if told == "-88" else 0.999)
    assert turned.gsd_m == pytest.approx(wanted.gsd_m)


def test_the_border_is_drawn_through_the_lens_unless_the_camera_straightened_it(tmp_path):
    bend = {"DewarpData": "2026-01-01;444,444,0,0,-0.1,0,0,0,0", "DewarpFlag": "0"}
    areas = []
    for flag in ("0", "1"):
        (tmp_path / flag).mkdir()
        told = pictures.xmp(**pictures.NADIR | bend | {"DewarpFlag": flag})
        facts = taken(tmp_path / flag, exif=pictures.exif(), xmp=told).facts
        areas.append(shapely.geometry.shape(facts.footprint).area)
    assert areas[0] > 1.1 * areas[1]


def test_a_frame_with_the_horizon_in_it_counts_up_to_sixty_degrees_and_says_so(tmp_path):
    pose = pictures.NADIR | {"GimbalPitchDegree": "-10.00"}
    facts = taken(tmp_path, exif=pictures.exif(), xmp=pictures.xmp(**pose)).facts
    assert facts.footprint_reason == "photo.horizon"
    ring = np.array(facts.footprint["coordinates"][0])
    east = (ring[:, 0] - 120.75) * 111_320 * np.cos(np.radians(30.75))
    north = (ring[:, 1] - 30.75) * 110_900
    assert np.hypot(east, north).max() == pytest.approx(40.1 * np.tan(np.radians(60)), rel=0.01)


def test_a_level_view_shows_no_ground_that_counts(tmp_path):
    pose = pictures.NADIR | {"GimbalPitchDegree": "+0.00"}
    facts = taken(tmp_path, exif=pictures.exif(), xmp=pictures.xmp(**pose)).facts
    assert (facts.footprint, facts.footprint_reason) == (None, "photo.horizon")


def test_height_above_the_sea_is_never_taken_for_height_above_ground(tmp_path):
    facts = taken(tmp_path, exif=pictures.exif()).facts
    assert facts.height_agl_m is None
    assert facts.footprint_reason == "photo.no_height"


@pytest.mark.parametrize(
    ("exif", "flag"),
    [
        (pictures.exif(None), "photo.unplaced"),
        (pictures.exif((0.0, 0.0)), "photo.gps_null_island"),
        (pictures.exif(gps={2: (pictures.Ratio(999, 1), 0, 0)}), "photo.gps_invalid"),
        (pictures.exif(gps={1: "X"}), "photo.gps_invalid"),
    ],
)
def test_a_position_that_cannot_be_is_no_position_and_says_why(tmp_path, exif, flag):
    facts = taken(tmp_path, exif=exif).facts
    assert not facts.placed
    assert flag in facts.flags
    assert "photo.unplaced" in facts.flags


@pytest.mark.parametrize("words", [{"GpsLatitude": "abc"}, {"GpsLatitude": "31.99"}])
def test_a_damaged_or_contradicting_second_position_leaves_the_photo_unplaced(tmp_path, words):
    facts = taken(tmp_path, exif=pictures.exif(), xmp=pictures.xmp(**words)).facts
    assert not facts.placed


@pytest.mark.parametrize("number", ["nan", "1e999", "４０.1", "", "-99999", "40,1"])
def test_xmp_numbers_that_are_not_plain_finite_numbers_are_left_out(tmp_path, number):
    packet = pictures.xmp(RelativeAltitude=number)
    facts = taken(tmp_path, exif=pictures.exif(), xmp=packet).facts
    assert facts.height_agl_m is None
    assert "photo.bad_numbers" in facts.flags


def test_xmp_with_a_dtd_is_refused_as_a_whole(tmp_path):
    packet = b'<!DOCTYPE x [<!ENTITY a "b">]>' + pictures.xmp(**pictures.NADIR)
    facts = taken(tmp_path, exif=pictures.exif(), xmp=packet).facts
    assert facts.height_agl_m is None
    assert "photo.xmp_refused" in facts.flags


@pytest.mark.parametrize(
    "text", ["9999:12:31 23:59:59", "0000:00:00 00:00:00", "2199:01:01 00:00:00"]
)
def test_a_capture_time_that_cannot_be_is_left_out(tmp_path, text):
    facts = taken(tmp_path, exif=pictures.exif(taken=text)).facts
    assert facts.taken_at is None
    assert "photo.time_invalid" in facts.flags


def test_the_clock_of_the_gps_decides_the_time_zone(tmp_path):
    gps = {
        7: (pictures.Ratio(15, 1), pictures.Ratio(20, 1), pictures.Ratio(31, 1)),
        29: "2026:03:05",
    }
    facts = taken(tmp_path, exif=pictures.exif((120.75, 30.75), gps=gps)).facts
    assert facts.taken_at == datetime(2026, 3, 5, 15, 20, 31, tzinfo=UTC)
    assert facts.origins["taken_at"] == "gps"
    assert "photo.zone_assumed" not in facts.flags


def test_a_stated_offset_is_used(tmp_path):
    facts = taken(tmp_path, exif=pictures.exif(exif={0x9011: "+09:00"})).facts
    assert facts.taken_at == datetime(2026, 3, 5, 1, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"comment": b"canary comment"}])
def test_the_stored_jpeg_has_the_same_pixels_and_no_metadata(tmp_path, options):
    exif = pictures.exif(make="canary make", orientation=6)
    kept = taken(tmp_path, exif=exif, xmp=pictures.xmp(**pictures.NADIR), **options)
    for path in (kept.stored, kept.thumb):
        body = path.read_bytes()
        assert b"canary" not in body
        assert b"Exif" not in body
        assert b"drone-dji" not in body
    with Image.open(tmp_path / "in.jpg") as before, Image.open(kept.stored) as after:
        assert np.array_equal(np.asarray(before), np.asarray(after))


def test_the_thumbnail_is_small_and_upright(tmp_path):
    kept = taken(tmp_path, size=(1000, 500), exif=pictures.exif(orientation=6))
    with Image.open(kept.thumb) as thumb:
        assert thumb.size == (240, 480)


def test_markup_in_a_camera_s_name_is_not_handed_on(tmp_path):
    facts = taken(tmp_path, exif=pictures.exif(make="<script>alert(1)</script>")).facts
    assert facts.make == ""


def test_a_photo_cut_short_is_refused_and_leaves_nothing(tmp_path):
    whole = pictures.jpeg_bytes()
    (tmp_path / "in.jpg").write_bytes(whole[: len(whole) // 2] + b"\xff\xd9")
    with pytest.raises(Refused) as refusal:
        take_photo(tmp_path / "in.jpg", filename="in.jpg", out_dir=tmp_path / "out")
    assert refusal.value.code == "intake.unreadable"
    assert list((tmp_path / "out").iterdir()) == []
