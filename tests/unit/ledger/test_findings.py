import pytest
from shapely.affinity import translate
from shapely.geometry import Point, box
from sqlalchemy import func, select

from ledger.findings import DetectionRecord, FindingRecord, record
from ledger.models import Assessment, Finding, IssueEvent, Sighting
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


def test_what_a_corrected_scene_no_longer_shows_is_withdrawn_and_returns_when_seen(session, place):
    first, second = run(session, place, found(shape(), shape(500))).new
    again = run(session, place, found(shape(), version="2"))
    assert again.withdrawn == [second]
    assert (first.state, second.state) == ("pending", "withdrawn")
    run(session, place, found(shape(), shape(500), version="3"))
    assert (first.state, second.state) == ("pending", "pending")
    steps = session.scalars(select(IssueEvent.action).order_by(IssueEvent.position)).all()
    assert steps == ["withdraw", "return"]


def test_the_same_run_again_brings_back_what_it_found(session, place):
    finding = run(session, place, found(shape())).new[0]
    run(session, place, found(version="2"))
    assert finding.state == "withdrawn"
    run(session, place, found(shape()))
    assert finding.state == "pending"


@pytest.mark.parametrize("state", ["accepted", "rejected", "merged", "refly"])
def test_a_decision_is_never_withdrawn_by_the_machine(session, place, state):
    finding = run(session, place, found(shape())).new[0]
    finding.state = state
    assert run(session, place, found(version="2")).withdrawn == []
    assert finding.state == state


def test_what_another_scene_saw_too_is_kept(session, place):
    finding = run(session, place, found(shape())).new[0]
    run(session, place, found(shape()), scene=make_scene(session))
    run(session, place, found(version="2"))
    assert finding.state == "pending"


def test_a_run_that_could_not_judge_withdraws_nothing(session, place):
    finding = run(session, place, found(shape())).new[0]
    clouded = DetectionRecord(
        detector="water", version="2", params={}, assessed_fraction=0, abstained="detect.clouded"
    )
    assert run(session, place, clouded).withdrawn == []
    assert finding.state == "pending"


@pytest.mark.parametrize(("code", "withheld"), [("INT-04", False), ("HUM-03", True)])
def test_a_sensitive_finding_is_withheld_from_the_start(session, place, code, withheld):
    assert run(session, place, found(shape(), code=code)).new[0].withheld is withheld


def test_a_lead_sent_for_another_flight_waits_again_when_the_new_image_shows_it(session, place):
    lead = run(session, place, found(shape())).new[0]
    lead.state = "refly"
    run(session, place, found(shape()), scene=make_scene(session))
    assert lead.state == "pending"
