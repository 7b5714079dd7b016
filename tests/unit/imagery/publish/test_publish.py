from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageCms
from shapely.geometry import box

from geo import crs, messages
from geo.errors import Refused
from imagery.publish import Scale, public_copy, public_gsd_m, public_lonlat, public_place
from imagery.publish.scale import HIGHEST_OBJECT_M


def _noise(width: int = 1000, height: int = 800) -> Image.Image:
    pixels = np.random.default_rng(3).integers(0, 255, (height, width, 3), np.uint8)
    return Image.fromarray(pixels)


def _bytes(image: Image.Image, form: str = "JPEG", **more) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def _tagged() -> bytes:
    """A JPEG with all that must not get out: GPS, serial number, XMP, profile, comment."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "DJI", "SECRET-SERIAL"
    exif[0x8825] = {1: "N", 2: (34.0, 45.0, 0.0), 3: "E", 4: (113.0, 30.0, 0.0)}
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return _bytes(
        _noise(), exif=exif.tobytes(), comment=b"SECRET", icc_profile=profile,
        xmp=b'<x:xmpmeta xmlns:x="adobe:ns:meta/">SECRET</x:xmpmeta>',
    )  # fmt: skip


def test_nothing_but_pixels_leaves_the_house():
    original = _tagged()
    copy = public_copy(original, Scale(0.02, 100))
    opened = Image.open(io.BytesIO(copy.data))

    assert b"SECRET" in original
    assert b"SECRET" not in copy.data
    assert not opened.getexif()
    assert opened.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    markers = [copy.data[i + 1] for i in range(400) if copy.data[i] == 0xFF]
    assert not {0xE1, 0xE2, 0xED, 0xFE} & set(markers[:3])
    assert copy.name.endswith(".jpg")


@pytest.mark.parametrize(
    ("height", "least"),
    [(100, 0.05), (40, 0.05), (30, 0.075), (25, 0.125), (15, 0.075), (None, 0.05)],
)
def test_a_copy_is_never_finer_than_what_may_be_published(height, least):
    copy = public_copy(_bytes(_noise()), Scale(0.0107, height))

    assert public_gsd_m(height) == pytest.approx(least)
    assert copy.gsd_m >= least
    assert copy.gsd_m == pytest.approx(least, rel=0.02)
    assert (copy.width, copy.height) == (int(1000 * 0.0107 / least), int(800 * 0.0107 / least))


def test_on_top_of_a_house_a_pixel_is_still_coarser_than_what_shows_a_face():
    for height in range(25, 130, 5):
        on_top = public_gsd_m(height) * (height - HIGHEST_OBJECT_M) / height
        assert on_top >= 0.025


@pytest.mark.parametrize("phase", [0, 3])
def test_strokes_of_a_plate_are_gone(phase):
    """Bars of 12 mm, as in a plate's signs, at 4 mm a pixel: no contrast is left at 5 cm."""
    row = np.where((np.arange(1200) + phase) // 3 % 2, 0, 255).astype(np.uint8)
    bars = Image.fromarray(np.repeat(np.tile(row, (800, 1))[..., None], 3, axis=2))

    copy = public_copy(_bytes(bars, "PNG"), Scale(0.004, 60))
    seen = np.asarray(Image.open(io.BytesIO(copy.data)).convert("L"), np.float64)

    assert copy.gsd_m >= 0.05
    assert np.ptp(seen[:, 2:-2]) < 255 * 0.2


def test_a_picture_that_is_coarse_already_keeps_its_size_and_says_so():
    copy = public_copy(_bytes(_noise(300, 200)), Scale(0.2, 110))

    assert (copy.width, copy.height, copy.gsd_m) == (300, 200, 0.2)
    assert copy.method == ("publish.metadata_removed", "publish.coarse_enough")


def test_what_a_person_marked_is_one_colour():
    ring = [(100.0, 100.0), (300.0, 100.0), (300.0, 200.0), (100.0, 200.0)]
    copy = public_copy(_bytes(_noise()), Scale(0.05, 100), marks=[ring])
    inside = np.asarray(Image.open(io.BytesIO(copy.data)))[110:190, 110:290]

    assert "publish.marked_covered" in copy.method
    assert inside.astype(float).std(axis=(0, 1)).max() < 2


@pytest.mark.parametrize(
    "ring", [[(float("nan"), 1.0)] * 3, [(1e300, 0.0)] * 4, [(-9.0, -9.0)] * 3]
)
def test_marks_that_are_nowhere_do_no_harm(ring):
    assert public_copy(_bytes(_noise()), Scale(0.05, 100), marks=[ring]).width == 1000


def test_a_turned_photo_is_published_upright():
    exif = Image.Exif()
    exif[0x0112] = 6

    copy = public_copy(_bytes(_noise(400, 200), exif=exif.tobytes()), Scale(0.06, 100))

    assert (copy.width, copy.height) == (200, 400)


def test_transparent_pictures_are_published_on_white():
    clear = Image.new("RGBA", (100, 100), (255, 0, 0, 0))
    copy = public_copy(_bytes(clear, "PNG"), Scale(0.1, 100))

    assert np.asarray(Image.open(io.BytesIO(copy.data))).min() >= 250


@pytest.mark.parametrize(
    ("data", "scale", "code"),
    [
        (_bytes(_noise(100, 100)), None, "publish.unknown_scale"),
        (_bytes(_noise(100, 100)), Scale(float("nan"), 50), "publish.unknown_scale"),
        (_bytes(_noise(100, 100)), Scale(0.0, 50), "publish.unknown_scale"),
        (_bytes(_noise(100, 100)), Scale(0.01, 50), "publish.too_small"),
        (b"", Scale(0.05, 50), "publish.unreadable"),
        (b"GIF89a", Scale(0.05, 50), "publish.unreadable"),
        (_bytes(_noise())[:5000], Scale(0.05, 50), "publish.unreadable"),
    ],
)
def test_what_cannot_be_promised_is_refused_by_name(data, scale, code):
    with pytest.raises(Refused) as refusal:
        public_copy(data, scale)

    assert refusal.value.code == code
    assert messages.known(code)


def test_the_same_picture_gives_the_same_copy_and_name():
    data = _bytes(_noise(), quality=95)

    assert public_copy(data, Scale(0.02, 60)) == public_copy(data, Scale(0.02, 60))


def test_positions_are_rounded_and_outlines_become_their_middle():
    assert public_lonlat((113.123456, 34.987654)) == (113.123, 34.988)
    assert public_place(box(113.0001, 34.0001, 113.0005, 34.0005)) == (113.0, 34.0)
    assert crs.distance_m((113.123456, 34.987654), public_lonlat((113.123456, 34.987654))) < 75
