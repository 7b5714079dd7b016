"""Real logs of many makers read right, or say what keeps them from being read."""

import pytest

from imagery.logs import is_log, take_log
from imagery.sandbox import log as log_task

KNOWN = {
    "srt/MAVIC3.srt": (12318, (-3.3744, 3.41531), "2021-12-25T12:27:52.373000+00:00"),
    "srt/air2s.srt": (17, (2.234156, 41.424724), "2022-08-07T13:40:40.774808+00:00"),
    "srt/m2zoom.SRT": (7113, (74.398751, 31.452012), "2020-04-02T07:19:58.720764+00:00"),
    "srt/mavic_mini.SRT": (117, (-121.7458, 48.0771), None),
    "srt/mavic_pro.SRT": (468, (149.0251, -20.2533), "2017-08-05T04:11:51+00:00"),
    "srt/p4_rtk.SRT": (55, (-58.851745, -34.237922), None),
    "px4/sample_log_small.ulg": (32, (10.4082151, 63.4170622), "2021-04-21T06:30:58.613318+00:00"),
    "ardupilot/flight.tlog": (2684, (149.165751, -35.3623302), "2015-07-05T00:27:49.645644+00:00"),
    "ardupilot/pymavlink_test.BIN": (
        *(23, (149.1653055, -35.3626298)),
        "2017-10-29T01:47:09.940874+00:00",
    ),
}
PLANS = {
    "qgc_plan/qgroundcontrol_sample.plan": 4,
    "qgc_plan/qgroundcontrol_sample_with_survey.plan": 8,
    "qgc_plan/qgroundcontrol_sample_with_digicam_control.plan": 0,
    "dji_wpml/waygen_mission.kmz": 12,
    "ardupilot/mpmission.waypoints.txt": 6,
}


@pytest.fixture
def sample(sample_data):
    def taken(name, **more):
        path = sample_data / "drone" / "logs" / name
        return take_log(path, filename=path.name, **more)

    return taken


@pytest.mark.parametrize("name", KNOWN)
def test_a_sample_log_reads_right(sample, name):
    count, first, started = KNOWN[name]
    log = sample(name)
    assert len(log.points) == count
    assert (log.points[0].lon, log.points[0].lat) == pytest.approx(first, abs=1e-7)
    assert (log.started_at.isoformat() if log.started_at else None) == started
    assert log.dropped == ({"log.no_fix": 149} if name.endswith("tlog") else {})


def test_attitude_and_heights_of_the_samples_are_read(sample):
    rtk = sample("srt/p4_rtk.SRT").points[0]
    assert (rtk.height_agl_m, rtk.gimbal_pitch_deg, rtk.gimbal_yaw_deg) == (85.8, -24.4, 110.4)
    mavlink = sample("ardupilot/flight.tlog").points
    assert max(point.height_agl_m for point in mavlink) == pytest.approx(13.3, abs=0.05)


@pytest.mark.parametrize("name", PLANS)
def test_a_sample_mission_is_planned_and_not_flown(sample, name):
    log = sample(name)
    assert (log.kind, log.points, log.track, len(log.planned)) == ("plan", (), None, PLANS[name])
    assert log.reasons[0] == "log.not_flown"


@pytest.mark.parametrize(
    ("name", "count"), [("srt/p4p_sample.SRT", 5), ("srt/broken_incomplete.SRT", 19)]
)
def test_a_sample_of_unproven_order_is_asked_about_and_read_with_the_answer(sample, name, count):
    assert sample(name).reasons == ("log.ambiguous_order",)
    assert len(sample(name, order="lonlat").points) == count


def test_a_sample_without_gps_has_times_only(sample):
    log = sample("srt/mavic_air.SRT")
    assert (log.points, log.dropped) == ((), {"log.no_position": 2})
    assert log.started_at.isoformat() == "2018-02-19T00:04:51.265847+00:00"


def test_hostile_tracks_are_refused_with_a_code(sample_data, tmp_path):
    def read(path):
        params = {"kind": is_log(path, path.name), "source": str(path), "filename": path.name}
        params |= {"order": None, "table": str(tmp_path / "table")}
        return log_task.run(params, lambda *_: None)

    folder = sample_data / "hostile" / "vector"
    accepted = {"control_ok.kml", "control_ok.kmz", "kml_networklink.kml", "kml_script.kml"}
    for path in sorted([*folder.glob("kml*"), *folder.glob("gpx*"), *folder.glob("control*")]):
        if path.name in accepted | {"kml_utf16.kml"}:
            assert read(path)["reasons"] == ["log.no_track"]
        else:
            with pytest.raises(ValueError, match=r"^(log|card)\."):
                read(path)
