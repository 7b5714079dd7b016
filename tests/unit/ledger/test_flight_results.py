"""What a flight leaves behind: coverage, near hours, mosaic and frame scenes, nudges, stages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from shapely.geometry import Point, box, mapping
from sqlalchemy import select

from geo.crs import buffer_m, to_degrees, to_metres
from geo.errors import Conflict, Forbidden, Refused
from ledger import audit, chain, coverage, flights, jobs
from ledger.flights import LogRecord, PhotoRecord, events
from ledger.models import Finding, Job, Sighting, StationEvent
from ledger.scene_place import shown_footprint
from ledger.scenes import SceneFacts
from tests.factories import make_finding, make_flight, make_scene, make_station, make_user

T0 = datetime(2026, 3, 1, 1, 59, tzinfo=UTC)
HERE = (120.75, 30.75)


@pytest.fixture
def pilot(session):
    return make_user(session, "pilot")


@pytest.fixture
def flight(session, pilot):
    return make_flight(session, make_station(session), pilot_id=pilot.id)


def photo(session, flight, number=1, **fields):
    ground = buffer_m(HERE, 60)
    record = PhotoRecord(
        **{
            "sha256": f"{number:064x}",
            "filename": f"{number}.jpg",
            "taken_at": T0,
            "lon": HERE[0],
            "lat": HERE[1],
            "footprint": mapping(ground),
            "gsd_m": 0.02,
            "gsd_worst_m": 0.025,
        }
        | fields
    )
    return flights.store_photo(session, flight, record)


def at(east, north, seconds, origin=HERE):
    x, y = to_metres(Point(*origin), around=origin).coords[0]
    there = to_degrees(Point(x + east, y + north), around=origin)
    return T0 + timedelta(seconds=seconds), there.x, there.y


def covered(flight, sign):
    return next(entry for entry in flight.coverage if entry["sign"] == sign)


def test_coverage_counts_only_frames_that_are_sharp_and_fine_enough(session, flight):
    photo(session, flight)
    flights.store_coverage(session, flight)
    assert covered(flight, "VEG")["covered"] == 1.0
    assert covered(flight, "VEG")["gaps"] is None
    assert 0 < covered(flight, "BLD")["covered"] < 0.5
    assert covered(flight, "BLD")["gaps"]["type"] == "MultiPolygon"
    assert covered(flight, "COVER")["covered"] == 0.0  # needs 1 cm
    radii = [entry["radius_m"] for entry in flight.coverage]
    assert radii == sorted(radii)


@pytest.mark.parametrize(
    "fields",
    [
        {"quality": ("quality.blurred",)},
        {"gsd_worst_m": 0.031},
        {"footprint": None},
        {"lon": None},
    ],
)
def test_a_frame_that_cannot_be_judged_covers_nothing(session, flight, fields):
    photo(session, flight, **fields)
    flights.store_coverage(session, flight)
    assert covered(flight, "VEG")["covered"] == 0.0


def test_water_and_glint_are_not_blur(session, flight):
    photo(session, flight, quality=("quality.water", "quality.glint"))
    flights.store_coverage(session, flight)
    assert covered(flight, "VEG")["covered"] == 1.0


def test_hours_near_an_air_station_are_flagged_on_every_station_passed(session, flight):
    other = make_station(session, anchor=Point(*at(400, 0, 0)[1:]))
    make_station(session, kind="water")
    make_station(session, anchor=Point(*at(0, 500, 0)[1:]))
    track = [at(-150, 50, 0), at(150, 50, 30), at(450, 50, 59), at(450, 900, 5000)]
    for _ in range(2):
        found = flights.drone_near(session, flight, [track])
        assert {event.station_id for event in found} == {flight.station_id, other.id}
    rows = {event.station_id: event for event in session.scalars(select(StationEvent))}
    assert len(rows) == 2
    own = rows[flight.station_id]
    assert own.distance_m == pytest.approx(50, abs=0.2)
    assert own.hours == ["2026-03-01T09"]
    # Near from 87 m before the anchor to 87 m behind it, at 10 m/s.
    assert (own.ended_at - own.started_at).total_seconds() == pytest.approx(17.3, abs=0.1)


def test_a_pass_over_the_full_hour_touches_both_hours():
    track = [at(0, 0, 0), at(0, 10, 59), at(0, 20, 61), at(0, 30, 90)]
    near = events.passes(track, HERE)
    assert events.hours_of(near) == ["2026-03-01T09", "2026-03-01T10"]


def test_far_tracks_long_pauses_and_no_track_say_nothing(session, flight):
    assert events.passes([], HERE) == []
    assert events.passes([at(-900, 0, 0), at(900, 0, 61)], HERE) == []  # anywhere in between
    assert events.passes([(T0, -1.3, 42.9), (T0 + timedelta(seconds=5), -1.3, 42.8)], HERE) == []
    flights.drone_near(session, flight, [[at(0, 0, 0)]])
    assert flights.drone_near(session, flight, []) == []
    assert session.scalars(select(StationEvent)).all() == []


def log(**fields):
    return LogRecord(
        **{
            "sha256": "c" * 64,
            "filename": "a.srt",
            "kind": "srt",
            "points": 3,
            "started_at": T0,
            "ended_at": T0 + timedelta(minutes=5),
            "track": {"type": "LineString", "coordinates": [list(HERE), [120.76, 30.75]]},
            "profile": [{"t_s": 0, "lon": HERE[0], "lat": HERE[1], "height_m": 50.0}],
            "max_height_m": 130.0,
        }
        | fields
    )


def test_a_log_gives_track_times_and_height_and_is_stored_once(session, flight):
    photo(session, flight)
    assert flights.store_log(session, flight, log()) is flights.store_log(session, flight, log())
    plan = log(sha256="d" * 64, kind="plan", max_height_m=900.0, points=99)
    flights.store_log(session, flight, plan)
    flights.summarise(session, flight)
    assert flight.max_height_m == 130.0
    assert (flight.started_at, flight.ended_at) == (T0, T0 + timedelta(minutes=5))
    assert flight.track.geom_type == "LineString"
    assert flight.profile[0]["height_m"] == 50.0


def test_an_ambiguous_order_is_asked_and_the_answer_places_the_flight_again(session, flight, pilot):
    row = flights.store_log(session, flight, log(asked={"lonlat": [1, 2], "latlon": [2, 1]}))
    with pytest.raises(Refused, match="flight.order_not_asked"):
        flights.answer_order(session, row, "sideways", actor=pilot)
    for _ in range(2):
        flights.answer_order(session, row, "latlon", actor=pilot)
    assert row.order == "latlon"
    assert session.scalars(select(Job.kind)).all() == ["flight.place"]
    assert audit.verify(session).checked == 1


def facts(sha="e", **fields):
    return SceneFacts(
        **{
            "sha256": sha * 64,
            "width": 10,
            "height": 10,
            "band_count": 3,
            "analysis_sha": "a" * 64,
            "footprint": buffer_m(HERE, 50),
            "taken_at": T0,
            "taken_at_origin": "metadata",
            "bands": {"red": 1, "green": 2, "blue": 3},
        }
        | fields
    )


TIED = {
    "used": True,
    "placed_by": "ties",
    "yaw_flipped": True,
    "lonlat": [120.7501, 30.75],
    "footprint": mapping(box(120.75, 30.75, 120.751, 30.751)),
    "ground_from_pixel": [[0.02, 0, 5e5], [0, -0.02, 3e6], [0, 0, 1]],
    "crs": "EPSG:32651",
    "width": 100,
    "height": 100,
}


def test_a_mosaic_settles_its_frames_but_not_those_a_person_placed(session, flight, pilot):
    tied, hand, alone = (photo(session, flight, n) for n in (1, 2, 3))
    flights.place_at(session, hand, lon=120.7502, lat=30.75, actor=pilot)
    frames = {tied.id: TIED, hand.id: TIED, alone.id: {"used": False, "placed_by": "gps"}}
    for _ in range(2):
        flights.store_report(session, flight, {"gsd_m": 0.02}, frames)
    assert (tied.placed_by, tied.point.x) == ("ties", 120.7501)
    assert "photo.yaw_flipped" in tied.flags
    assert "photo.position_uncertain" not in tied.flags
    assert tied.gsd_m == pytest.approx(0.02)
    assert tied.placement["start"] == {"by": "gps", "lonlat": list(HERE)}
    assert (hand.placed_by, hand.point.x) == ("hand", 120.7502)
    assert hand.placement["crs"] == "EPSG:32651"  # so that it can show a finding
    assert alone.placed_by == "gps"
    assert "photo.position_uncertain" in alone.flags


def test_a_mosaic_made_again_is_the_same_scene_and_keeps_its_findings(session, flight, pilot):
    scene, job = flights.store_scene(session, flight, facts())
    assert (scene.source_kind, scene.flight_id, job.kind) == ("mosaic", flight.id, "scene.detect")
    assert scene.uploaded_by_id == pilot.id
    assert [link.station_id for link in scene.station_links] == [flight.station_id]
    again, _ = flights.store_scene(session, flight, facts("f"))
    assert (again.id, again.version) == (scene.id, 2)
    other, _ = flights.store_scene(session, make_flight(session, flight.station), facts("f"))
    assert other.id != scene.id


def test_a_frame_that_fits_now_takes_its_own_scene_and_open_findings_back(session, flight):
    lone = photo(session, flight)
    scene, _ = flights.store_scene(session, flight, facts(), photo=lone)
    assert (scene.source_kind, lone.placement["scene_id"]) == ("frame", scene.id)
    assert flights.store_scene(session, flight, facts("f"), photo=lone)[0].id == scene.id
    finding = make_finding(session, flight.station, scene)
    assert flights.retire_frames(session, flight, but={scene.id}) == []
    assert flights.retire_frames(session, flight, but=set()) == [scene]
    assert (scene.state, finding.state) == ("cancelled", "withdrawn")


def test_a_nudge_moves_a_scene_once_can_be_taken_back_and_is_on_record(session, flight):
    boss = make_user(session, "supervisor")
    scene, _ = flights.store_scene(session, flight, facts())
    for _ in range(2):
        flights.nudge(session, scene, east_m=1.5, north_m=-2, actor=boss, version=1)
    assert flights.shift_of(scene) == (1.5, -2.0)
    assert scene.version == 2
    with pytest.raises(Conflict, match="scene.changed"):
        flights.nudge(session, scene, east_m=9, north_m=0, actor=boss, version=1)
    flights.nudge(session, scene, east_m=0, north_m=0, actor=boss, version=2)
    assert scene.nudge == {}
    with pytest.raises(Refused, match="scene.nudge_too_far"):
        flights.nudge(session, scene, east_m=float("nan"), north_m=0, actor=boss, version=3)
    with pytest.raises(Forbidden):
        flights.nudge(
            session, scene, east_m=1, north_m=0, actor=make_user(session, "district"), version=3
        )
    assert audit.verify(session).checked == 2
    assert len(session.scalars(select(Job)).all()) == 1  # one detection waits, not three


def test_what_a_nudged_scene_shows_of_a_zone_is_counted_where_it_is_shown(session, flight):
    boss = make_user(session, "supervisor")
    scene, _ = flights.store_scene(session, flight, facts())
    scene.footprint = box(HERE[0] - 0.05, HERE[1] - 0.05, HERE[0], HERE[1] + 0.05)
    coverage.place(session, scene, flags=())
    (link,) = scene.station_links
    before, own = link.covered, scene.footprint.wkt
    flights.nudge(session, scene, east_m=150, north_m=0, actor=boss, version=scene.version)
    assert scene.footprint.wkt == own
    assert shown_footprint(scene).centroid.x > scene.footprint.centroid.x + 0.001
    assert link.covered > before + 0.01
    flights.nudge(session, scene, east_m=0, north_m=0, actor=boss, version=scene.version)
    assert link.covered == before
    assert shown_footprint(scene).equals(scene.footprint)


def test_undecided_findings_move_with_their_scene_and_decided_ones_stay(session, flight):
    boss = make_user(session, "supervisor")
    scene, _ = flights.store_scene(session, flight, facts())
    open_, done = (make_finding(session, flight.station, scene, state=s) for s in ("pending", "x"))
    lon, version = open_.lon, open_.version
    flights.nudge(session, scene, east_m=20, north_m=0, actor=boss, version=scene.version)
    assert (open_.lon - lon) * 95_700 == pytest.approx(20, abs=0.3)
    assert open_.distance_m == pytest.approx(31.4, abs=0.5)
    assert open_.version == version + 1
    assert done.geom.equals(make_finding(session, flight.station, scene).geom)
    flights.nudge(session, scene, east_m=0, north_m=0, actor=boss, version=scene.version)
    assert open_.lon == pytest.approx(lon, abs=1e-8)


def test_stages_count_what_happened_and_tell_nobody_of_hidden_findings(session, flight):
    photo(session, flight)
    flights.place_again(session, flight)
    assert flights.place_again(session, flight).id == session.scalar(select(Job.id))
    scene, detect = flights.store_scene(session, flight, facts())
    make_finding(session, flight.station, scene)
    make_finding(session, flight.station, scene, code="HUM-01", withheld=True)
    detect.state = "done"
    session.flush()

    def seen_by(*roles):
        person = make_user(session, *roles)
        rows = flights.stages(session, flight, actor=person)
        return {row["stage"]: row for row in rows}

    bureau, district = seen_by("bureau_reviewer"), seen_by(("district", "district", "x"))
    assert list(bureau) == list(flights.STAGES)
    assert bureau["place"]["state"] == "waiting"
    assert bureau["check"]["counts"] == {"photos": 1, "logs": 0, "refused": 0}
    assert bureau["review"]["counts"] == {"pending": 2, "decided": 0}
    assert bureau["review"]["state"] == "waiting"
    flight.station.stands_in_code = "x"
    session.flush()
    district = seen_by(("district", "district", "x"))
    assert district["review"]["counts"] == {"pending": 1, "decided": 0}
    pilots = seen_by("pilot")
    assert (pilots["detect"]["counts"], pilots["review"]["counts"]) == ({"scenes": 1}, {})


def test_what_an_earlier_flight_found_and_this_one_saw_again_counts_for_it(session, flight):
    boss = make_user(session, "bureau_reviewer")
    scene, detect = flights.store_scene(session, flight, facts())
    lead = make_finding(session, flight.station, make_scene(session, flight.station))
    seen = {"scene_id": scene.id, "detector_version": "1", "confidence": 0.9, "area_m2": 9.0}
    session.add(Sighting(key="d" * 64, finding_id=lead.id, **seen))
    detect.state = "done"
    session.flush()
    rows = {row["stage"]: row for row in flights.stages(session, flight, actor=boss)}
    assert rows["detect"]["counts"] == {"scenes": 1, "findings": 1}
    assert (rows["review"]["state"], rows["review"]["counts"]["pending"]) == ("waiting", 1)


def test_a_flight_with_only_a_log_is_ready(session, flight):
    flights.store_log(session, flight, log())
    flights.finish(session, flight)
    assert (flight.state, flight.flown_at) == ("ready", T0)
    job = jobs.enqueue(session, "card.intake", subject_kind="flight", subject_id=flight.id)
    flight.state = "received"
    jobs.cancel(session, job.id)
    assert flight.state == "ready"


def test_findings_know_the_flight_behind_them(session, flight):
    scene, _ = flights.store_scene(session, flight, facts())
    make_finding(session, flight.station, scene)
    make_finding(session, flight.station, make_scene(session, flight.station))
    rows = session.scalars(select(Finding).order_by(Finding.id)).all()
    assert [row.scene.flight_id for row in rows] == [flight.id, None]
    assert chain.digest({"a": 1.0}) == chain.digest({"a": 1})
