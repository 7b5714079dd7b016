"""What each maker writes, in packets as they write them, read by the same child as any photo."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from imagery.metadata import exif, names, reading, xmp
from tests.unit.imagery.photos import pictures

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def packet(space, inside="", **values):
    told = " ".join(f'm:{k}="{v}"' for k, v in values.items())
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{RDF}">'
        f'<rdf:Description rdf:about="" xmlns:m="{space}" {told}>{inside}</rdf:Description>'
        "</rdf:RDF></x:xmpmeta>"
    ).encode()


def told(body, size=(4000, 3000), **options):
    found = exif.parse(pictures.exif(**options).tobytes()[6:])
    return reading.read(found, xmp.parse(body), width=size[0], height=size[1], now=NOW)


def angles(facts):
    return facts["yaw_deg"], facts["pitch_deg"], facts["roll_deg"]


DJI = "http://www.dji.com/drone-dji/1.0/"
PIX4D = "http://pix4d.com/camera/1.0/"
GIMBAL = {"GimbalYawDegree": "+12.5", "GimbalPitchDegree": "-60.0", "GimbalRollDegree": "+0.0"}


def test_a_dji_rtk_photo_tells_its_accuracy_and_its_calibrated_lens():
    dewarp = "2018-03-13;3659.78,3653.17,-7.71,45.9,-0.269478,0.115681,-8.75e-05,-0.000306,-0.0357"
    facts = told(
        packet(
            DJI,
            **GIMBAL,
            RelativeAltitude="+69.95",
            AbsoluteAltitude="+116.56",
            RtkFlag="50",
            RtkStdLon="0.03",
            RtkStdLat="0.04",
            DewarpData=dewarp,
            DewarpFlag="0",
            CalibratedFocalLength="3666.666504",
        ),
        size=(5472, 3648),
    )
    assert facts["accuracy_m"] == pytest.approx(0.05)
    assert facts["height_agl_m"] == 69.95
    assert facts["altitude_m"] == 198.4
    assert (facts["origins"]["altitude_m"], facts["origins"]["accuracy_m"]) == ("exif", "xmp")
    lens = facts["lens"]
    assert (lens["focal_px"], lens["cx"], lens["cy"]) == (3659.78, 2736 - 7.71, 1824 + 45.9)
    assert (lens["k1"], lens["p1"], lens["k3"]) == (-0.269478, -8.75e-05, -0.0357)


def test_a_picture_that_was_straightened_in_the_camera_needs_no_calibration():
    body = packet(DJI, DewarpData="d;3659,3653,1,2,-0.2,0,0,0,0", DewarpFlag="1")
    assert "k1" not in told(body)["lens"]


def test_rtk_without_a_position_claims_no_accuracy():
    facts = told(packet(DJI, RtkFlag="0", RtkStdLon="0.01", RtkStdLat="0.01"))
    assert "accuracy_m" not in facts
    assert "photo.rtk_failed" in facts["flags"]


def test_a_gimbal_that_says_only_zeros_said_nothing():
    zeros = dict.fromkeys(GIMBAL, "+0.00")
    facts = told(packet(DJI, **zeros, FlightYawDegree="+179.90"))
    assert "pitch_deg" not in facts
    assert facts["yaw_deg"] == 179.9
    assert "photo.gimbal_silent" in facts["flags"]


def test_autel_writes_dji_s_names_in_newer_models():
    facts = told(packet("http://www.autel.com/drone/1.0/", **GIMBAL), make="Autel Robotics")
    assert angles(facts) == (12.5, -60.0, 0.0)


@pytest.mark.parametrize(
    ("make", "pitch", "read", "mount"),
    [
        ("Autel Robotics", "30", -60.0, "body"),
        ("Autel Robotics", "-30", -30.0, "gimbal"),
        ("Parrot", "8.0", -82.0, "body"),
        ("Parrot", "-3.0", -93.0, "body"),
        ("Parrot", "-89.9", -89.9, "gimbal"),
    ],
)
def test_pix4d_s_pitch_counts_from_straight_down_unless_that_cannot_be(make, pitch, read, mount):
    facts = told(packet(PIX4D, Yaw="205.9", Pitch=pitch, Roll="-1.6"), make=make)
    assert angles(facts) == (205.9, read, -1.6)
    assert facts["mount"] == mount


def test_parrot_s_own_angles_and_height_are_preferred():
    inside = (
        f'<c:AboveGroundAltitude xmlns:c="{PIX4D}">42.75</c:AboveGroundAltitude>'
        f'<c:Pitch xmlns:c="{PIX4D}">11.6</c:Pitch>'
    )
    own = {"CameraYawDegree": "176.31", "CameraPitchDegree": "-78.36", "CameraRollDegree": "-0.32"}
    facts = told(packet("http://www.parrot.com/drone-parrot/1.0/", inside, **own), make="Parrot")
    assert angles(facts) == (176.31, -78.36, -0.32)
    assert facts["height_agl_m"] == 42.75


@pytest.mark.parametrize(
    "inside",
    [
        '<m:CameraOrientationNED m:Yaw="10" m:Pitch="-45" m:Roll="1"/>',
        "<m:CameraOrientationNED><m:Yaw>10</m:Yaw><m:Pitch>-45</m:Pitch><m:Roll>1</m:Roll>"
        "</m:CameraOrientationNED>",
        '<m:CameraOrientationNED><rdf:Description m:Yaw="10" m:Pitch="-45" m:Roll="1"/>'
        "</m:CameraOrientationNED>",
    ],
)
def test_skydio_s_structures_are_read_in_every_spelling(inside):
    other = '<m:CameraOrientationFLU m:Yaw="99" m:Pitch="99" m:Roll="99"/>'
    focal = '<m:CalibratedFocalLength m:X="3000.5" m:Y="3001"/>'
    space = "https://www.skydio.com/drone-skydio/1.0/"
    facts = told(packet(space, other + inside + focal, RelativeAltitude="30.2"))
    assert angles(facts) == (10.0, -45.0, 1.0)
    assert (facts["height_agl_m"], facts["focal_px"]) == (30.2, 3000.5)


def test_skydio_s_calibration_bends_unless_the_picture_is_straight_already():
    focal = '<m:CalibratedFocalLength m:X="3000" m:Y="3003"/>'
    centre = '<m:CalibratedOpticalCenter m:X="2010" m:Y="1490"/>'
    bend = "<m:DewarpData>-0.01,0.02,-0.003</m:DewarpData>"
    space = "https://www.skydio.com/drone-skydio/1.0/"
    lens = told(packet(space, focal + centre + bend))["lens"]
    assert (lens["cx"], lens["cy"], lens["aspect"]) == (2010, 1490, pytest.approx(1.001))
    assert (lens["k1"], lens["k2"], lens["k3"]) == (-0.01, 0.02, -0.003)
    assert "k1" not in told(packet(space, focal + bend, DewarpFlag="1"))["lens"]
    far = centre.replace("2010", "20")
    assert "cx" not in told(packet(space, focal + far))["lens"]


def test_parrot_s_perspective_terms_are_in_pix4d_s_order():
    plane = {0x920A: pictures.Ratio(4, 1), 0xA20E: pictures.Ratio(700, 1), 0xA210: 4}
    body = packet(
        PIX4D,
        "<m:PerspectiveDistortion><rdf:Seq><rdf:li>-0.1,0.2,-0.3,0.004,0.005</rdf:li></rdf:Seq>"
        "</m:PerspectiveDistortion>",
        PerspectiveFocalLength="4.0",
        ModelType="perspective",
    )
    lens = told(body, make="Parrot", exif=plane)["lens"]
    assert lens["focal_px"] == 2800
    terms = [lens[name] for name in ("k1", "k2", "k3", "p1", "p2")]
    assert terms == [-0.1, 0.2, -0.3, 0.004, 0.005]


def test_sensefly_tells_height_attitude_and_the_moment_in_utc():
    facts = told(
        packet(
            "http://ns.sensefly.com/sensefly/1.0/",
            Heading="46.257858280000001",
            PitchAngle="8.386126517999999",
            RollAngle="-2.8",
            Height="70.5",
            GroundSpeed="5.8",
            UTCTime="2026-03-05T17:20:40",
        )
    )
    assert angles(facts) == (pytest.approx(46.257858), pytest.approx(-81.613873), -2.8)
    assert facts["height_agl_m"] == 70.5
    assert facts["taken_at"] == "2026-03-05T17:20:40+00:00"
    assert (facts["origins"]["taken_at"], facts["measures"]["speed_m_s"]) == ("xmp", 5.8)


def test_a_picture_made_smaller_has_its_focal_length_made_smaller_too():
    plane = {0xA002: 8000, 0xA003: 6000, 0x920A: pictures.Ratio(10, 1), 0xA405: 0}
    plane |= {0xA20E: pictures.Ratio(400, 1), 0xA20F: pictures.Ratio(400, 1), 0xA210: 4}
    facts = told(b"", exif=plane)
    assert facts["focal_px"] == 2000
    assert "photo.resized" in facts["flags"]


def test_a_pixel_pitch_that_contradicts_the_equivalent_is_not_believed():
    plane = {0xA20E: pictures.Ratio(72, 1), 0xA210: 2, 0x920A: pictures.Ratio(10, 1)}
    assert told(b"", exif=plane)["focal_px"] == pytest.approx(24 / 34.6 * 4000, abs=1e-3)


def test_gps_that_says_it_has_no_fix_is_no_position():
    facts = told(b"", gps={9: "V"})
    assert "lon" not in facts
    assert {"photo.gps_no_fix", "photo.unplaced"} <= set(facts["flags"])


def test_a_place_below_the_sea_has_a_negative_altitude():
    assert told(b"", gps={5: b"\x01", 6: pictures.Ratio(30, 1)})["altitude_m"] == -30


def test_deeply_nested_packets_are_read_without_end():
    deep = b"<a>" * 9000 + b"</a>" * 9000
    assert not xmp.parse(deep).refused
    assert names.inside("skydio:A/B", "skydio:C") == ""
