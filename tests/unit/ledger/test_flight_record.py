"""The flight record, and what follows from it: heights, approvals, evidence."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from geo import messages
from geo.errors import Conflict, Forbidden, Refused
from ledger import audit, flights
from ledger.flights import PhotoRecord, record
from ledger.models import IssueEvent, Sighting
from tests.factories import make_finding, make_flight, make_scene, make_station, make_user

T0 = datetime(2026, 3, 1, 2, tzinfo=UTC)
COMPLETE = {"licence": "UA-1", "aircraft": "M3E", "registration": "UAS1", "airspace": "suitable"}


@pytest.fixture
def pilot(session):
    return make_user(session, "pilot")


@pytest.fixture
def flight(session, pilot):
    return make_flight(session, make_station(session), pilot_id=pilot.id)


@pytest.fixture
def photo(session, flight):
    def add(height, name="a"):
        kept = PhotoRecord(
            sha256=name * 64,
            filename=f"{name}.jpg",
            taken_at=T0,
            facts={} if height is None else {"height_agl_m": height},
        )
        return flights.store_photo(session, flight, kept)

    return add


def summed(session, flight):
    flights.summarise(session, flight)
    return flights.recheck(session, flight)


def test_a_complete_low_flight_has_nothing_open(session, flight, photo, pilot):
    photo(60.0)
    flights.summarise(session, flight)
    said = flights.save_record(session, flight, COMPLETE, actor=pilot, version=1)
    assert (said, flight.version, flight.can_be_evidence) == ([], 2, True)
    assert flight.record == COMPLETE


def test_whoever_brought_the_card_is_not_taken_for_its_pilot(session):
    bureau = make_user(session, "supervisor")
    flight = make_flight(session, make_station(session), pilot_id=bureau.id, max_height_m=60.0)
    said = flights.save_record(session, flight, COMPLETE, actor=bureau, version=1)
    assert said == ["flight.record_incomplete", "flight.near_not_assessed"]
    named = {"pilot": "张 飞手 "}
    said = flights.save_record(session, flight, named, actor=bureau, version=2)
    assert said == ["flight.near_not_assessed"]
    assert flights.pilot_of(flight) == "张 飞手"
    entry = session.scalars(select(IssueEvent).order_by(IssueEvent.id.desc())).first()
    assert "飞手" not in str(entry.payload)


def test_what_is_not_known_is_asked_for(session, flight):
    assert summed(session, flight) == [
        "flight.height_unknown",
        "flight.record_incomplete",
        "flight.airspace_unknown",
        "flight.near_not_assessed",
    ]


def test_controlled_airspace_asks_for_the_uom_number(session, flight, photo, pilot):
    photo(60.0)
    flights.summarise(session, flight)
    values = COMPLETE | {"airspace": "controlled"}
    said = flights.save_record(session, flight, values, actor=pilot, version=1)
    assert said == ["flight.uom_missing"]
    values = {"uom_number": "UOM-2026-17"}
    assert flights.save_record(session, flight, values, actor=pilot, version=2) == []


def test_too_high_is_kept_and_flagged_and_no_evidence_until_the_approval_is_named(
    session, flight, photo, pilot
):
    high, low, unknown = photo(121.0, "a"), photo(60.0, "b"), photo(None, "c")
    said = summed(session, flight)
    assert said[:2] == ["flight.above_permitted_height", "flight.approval_missing"]
    flag = "photo.above_permitted_height"
    assert [flag in p.flags for p in (high, low, unknown)] == [True, False, True]
    assert not flight.can_be_evidence
    # A higher limit that nobody approved changes nothing.
    values = {"permitted_height_m": 500}
    flights.save_record(session, flight, values, actor=pilot, version=1)
    assert not flight.can_be_evidence
    values = {"approval_number": "批 2026-8"}
    said = flights.save_record(session, flight, values, actor=pilot, version=2)
    assert flight.can_be_evidence
    assert "flight.above_permitted_height" not in said
    assert flag not in high.flags


def test_a_lower_limit_holds_for_small_drones(session, flight, photo, pilot):
    photo(60.0)
    flights.summarise(session, flight)
    flights.save_record(session, flight, {"permitted_height_m": 50}, actor=pilot, version=1)
    assert not flight.can_be_evidence


def test_saying_it_again_changes_nothing_and_two_at_once_never_overwrite(session, flight, pilot):
    flights.save_record(session, flight, COMPLETE, actor=pilot, version=1)
    flights.save_record(session, flight, COMPLETE, actor=pilot, version=1)
    assert flight.version == 2
    with pytest.raises(Conflict, match="flight.changed"):
        flights.save_record(session, flight, {"weather": "雨"}, actor=pilot, version=1)
    flights.save_record(session, flight, {"licence": ""}, actor=pilot, version=2)
    assert "licence" not in flight.record


def test_the_record_is_in_the_chain_without_the_licence_itself(session, flight, pilot):
    flights.save_record(session, flight, COMPLETE, actor=pilot, version=1)
    (entry,) = session.scalars(select(IssueEvent))
    assert (entry.action, entry.actor_id) == ("flight_record", pilot.id)
    assert entry.payload["fields"]["aircraft"] == "M3E"
    assert "UA-1" not in str(entry.payload)
    assert audit.verify(session).ok


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"colour": "red"}, "flight.unknown_field"),
        ({"airspace": "mine"}, "flight.wrong_field"),
        ({"wind_m_s": "NaN"}, "flight.wrong_field"),
        ({"wind_m_s": True}, "flight.wrong_field"),
        ({"permitted_height_m": 0}, "flight.wrong_field"),
        ({"licence": 7}, "flight.wrong_field"),
    ],
)
def test_what_a_record_cannot_hold_is_refused_with_words(session, flight, pilot, values, code):
    with pytest.raises(Refused, match=code):
        flights.save_record(session, flight, values, actor=pilot, version=1)
    assert messages.known(code)


def test_a_refusal_names_the_field_by_its_label_in_both_languages(session, flight, pilot):
    with pytest.raises(Refused) as refused:
        flights.save_record(session, flight, {"permitted_height_m": 0}, actor=pilot, version=1)
    told = [
        messages.text(refused.value.code, lang, **refused.value.params) for lang in ("zh", "en")
    ]
    assert "允许真高" in told[0]
    assert "Permitted true height" in told[1]
    assert "permitted_height_m" not in "".join(told)
    assert set(record.LABELS) == set(flights.FIELDS)


@pytest.mark.parametrize("role", ["pilot", "om_manager", "district", "leader"])
def test_only_the_pilot_and_the_bureau_write_the_record(session, flight, role):
    with pytest.raises(Forbidden):
        flights.save_record(session, flight, COMPLETE, actor=make_user(session, role), version=1)


def test_a_finding_of_a_flight_without_approval_rests_on_nothing_until_another_saw_it(
    session, flight, photo
):
    photo(130.0)
    summed(session, flight)
    mosaic = make_scene(session, flight.station, source_kind="mosaic", flight_id=flight.id)
    finding = make_finding(session, flight.station, mosaic)
    assert flights.flags_of(finding) == ["finding.flight_no_evidence"]
    with pytest.raises(Refused, match="flight.not_evidence"):
        flights.demand(session, finding)
    satellite = make_scene(session, flight.station)
    session.add(
        Sighting(
            key="f" * 64,
            finding_id=finding.id,
            scene_id=satellite.id,
            detector_version="1",
            confidence=0.5,
            area_m2=9.0,
        )
    )
    session.flush()
    flights.demand(session, finding)
    flights.demand(session, make_finding(session, flight.station, satellite))
