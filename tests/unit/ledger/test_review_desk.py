"""Promises of the desk: re-opening, releasing, outlines, drawn findings, look-alikes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from shapely.geometry import Point, box, mapping, shape
from sqlalchemy import select

from geo.errors import Conflict, Forbidden, Refused
from ledger import (
    audit,
    place,
    review,
    review_alike,
    review_draw,
    review_papers,
    review_reclass,
    review_release,
    review_reopen,
    review_shape,
    undo,
    verdicts,
)
from ledger.issues import take
from ledger.models import Issue, IssueEvent, Job, Sighting
from tests.factories import (
    make_finding,
    make_flight,
    make_issue,
    make_organisation,
    make_scene,
    make_station,
    make_user,
)


class Desk:
    def __init__(self, session):
        self.session = session
        city = make_organisation(session, kind="city_bureau")
        self.reviewer = make_user(session, "bureau_reviewer", name="复核员甲", organisation=city)
        self.supervisor = make_user(session, "supervisor", name="督办员丙", organisation=city)
        self.looker = make_user(session, "image_reviewer")
        self.company = make_organisation(session)
        self.air = make_station(session, company=self.company)
        around = self.air.anchor.buffer(0.01)
        self.scene = make_scene(session, self.air, footprint=around, state="ready", gsd_m=0.05)

    def lead(self, **fields):
        return make_finding(self.session, self.air, self.scene, **fields)

    def accept(self, lead, code="ENV-01"):
        return review.accept(
            self.session, lead, actor=self.supervisor, code=code, grade=2, version=lead.version
        )

    def reopen(self, lead, actor=None, note="看错了"):
        review_reopen.reopen_decided(
            self.session, lead, actor=actor or self.supervisor, note=note, version=lead.version
        )

    def release(self, lead, actor=None):
        actor = actor or self.reviewer
        review_release.release(self.session, lead, actor=actor, version=lead.version)

    def reshape(self, lead, polygon, how="replace", actor=None):
        review_shape.reshape(
            self.session,
            lead,
            actor=actor or self.looker,
            geometry=geojson(polygon),
            how=how,
            version=lead.version,
        )

    def draw(self, polygon, actor=None, **fields):
        values = {"scene": self.scene, "station": self.air, "code": "ENV-04"} | fields
        actor = actor or self.looker
        return review_draw.draw(self.session, actor=actor, geometry=geojson(polygon), **values)

    def square(self, east_m=30.0, side_m=5.0):
        x, y = self.air.anchor.x + east_m / 95_600, self.air.anchor.y
        return box(x, y, x + side_m / 95_600, y + side_m / 110_900)

    def last(self):
        query = select(IssueEvent).order_by(IssueEvent.position.desc()).limit(1)
        return self.session.scalars(query).one()


def geojson(polygon):
    if not hasattr(polygon, "geom_type"):
        return polygon
    return {"type": "Polygon", "coordinates": [[list(p) for p in polygon.exterior.coords]]}


@pytest.fixture
def desk(session):
    return Desk(session)


def test_a_supervisor_reopens_what_another_person_rejected_long_ago(desk, monkeypatch):
    lead = desk.lead()
    review.reject(desk.session, lead, actor=desk.looker, reason="shadow", version=lead.version)
    later = undo.real_now() + timedelta(days=40)
    monkeypatch.setattr(undo, "real_now", lambda: later)
    desk.reopen(lead)
    assert (lead.state, lead.reason, lead.decided_by_id) == ("pending", "", None)
    event = desk.last()
    assert (event.action, event.payload["note"], event.to_state) == ("reopen", "看错了", "lead")
    assert audit.verify(desk.session).ok


def test_reopening_an_accepted_finding_takes_an_untouched_issue_back(desk):
    lead = desk.lead()
    number = desk.accept(lead).number
    desk.reopen(lead)
    assert (lead.state, lead.issue_id, desk.session.query(Issue).count()) == ("pending", None, 0)
    assert desk.last().issue_number == number


@pytest.mark.parametrize("step", ["file_plan", "merge", "release"])
def test_an_issue_that_has_moved_on_is_not_undone_from_the_desk(desk, step):
    lead = desk.lead()
    issue = desk.accept(lead, code="HUM-01" if step == "release" else "ENV-02")
    if step == "file_plan":
        issue.responsible_org, issue.responsible_kind, issue.state = (
            desk.company,
            "om_company",
            "assigned",
        )
        desk.session.flush()
        manager = make_user(desk.session, "om_manager", organisation=desk.company)
        plan = {"plan": {"text": "清理", "measures": [{"text": "清", "due_on": "2026-04-01"}]}}
        take(desk.session, issue, step, actor=manager, version=issue.version, data=plan)
    elif step == "merge":
        other = desk.lead()
        review.merge(desk.session, other, issue, actor=desk.looker, version=other.version)
    else:
        take(desk.session, issue, step, actor=desk.reviewer, version=issue.version)
    with pytest.raises(Conflict, match="finding.reopen_followed"):
        desk.reopen(lead)
    assert (lead.state, lead.issue_id) == ("accepted", issue.id)


def test_reopening_a_merged_finding_takes_its_pictures_out_of_the_issue(desk):
    issue = make_issue(desk.session, desk.air, desk.reviewer)
    lead = desk.lead()
    review.merge(desk.session, lead, issue, actor=desk.looker, version=lead.version)
    assert len(issue.evidence) == 1
    desk.reopen(lead)
    assert (lead.state, issue.evidence) == ("pending", [])


def test_reopening_needs_a_right_a_reason_a_decision_and_the_version_seen(desk):
    lead = desk.lead()
    with pytest.raises(Conflict, match="finding.not_decided"):
        desk.reopen(lead)
    review.refly(desk.session, lead, actor=desk.looker, version=lead.version)
    with pytest.raises(Forbidden, match="review.not_allowed"):
        desk.reopen(lead, actor=desk.looker)
    with pytest.raises(Refused, match="finding.reopen_reason"):
        desk.reopen(lead, note=" \u200b")
    with pytest.raises(Conflict, match="finding.changed"):
        review_reopen.reopen_decided(
            desk.session, lead, actor=desk.supervisor, note="x", version=lead.version - 1
        )


def test_a_released_finding_stays_released_when_it_is_accepted_as_what_it_is(desk):
    lead = desk.lead(code="HUM-01", withheld=True)
    desk.release(lead)
    issue = desk.accept(lead, code="HUM-01")
    assert (lead.withheld, issue.withheld) == (False, False)
    assert [e.action for e in desk.session.scalars(select(IssueEvent))] == ["release", "accept"]


def test_a_released_finding_accepted_as_another_interference_is_withheld_again(desk):
    lead = desk.lead(code="HUM-01", withheld=True)
    desk.release(lead)
    assert desk.accept(lead, code="HUM-02").withheld
    review.reopen(desk.session, lead, actor=desk.supervisor)
    assert not lead.withheld


def test_releasing_a_finding_releases_its_issue_and_only_the_reviewer_does_it_once(desk):
    lead = desk.lead(code="HUM-01", withheld=True)
    issue = desk.accept(lead, code="HUM-01")
    with pytest.raises(Forbidden, match="review.not_allowed"):
        desk.release(lead, actor=desk.supervisor)
    desk.release(lead)
    assert (lead.withheld, issue.withheld) == (False, False)
    with pytest.raises(Conflict, match="finding.not_withheld"):
        desk.release(lead)


def test_undo_leaves_a_withheld_finding_withheld(desk):
    lead = desk.lead(code="HUM-01", withheld=True)
    review.reject(desk.session, lead, actor=desk.supervisor, reason="known", version=lead.version)
    review.reopen(desk.session, lead, actor=desk.supervisor)
    assert lead.withheld


def test_a_redrawn_outline_is_measured_anew_and_the_machines_is_kept(desk):
    lead = desk.lead()
    before = lead.geom
    x, y = lead.lon, lead.lat
    desk.reshape(lead, box(x, y, x + 5 / 95_600, y + 10 / 110_900))
    assert lead.area_m2 == pytest.approx(50, rel=0.01)
    assert lead.distance_m == pytest.approx(22, abs=1.5)
    assert shape(lead.geom_before).equals(before)
    desk.reshape(lead, box(x, y, x + 4 / 95_600, y + 10 / 110_900))
    assert shape(lead.geom_before).equals(before)
    assert desk.last().payload["area_m2_before"] == pytest.approx(50, rel=0.01)
    assert audit.verify(desk.session).ok


def test_a_piece_is_cut_away_and_not_everything(desk):
    lead = desk.lead()
    west, south, east, north = lead.geom.bounds
    half = box(west - 1e-5, south - 1e-5, (west + east) / 2, north + 1e-5)
    before = lead.geom.area
    desk.reshape(lead, half, how="cut")
    assert lead.geom.area == pytest.approx(before / 2, rel=1e-3)
    with pytest.raises(Refused, match="finding.shape_empty"):
        desk.reshape(lead, lead.geom.buffer(1e-4).envelope, how="cut")


def test_an_outline_elsewhere_or_outside_the_image_is_another_finding(desk):
    lead = desk.lead()
    with pytest.raises(Refused, match="finding.shape_elsewhere"):
        desk.reshape(lead, desk.square(200))
    with pytest.raises(Refused, match="finding.shape_outside"):
        desk.reshape(lead, lead.geom.buffer(0.05).envelope)


@pytest.mark.parametrize(
    "polygon",
    [
        None,
        {"type": "Point", "coordinates": [1, 2]},
        {"type": "Polygon", "coordinates": "x"},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [float("nan"), 0], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [999, 1], [1, 0], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[True, 0], [1, 1], [1, 0], [True, 0]]]},
        {"type": "MultiPolygon", "coordinates": [[[[0, 0]] * 600]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [0, 0], [0, 0], [0, 0]]]},
    ],
)
def test_a_hostile_outline_changes_nothing(desk, polygon):
    lead = desk.lead()
    before = lead.geom
    with pytest.raises(Refused, match="finding.shape_"):
        desk.reshape(lead, polygon)
    assert lead.geom.equals(before)
    assert desk.session.query(IssueEvent).count() == 0


def test_a_decided_finding_keeps_its_outline(desk):
    lead = desk.lead()
    review.reject(desk.session, lead, actor=desk.looker, reason="known", version=lead.version)
    with pytest.raises(Conflict, match="finding.already_decided"):
        desk.reshape(lead, lead.geom)


def test_a_person_draws_what_the_machine_missed_and_it_is_a_lead_like_any_other(desk):
    lead = desk.draw(desk.square(30), note="堆土\u202e")
    assert (lead.origin, lead.drawn_by_id, lead.state) == ("person", desk.looker.id, "pending")
    assert (lead.code, lead.sign, lead.detector) == ("ENV-04", "SOIL", "person")
    assert lead.area_m2 == pytest.approx(25, rel=0.01)
    assert lead.distance_m == pytest.approx(30, abs=0.3)
    assert lead.detail == {"note": "堆土"}
    assert (desk.last().action, desk.last().actor_name) == ("draw", desk.looker.name)
    issue = desk.accept(lead, code="ENV-04")
    assert issue.area.equals(lead.geom)


def test_a_drawn_finding_takes_the_picture_that_shows_its_ground(desk):
    around = desk.square(0, 200).centroid.buffer(0.002).bounds
    pixels = {"m_per_px": 0.5, "polygons": [[[1, 1]]], "anchor": [320, 320], "rings_m": [50]}
    picture = {"kind": "current", "sha256": "a" * 64, "width": 640, "height": 684, "pixels": pixels}
    desk.lead(evidence=[picture | {"bbox": list(around), "mime": "image/jpeg"}])
    lead = desk.draw(desk.square(40))
    assert lead.evidence[0]["sha256"] == "a" * 64
    ring = lead.evidence[0]["pixels"]["polygons"][0]
    assert max(x for x, _ in ring) - min(x for x, _ in ring) == pytest.approx(10, abs=0.3)


def test_the_pictures_of_what_is_drawn_are_asked_for_and_again_once_it_is_redrawn(desk):
    lead = desk.draw(desk.square(30))
    desk.reshape(lead, desk.square(28))
    desk.reshape(desk.lead(geom=desk.square(30)), desk.square(29))
    (first, second) = desk.session.query(Job).filter_by(kind=review_papers.PICTURES)
    assert (first.subject_id, second.subject_id) == (lead.id, lead.id)
    assert review_papers.waiting_for_pictures(desk.session, [lead.id, 99]) == {lead.id}


def test_what_a_person_gave_another_type_is_the_same_place_when_it_is_seen_again(desk):
    lead = desk.lead(code="ENV-01")
    review_reclass.reclass(
        desk.session, lead, actor=desk.looker, code="ENV-04", version=lead.version
    )
    for code in ("ENV-01", "ENV-04"):
        assert place.seen_before(desk.session, desk.air, code, lead.geom, fresh=[]) is lead
    assert place.seen_before(desk.session, desk.air, "ENV-02", lead.geom, fresh=[]) is None


def test_a_type_of_interference_withholds_and_taking_it_back_does_not_show(desk):
    lead = desk.lead()
    for code, withheld in (("ENV-04", False), ("HUM-04", True), ("ENV-01", True)):
        review_reclass.reclass(
            desk.session, lead, actor=desk.looker, code=code, version=lead.version
        )
        assert lead.withheld is withheld
    assert lead.detail["code_before"] == "ENV-01"
    assert audit.verify(desk.session).ok


def test_interference_that_is_drawn_is_withheld_at_once(desk):
    assert desk.draw(desk.square(), code="HUM-04").withheld


def test_what_is_drawn_must_be_shown_near_allowed_and_new(desk):
    with pytest.raises(Refused, match="finding.shape_outside"):
        desk.draw(desk.square(5000))
    stranger = make_station(desk.session, anchor=Point(120.75, 30.7501))
    with pytest.raises(Refused, match="finding.drawn_not_shown"):
        desk.draw(desk.square(), station=stranger)
    with pytest.raises(Refused, match="finding.wrong_kind"):
        desk.draw(desk.square(), code="INT-04")
    lead = desk.draw(desk.square(30))
    with pytest.raises(Conflict, match="finding.drawn_known") as refused:
        desk.draw(desk.square(33))
    assert refused.value.params["finding"] == lead.id
    desk.scene.state = "received"
    with pytest.raises(Conflict, match="scene.not_ready"):
        desk.draw(desk.square(80))


@pytest.mark.parametrize("role", ["leader", "district", "om_manager", "pilot"])
def test_only_reviewers_draw(desk, role):
    with pytest.raises(Forbidden, match="review.not_allowed"):
        desk.draw(desk.square(), actor=make_user(desk.session, role))


def test_what_people_draw_says_nothing_about_a_detector(desk):
    desk.accept(desk.draw(desk.square()), code="ENV-04")
    assert verdicts.by_detector(desk.session) == {}


def test_a_flight_that_was_too_high_makes_no_issue_and_can_still_be_rejected(desk):
    flight = make_flight(desk.session, desk.air, checks=["flight.approval_missing"])
    desk.scene.flight = flight
    lead, issue = desk.lead(), make_issue(desk.session, desk.air, desk.reviewer)
    with pytest.raises(Refused, match="flight.not_evidence"):
        desk.accept(lead)
    with pytest.raises(Refused, match="flight.not_evidence"):
        review.merge(desk.session, lead, issue, actor=desk.looker, version=lead.version)
    review.refly(desk.session, lead, actor=desk.looker, version=lead.version)
    flight.checks = []
    assert desk.accept(lead).state == "assigned"


def test_a_repeat_from_a_flight_that_was_too_high_is_left_out_of_the_issue(desk):
    lead = desk.lead()
    flight = make_flight(desk.session, desk.air, checks=["flight.approval_missing"])
    high = make_scene(desk.session, desk.air, flight=flight)
    sight = {"key": "f" * 64, "finding_id": lead.id, "scene_id": high.id, "confidence": 0.5}
    entry = {"sha256": "b" * 64, "kind": "current", "mime": "image/jpeg"}
    desk.session.add(Sighting(**sight, detector_version="1", area_m2=1, evidence=[entry]))
    assert [e["sha256"] for e in desk.accept(lead).evidence] == ["e" * 64]


def test_look_alikes_share_type_and_detector_the_same_station_first(desk):
    lead = desk.lead(confidence=0.7, area_m2=100)
    same = desk.lead(confidence=0.2, area_m2=9)
    far = make_station(desk.session)
    scene = make_scene(desk.session, far)
    near = make_finding(desk.session, far, scene, confidence=0.75, area_m2=150)
    make_finding(desk.session, far, scene, confidence=0.2, area_m2=150)
    make_finding(desk.session, far, scene, confidence=0.7, area_m2=900)
    desk.lead(code="ENV-02")
    desk.lead(detector="other")
    desk.lead(state="rejected")
    found = review_alike.alike(desk.session, lead, actor=desk.looker)
    assert [(one.finding.id, one.why) for one in found] == [(same.id, "station"), (near.id, "size")]
    narrow = make_user(desk.session, ("supervisor", "station", desk.air.code))
    found = review_alike.alike(desk.session, lead, actor=narrow)
    assert [one.finding.id for one in found] == [same.id]


def test_a_geometry_round_trips_through_the_record(desk):
    lead = desk.draw(desk.square())
    assert shape(desk.last().payload["geometry"]).equals_exact(lead.geom, 1e-12)
    assert mapping(lead.geom)["type"] == "Polygon"
