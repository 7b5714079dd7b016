"""Promises of flights: photos once each, refused files by name, never a silent loss."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from shapely.geometry import Point

from geo.errors import Conflict, NotFound, Refused
from ledger import flights, jobs
from ledger.flights import PhotoRecord
from ledger.models import Photo
from settings import Settings
from tests.factories import make_flight, make_station, make_upload, make_user

T0 = datetime(2026, 3, 1, 2, tzinfo=UTC)


@pytest.fixture
def home(tmp_path):
    return Settings(home=tmp_path)


@pytest.fixture
def pilot(session):
    return make_user(session, "pilot")


@pytest.fixture
def flight(session, pilot):
    return flights.open_flight(
        session, station=make_station(session), name=" 南湖 3 月\n", actor=pilot
    )


def photo(**fields):
    return PhotoRecord(
        **{"sha256": "a" * 64, "filename": "DJI_0001.JPG", "taken_at": T0, "lon": 120.75}
        | {"lat": 30.75, "flags": ("photo.horizon",)}
        | fields
    )


def test_a_flight_has_a_station_a_pilot_and_a_name(flight, pilot):
    assert (flight.name, flight.pilot_id, flight.state) == ("南湖 3 月", pilot.id, "received")


def test_a_flight_without_a_name_is_refused(session, pilot):
    with pytest.raises(Refused, match="flight.no_name"):
        flights.open_flight(session, station=make_station(session), name=" \x00 ", actor=pilot)


def test_complete_uploads_go_to_intake_as_one_job(session, home, flight, pilot):
    ids = [make_upload(session, pilot, flight_id=flight.id).id for _ in range(2)]
    make_upload(session, pilot, flight_id=flight.id, state="receiving")
    assert [upload.id for upload in flights.complete_uploads(session, flight)] == sorted(ids)
    job = flights.receive_card(session, home, flight, [*ids, ids[0]], actor=pilot)
    assert (job.kind, job.queue, job.payload) == ("card.intake", "intake", {"uploads": ids})
    assert flights.complete_uploads(session, flight) == []


def test_nothing_incomplete_unknown_or_used_twice_is_taken(session, home, flight, pilot):
    half = make_upload(session, pilot, state="receiving", offset=1)
    used = make_upload(session, pilot, state="taken")
    for ids, error in (
        ([half.id], Conflict),
        ([used.id], Conflict),
        (["nobody"], NotFound),
        ([], Refused),
    ):
        with pytest.raises(error):
            flights.receive_card(session, home, flight, ids, actor=pilot)


def test_the_same_photo_twice_is_stored_once(session, flight):
    first = flights.store_photo(session, flight, photo())
    again = flights.store_photo(session, flight, photo(filename="copy/DJI_0001.JPG"))
    assert again is first
    other = make_flight(session, flight.station)
    assert flights.store_photo(session, other, photo()).id != first.id


def test_a_placed_photo_is_marked_as_uncertain_and_an_unplaced_one_has_no_point(session, flight):
    placed = flights.store_photo(session, flight, photo())
    assert placed.point == Point(120.75, 30.75)
    assert placed.flags == ["photo.horizon", "photo.position_uncertain"]
    nowhere = flights.store_photo(session, flight, photo(sha256="b" * 64, lon=None))
    assert (nowhere.point, nowhere.flags) == (None, ["photo.horizon"])


def test_a_finished_flight_says_when_it_was_and_what_was_refused(session, flight):
    flights.store_photo(session, flight, photo())
    flights.finish(session, flight, [{"file": "../evil.exe", "code": "intake.unknown_type"}])
    flights.finish(session, flight, [{"file": "evil.exe", "code": "intake.unknown_type"}])
    assert (flight.state, flight.flown_at) == ("ready", T0)
    assert flight.refused == [{"file": "evil.exe", "code": "intake.unknown_type", "params": {}}]


def test_a_flight_without_one_usable_photo_is_refused(session, flight):
    flights.finish(session, flight, [{"file": "a.jpg", "code": "intake.broken", "params": {}}])
    assert (flight.state, flight.flown_at) == ("refused", None)


@pytest.mark.parametrize(("photos", "state"), [(0, "cancelled"), (1, "ready")])
def test_a_cancelled_card_leaves_the_flight_with_what_was_stored(session, photos, state):
    flight = make_flight(session, make_station(session))
    for number in range(photos):
        session.add(Photo(flight_id=flight.id, sha256=f"{number:064x}", filename="a.jpg"))
    job = jobs.enqueue(session, "card.intake", subject_kind="flight", subject_id=flight.id)
    jobs.cancel(session, job.id)
    assert flight.state == state
    jobs.retry(session, job.id)
    assert flight.state == ("ready" if photos else "received")
