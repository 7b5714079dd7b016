"""Every sample photo reads right, or says the right reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import Refused
from imagery.photos import take_photo
from imagery.quality import duplicates


@pytest.fixture(scope="module")
def read(sample_data, tmp_path_factory):
    folder, known = tmp_path_factory.mktemp("photos"), {}

    def taken(name):
        path = sample_data / "drone" / name
        if name not in known:
            known[name] = take_photo(path, filename=path.name, out_dir=folder).facts
        return known[name]

    return taken


FEW, OTHERS = (24, 25, 30), (21, 26, 27, 28, 29, 31, 32, 34)
BEACH = [f"photos/brighton_beach/DJI_00{n}.JPG" for n in FEW]
MORE = [f"photos/brighton_beach/DJI_00{n}.JPG" for n in OTHERS]
SEQUOIA = "multispectral/garfield_sequoia/IMG_161122_163338_0011_"


def slow(values):
    return [pytest.param(value, marks=pytest.mark.slow) for value in values]


@pytest.mark.parametrize("name", [*BEACH, *slow(MORE)])
def test_a_frame_straight_down_is_sharp_posed_and_uncertain_of_its_heading(read, name):
    facts = read(name)
    assert facts.gsd_m == pytest.approx(0.0173, abs=1e-4)
    assert facts.gsd_worst_m == pytest.approx(facts.gsd_m, rel=0.01)
    assert len(facts.footprint["coordinates"][0]) == 5
    assert facts.quality == ()
    assert "photo.position_uncertain" in facts.flags
    assert "photo.nir_converted" not in facts.flags


def test_neighbours_that_overlap_are_no_duplicates(read):
    facts = [(Path(n).name, read(n)) for n in BEACH]
    frames = [(n, f.look_hash, f.taken_at, (f.lon, f.lat)) for n, f in facts]
    assert duplicates(frames) == {}
    again = ("copy.jpg", *frames[1][1:])
    assert duplicates([*frames, again]) == {"copy.jpg": frames[1][0]}


@pytest.mark.parametrize("number", ["0478", *slow(["0502", "0526"])])
def test_a_converted_camera_in_a_fixed_wing_is_placed_and_flagged(read, number):
    facts = read(f"photos/seneca_nir/IMG_{number}.jpg")
    assert "photo.nir_converted" in facts.flags
    assert (facts.mount, facts.origins["height_agl_m"]) == ("body", "xmp")
    assert 0.025 < facts.gsd_m < facts.gsd_worst_m < 0.05
    assert facts.footprint is not None
    assert facts.quality == ()


@pytest.mark.parametrize("number", ["4260", *slow(["4348"])])
def test_a_plain_camera_without_attitude_is_a_point_with_a_reason(read, number):
    facts = read(f"photos/lewis_oblique/img_{number}.jpg")
    assert facts.placed
    assert facts.height_agl_m is None
    assert facts.altitude_m > 200
    assert (facts.footprint, facts.footprint_reason) == (None, "photo.no_height")
    assert facts.focal_px == pytest.approx(5.2 * 13651.877 / 25.4, rel=1e-4)


def test_a_multispectral_shot_tells_its_pose_in_picture_and_bands(read):
    picture, band = read(SEQUOIA + "RGB.JPG"), read(SEQUOIA + "NIR.TIF")
    for facts in (picture, band):
        assert (facts.yaw_deg, facts.roll_deg) == (205.902, -1.62239)
        assert facts.pitch_deg == pytest.approx(8.00688 - 90)
        assert (facts.mount, facts.accuracy_m) == ("body", 1.782)
        assert facts.footprint_reason == "photo.no_height"
    assert (picture.band, band.band) == ("", "NIR")
    assert "photo.single_band" in band.flags
    assert band.focal_px == pytest.approx(3.98 * 266.67, rel=0.01)
    assert picture.focal_px == pytest.approx(4.812073 * 746.2687, rel=1e-4)


def test_a_phone_s_blurred_close_up_is_unplaced_and_called_blurred(read, sample_data):
    folder = sample_data / "drone" / "photos" / "litter_aquatrash"
    verdicts = {}
    for path in sorted(folder.glob("00002*.jpg")):
        facts = read(f"photos/litter_aquatrash/{path.name}")
        assert "photo.unplaced" in facts.flags
        verdicts[path.name[:6]] = facts.quality
    blurred = {"000020": ("quality.blurred",)}
    assert verdicts == dict.fromkeys(verdicts, ()) | blurred


def test_a_map_is_no_photo(sample_data, tmp_path):
    path = sample_data / "drone" / "rasters" / "deepforest" / "OSBS_029.tif"
    with pytest.raises(Refused, match=r"photo\.kind_not_allowed"):
        take_photo(path, filename=path.name, out_dir=tmp_path)
