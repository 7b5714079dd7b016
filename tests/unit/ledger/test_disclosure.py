import pytest

from ledger import disclosure
from ledger.models import Assessment, Sighting
from tests.factories import make_finding, make_scene, make_station, make_user


@pytest.fixture
def station(session):
    return make_station(session, stands_in_code="330402")


def assessment(session, station, scene, found):
    row = Assessment(
        scene_id=scene.id,
        station_id=station.id,
        detector="vegetation",
        detector_version="1",
        assessed_fraction=1.0,
        found=found,
    )
    session.add(row)
    session.flush()
    return row


def test_a_withheld_lead_is_not_counted_for_the_district(session, station):
    scene = make_scene(session, station)
    row = assessment(session, station, scene, found=2)
    lead = make_finding(session, station, scene, withheld=True)
    make_finding(session, station, scene)
    district = make_user(session, ("district", "district", "330402"))
    reviewer = make_user(session, "image_reviewer")
    assert disclosure.found(session, [row], actor=district) == {row.id: 1}
    assert disclosure.found(session, [row], actor=reviewer) == {row.id: 2}
    lead.withheld = False
    session.flush()
    assert disclosure.found(session, [row], actor=district) == {row.id: 2}


def test_a_withheld_lead_seen_again_is_not_counted_either(session, station):
    lead = make_finding(session, station, make_scene(session, station), withheld=True)
    later = make_scene(session, station)
    row = assessment(session, station, later, found=1)
    session.add(
        Sighting(
            key="5" * 64,
            finding_id=lead.id,
            scene_id=later.id,
            detector_version="1",
            confidence=0.5,
            area_m2=5.0,
        )
    )
    session.flush()
    assert disclosure.found(session, [row], actor=None) == {row.id: 0}
    boss = make_user(session, "supervisor")
    assert disclosure.found(session, [row], actor=boss) == {row.id: 1}
