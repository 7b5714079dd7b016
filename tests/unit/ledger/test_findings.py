import pytest
from shapely.affinity import translate
from shapely.geometry import Point, box
from sqlalchemy import func, select

from ledger.findings import DetectionRecord, FindingRecord, record
from ledger.models import Assessment, Finding, Sighting
from tests.factories import make_scene, make_station

ANCHOR = Point(120.75, 30.75)
METRE = 1 / 111_320  # degrees of latitude


def shape(north_m=0.0):
    return translate(box(120.7501, 30.7501, 120.7502, 30.7502), yoff=north_m * METRE)


def found(*polygons, version="1", code="INT-04"):
    return DetectionRecord(
        detector="water",
        version=version,
        params={"threshold": -0.05},
        assessed_fraction=0.93,
        findings=[
            FindingRecord(
                code=code,
                sign="DRY",
                polygon=p,
                confidence=0.7,
                area_m2=100.0,
                distance_m=12.0,
                assessed_fraction=0.93,
                smallest_object_m=30.0,
            )
            for p in polygons
        ],
    )


@pytest.fixture
def place(session):
    return make_station(session, kind="water", anchor=ANCHOR), make_scene(session)


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def run(session, place, detection, scene=None):
    station, first = place
    return record(
        session, scene=scene or first, reference=None, station=station, detection=detection
    )


def test_running_a_detection_twice_writes_nothing_twice(session, place):
    run(session, place, found(shape(), shape(500)))
    again = run(session, place, found(shape(), shape(500)))
    assert (again.new, again.repeated) == ([], [])
    assert (count(session, Finding), count(session, Assessment)) == (2, 1)


def test_two_shapes_in_one_cell_are_two_findings(session, place):
    run(session, place, found(shape(), shape()))
    assert count(session, Finding) == 2


@pytest.mark.parametrize(("north_m", "same"), [(0, True), (15, True), (30, False)])
def test_a_later_scene_that_sees_the_place_again_adds_evidence(session, place, north_m, same):
    run(session, place, found(shape()))
    later = run(session, place, found(shape(north_m)), scene=make_scene(session))
    assert len(later.repeated) == same
    assert len(later.new) == (not same)
    assert count(session, Sighting) == same


def test_a_new_detector_version_does_not_ask_people_twice(session, place):
    first = run(session, place, found(shape())).new[0]
    first.state = "rejected"
    again = run(session, place, found(shape(), version="2"))
    assert again.new == []
    assert again.repeated[0].finding_id == first.id


def test_another_problem_at_the_same_place_is_another_finding(session, place):
    run(session, place, found(shape()))
    assert len(run(session, place, found(shape(), code="INT-01"), make_scene(session)).new) == 1


def test_an_abstained_detection_is_kept_as_not_assessed(session, place):
    detection = DetectionRecord(
        detector="water",
        version="1",
        params={},
        assessed_fraction=0.0,
        abstained="detect.clouded",
    )
    kept = run(session, place, detection).assessment
    assert (kept.abstained, kept.assessed_fraction, kept.found) == ("detect.clouded", 0.0, 0)
