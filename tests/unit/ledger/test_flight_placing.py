"""Photos find their place: by hand, by the log, between their neighbours; each says how."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from shapely.geometry import Point, box, mapping
from sqlalchemy import select

from geo.crs import distance_m, to_degrees, to_metres
from geo.errors import Conflict, Forbidden, Refused
from ledger import audit, flights
from ledger.flights import GroundRecord, PhotoRecord, fitting
from ledger.models import Job
from tests.factories import make_flight, make_station, make_user

T0 = datetime(2026, 3, 1, 2, tzinfo=UTC)
HERE = (120.75, 30.75)


@pytest.fixture
def pilot(session):
    return make_user(session, "pilot")


@pytest.fixture
def flight(session, pilot):
    return make_flight(session, make_station(session), pilot_id=pilot.id)


def store(session, flight, number, *, lonlat=None, seconds=None, **fields):
    lon, lat = lonlat or (None, None)
    record = PhotoRecord(
        **{
            "sha256": f"{number:064x}",
            "filename": f"{number}.jpg",
            "taken_at": None if seconds is None else T0 + timedelta(seconds=seconds),
            "lon": lon,
            "lat": lat,
            "facts": {"width": 4000, "height": 3000, "yaw_deg": 0.0},
            "flags": () if lonlat else ("photo.unplaced",),
        }
        | fields
    )
    return flights.store_photo(session, flight, record)


def moved(east, north, origin=HERE):
    x, y = to_metres(Point(*origin), around=origin).coords[0]
    there = to_degrees(Point(x + east, y + north), around=origin)
    return there.x, there.y


def test_a_dragged_photo_takes_its_ground_along_and_turns_with_its_yaw(session, flight, pilot):
    ground = mapping(box(HERE[0], HERE[1], HERE[0] + 1e-4, HERE[1] + 2e-4))
    photo = store(session, flight, 1, lonlat=HERE, footprint=ground)
    area = photo.footprint.area
    target = moved(30, 40)
    flights.place_at(session, photo, lon=target[0], lat=target[1], yaw_deg=90, actor=pilot)
    assert (photo.point, photo.placed_by, photo.version) == (Point(*target), "hand", 2)
    assert {"photo.placed_by_hand", "photo.position_uncertain"} <= set(photo.flags)
    # The ground lay north-east of the camera; turned clockwise by 90 degrees, south-east.
    middle = photo.footprint.centroid
    assert middle.x > photo.point.x
    assert middle.y < photo.point.y
    assert photo.footprint.area == pytest.approx(area, rel=0.01)
    assert session.scalars(select(Job.kind)).all() == ["flight.place"]


def test_placing_again_at_the_same_spot_writes_nothing(session, flight, pilot):
    photo = store(session, flight, 1)
    for _ in range(2):
        flights.place_at(session, photo, lon=HERE[0], lat=HERE[1], actor=pilot, version=1)
    assert photo.version == 2
    assert "photo.unplaced" not in photo.flags
    with pytest.raises(Conflict, match="photo.changed"):
        flights.place_at(session, photo, lon=HERE[0], lat=30.751, actor=pilot, version=1)
    report = audit.verify(session)
    assert (report.ok, report.checked) == (True, 1)


def test_a_slip_of_the_hand_and_foreign_hands_are_refused(session, flight, pilot):
    photo = store(session, flight, 1)
    with pytest.raises(Refused, match="photo.too_far"):
        flights.place_at(session, photo, lon=121.75, lat=30.75, actor=pilot)
    with pytest.raises(Refused, match="geo.not_a_position"):
        flights.place_at(session, photo, lon=float("nan"), lat=30.75, actor=pilot)
    with pytest.raises(Forbidden):
        flights.place_at(session, photo, lon=120.75, lat=30.75, actor=make_user(session, "pilot"))


def control(pixels, *, turn=0.5, scale=0.02, stretch=1.0, noise=()):
    """Points of a picture turned and scaled over the ground around ``HERE``."""
    cos, sin = np.cos(turn) * scale, np.sin(turn) * scale
    points = []
    for number, (x, y) in enumerate(pixels):
        up = -y * stretch
        slip = noise[number] if number < len(noise) else 0.0
        lon, lat = moved(cos * x - sin * up + slip, sin * x + cos * up)
        points.append({"x": x, "y": y, "lon": lon, "lat": lat})
    return points


CORNERS = [(100, 100), (3900, 200), (3800, 2900), (200, 2800), (2000, 1500)]


def test_three_points_place_a_photo_with_size_and_ground(session, flight, pilot):
    photo = store(session, flight, 1)
    fit = flights.place_through(session, photo, control(CORNERS[:3]), actor=pilot)
    assert (fit.kind, photo.placed_by) == ("similarity", "hand")
    assert fit.residual_m < 0.001
    assert photo.gsd_m == pytest.approx(0.02, rel=1e-3)
    assert photo.footprint.is_valid
    middle = control([(2000, 1500)])[0]
    assert distance_m((photo.point.x, photo.point.y), (middle["lon"], middle["lat"])) < 0.01
    assert "photo.position_uncertain" not in photo.flags
    placed = photo.version
    flights.place_through(session, photo, control(CORNERS[:3]), actor=pilot, version=1)
    assert photo.version == placed


def test_more_points_show_a_slanted_picture_and_a_wrong_point(session, flight, pilot):
    photo = store(session, flight, 1)
    fit = flights.place_through(session, photo, control(CORNERS, stretch=1.3), actor=pilot)
    assert fit.kind == "affine"
    fit = flights.place_through(session, photo, control(CORNERS, noise=(0.3,)), actor=pilot)
    assert fit.kind == "similarity"
    assert 0.05 < fit.residual_m < 0.5
    with pytest.raises(Refused, match="photo.points_disagree") as told:
        flights.place_through(session, photo, control(CORNERS, noise=(0, 0, 60)), actor=pilot)
    assert told.value.params["worst"] == 3


@pytest.mark.parametrize(
    ("points", "code"),
    [
        (control(CORNERS[:2]), "photo.too_few_points"),
        (control([(0, 0), (1000, 1000), (2000, 2000)]), "photo.points_on_a_line"),
        (control([(5, 5)] * 3), "photo.points_on_a_line"),
        (control([(0, 0), (9000, 0), (0, 3000)]), "photo.wrong_point"),
        ([*control(CORNERS[:2]), {"x": "left", "y": 0}], "photo.wrong_point"),
        ([{**p, "lat": 95} for p in control(CORNERS[:3])], "photo.wrong_point"),
    ],
)
def test_points_that_cannot_place_a_photo_are_refused(session, flight, pilot, points, code):
    photo = store(session, flight, 1)
    with pytest.raises(Refused, match=code):
        flights.place_through(session, photo, points, actor=pilot)
    assert photo.placed_by == ""


def test_a_mirrored_picture_is_no_picture_of_the_ground():
    pixels = np.array(CORNERS, dtype=float)
    ground = pixels * [0.02, 0.02]  # rows counted northwards
    assert fitting.fitted(pixels, ground).kind == "affine"
    assert fitting.fitted(pixels[:3], ground[:3]).residual_m > 1


def test_an_unplaced_photo_lies_between_its_neighbours_in_time(session, flight):
    store(session, flight, 1, lonlat=HERE, seconds=0)
    lost = store(session, flight, 2, seconds=5)
    late = store(session, flight, 3, seconds=200)
    store(session, flight, 4, lonlat=moved(40, 0), seconds=20)
    for _ in range(2):
        assert flights.place_between(session, flight) == [lost]
    assert distance_m((lost.point.x, lost.point.y), moved(10, 0)) < 0.01
    assert lost.placed_by == "neighbours"
    assert "photo.between_neighbours" in lost.flags
    assert "photo.unplaced" not in lost.flags
    assert (late.point, late.placed_by) == (None, "")


def test_a_long_gap_is_not_bridged_and_a_place_that_was_is_taken_back(session, flight):
    first = store(session, flight, 1, lonlat=HERE, seconds=0)
    lost = store(session, flight, 2, seconds=30)
    store(session, flight, 3, lonlat=moved(90, 0), seconds=59)
    flights.place_between(session, flight)
    assert lost.placed_by == "neighbours"
    first.taken_at -= timedelta(seconds=10)
    flights.place_between(session, flight)
    assert (lost.point, lost.placed_by) == (None, "")
    assert "photo.unplaced" in lost.flags


def test_a_log_places_only_what_has_no_place_of_its_own(session, flight, pilot):
    own, lost = store(session, flight, 1, lonlat=HERE), store(session, flight, 2)
    pose = {"height_m": 50.0, "yaw_deg": 12.0, "pitch_deg": None}
    assert not flights.place_by_log(session, own, lon=120.0, lat=30.0, pose=pose)
    assert flights.place_by_log(session, lost, lon=120.7501, lat=30.75, pose=pose)
    assert lost.placement == {"how": "log", "height_m": 50.0, "yaw_deg": 12.0}
    flights.place_at(session, lost, lon=HERE[0], lat=HERE[1], actor=pilot)
    assert not flights.place_by_log(session, lost, lon=120.7501, lat=30.75, pose=pose)
    assert lost.placed_by == "hand"


def test_a_second_intake_keeps_what_a_person_said(session, flight, pilot):
    photo = store(session, flight, 1, lonlat=HERE)
    flights.place_at(session, photo, lon=120.7502, lat=30.75, actor=pilot)
    again = store(session, flight, 1, lonlat=HERE)
    assert again is photo
    assert (photo.point.x, photo.placed_by) == (120.7502, "hand")


def test_copies_are_named_and_ground_worked_out_anew_clears_its_mark(session, flight, pilot):
    first, copy = store(session, flight, 1, lonlat=HERE), store(session, flight, 2, lonlat=HERE)
    assert flights.mark_duplicates(session, flight, {copy.id: first.id}) == 1
    assert (copy.duplicate_of, copy.quality) == ("1.jpg", ["quality.duplicate"])
    assert flights.mark_duplicates(session, flight, {}) == 0
    assert (copy.duplicate_of, copy.quality) == ("", [])
    flights.place_at(session, first, lon=120.7502, lat=30.75, actor=pilot)
    assert "photo.footprint_outdated" in first.flags
    ground = GroundRecord(footprint=mapping(box(*HERE, 120.76, 30.76)), gsd_m=0.02)
    flights.show_ground(session, first, ground)
    assert "photo.footprint_outdated" not in first.flags
    assert first.gsd_m == 0.02
