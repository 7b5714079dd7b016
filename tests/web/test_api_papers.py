"""Papers of a finding over HTTP: the evidence sheet, public copies, and who gets them."""

from __future__ import annotations

import io

import numpy as np
import pypdf
import pytest
from PIL import Image
from shapely.geometry import Point

from ledger.db import reading, transaction
from ledger.media import store_for
from ledger.models import Finding, Flight, IssueEvent, Job
from tests.factories import make_finding, make_flight, make_scene, make_station
from webapp.schemas import finding_answers
from workers import kinds, runner
from workers.tasks import finding_public, finding_sheet


@pytest.fixture(autouse=True)
def known(monkeypatch):
    monkeypatch.setitem(kinds._HANDLERS, "finding.sheet", finding_sheet.run)
    monkeypatch.setitem(kinds._HANDLERS, "finding.public_copy", finding_public.run)


@pytest.fixture
def finding(engine, settings) -> int:
    """A lead in the mosaic of a flight, with a crop of 2 cm a pixel and one of unknown scale."""
    noise = np.random.default_rng(3).integers(0, 255, (684, 640, 3), np.uint8)
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0110] = "SECRET-SERIAL"
    Image.fromarray(noise).save(out, "JPEG", exif=exif.tobytes())
    sha = store_for(settings).put_bytes(out.getvalue())
    with transaction(engine) as session:
        station = make_station(session, stands_in_code="330402", anchor=Point(120.75, 30.75))
        flight = make_flight(session, station)
        scene = make_scene(session, station, flight_id=flight.id, source_kind="mosaic")
        shown = {"sha256": sha, "mime": "image/jpeg", "scene_id": scene.id}
        fine = shown | {"kind": "current", "pixels": {"m_per_px": 0.02, "polygons": []}}
        evidence = [fine, shown | {"kind": "baseline"}]
        return make_finding(session, station, scene, evidence=evidence).id


@pytest.fixture
def work(engine, settings):
    return lambda: runner.run_pending(engine, settings)


def jobs_of(engine, kind):
    with reading(engine) as session:
        return session.query(Job).filter_by(kind=kind).count()


def test_a_sheet_is_asked_for_made_once_and_opened_under_its_number(person, finding, engine, work):
    caller, address = person("supervisor", name="王工"), f"/api/v1/findings/{finding}/sheet"
    assert caller.get(f"{address}?lang=zh").json["state"] == "none"
    asked = caller.post(address, {"lang": "zh"}).json
    assert finding_answers.Sheet().validate(asked) == {}
    assert (asked["state"], asked["url"]) == ("queued", None)
    assert caller.post(address, {"lang": "zh"}).json["job"] == asked["job"]
    work()
    made = caller.get(f"{address}?lang=zh").json
    assert finding_answers.Sheet().validate(made) == {}
    assert (made["state"], made["job"]) == ("done", asked["job"])
    sheet = caller.get(made["url"])
    assert sheet.content_type == "application/pdf"
    assert sheet.headers["Content-Disposition"] == f"inline; filename=F-{finding}.pdf"
    assert len(sheet.data) == made["bytes"]
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(sheet.data)).pages)
    assert "王工" in text
    assert caller.post(address, {"lang": "zh"}).json["job"] == asked["job"]
    assert jobs_of(engine, "finding.sheet") == 1


def test_another_language_person_version_or_flight_record_is_another_sheet(
    person, finding, engine, work
):
    caller, other = person("supervisor"), person("image_reviewer")
    address = f"/api/v1/findings/{finding}/sheet"

    def job(who=caller, lang="zh"):
        return who.post(address, {"lang": lang}).json["job"]

    asked = [job(), job(lang="en"), job(other)]
    with transaction(engine) as session:
        session.query(Flight).one().version += 1
    asked.append(job())
    body = {"reason": "known", "version": caller.get(f"/api/v1/findings/{finding}").json["version"]}
    caller.post(f"/api/v1/findings/{finding}/reject", body)
    asked.append(job())
    assert len(set(asked)) == 5
    with transaction(engine) as session:
        session.get_one(Job, asked[-1]).state = "failed"
    assert job() not in asked


@pytest.mark.parametrize("body", [{}, {"lang": "fr"}, {"lang": "zh", "by": "别人"}])
def test_a_sheet_in_no_language_is_refused_and_nothing_is_started(person, finding, engine, body):
    answer = person("supervisor").post(f"/api/v1/findings/{finding}/sheet", body)
    assert answer.json["code"] == "request.invalid"
    assert jobs_of(engine, "finding.sheet") == 0


def test_a_sheet_goes_to_those_only_who_see_the_finding_and_its_image(
    person, finding, engine, work
):
    address, district = f"/api/v1/findings/{finding}/sheet", ("district", "district", "330402")
    inside, outside = person(district), person(("district", "district", "330499"))
    for caller in (outside, person("pilot"), person("om_tech")):
        assert caller.post(address, {"lang": "zh"}).status_code == 404
        assert caller.get(f"{address}?lang=zh").status_code == 404
    assert "sheet" in inside.get(f"/api/v1/findings/{finding}").json["actions"]
    inside.post(address, {"lang": "en"})
    work()
    url = inside.get(f"{address}?lang=en").json["url"]
    assert inside.get(url).status_code == 200
    assert outside.get(url).status_code == 404
    assert inside.get(url.replace("sheet:", "finding:")).status_code == 404
    with transaction(engine) as session:
        session.get_one(Finding, finding).withheld = True
    assert inside.get(url).status_code == 404
    assert inside.post(address, {"lang": "zh"}).status_code == 404


def test_public_copies_are_coarse_bare_rounded_and_say_how_and_within_which_limits(
    person, finding, engine, work
):
    caller, address = person("supervisor"), f"/api/v1/findings/{finding}/public"
    assert caller.post(address).json["state"] == "queued"
    work()
    made = caller.post(address).json
    assert finding_answers.Copies().validate(made) == {}
    (copy,) = made["copies"]
    assert copy["gsd_m"] >= 0.05
    assert [m["code"] for m in copy["method"]] == ["publish.metadata_removed", "publish.reduced"]
    assert [left["code"] for left in made["left"]] == ["publish.unknown_scale"]
    assert made["place"] == [120.75, 30.75]
    assert len(made["limits"]) == 3
    data = caller.get(copy["url"]).data
    assert b"SECRET" not in data
    assert Image.open(io.BytesIO(data)).size == (copy["width"], copy["height"])
    with reading(engine) as session:
        entry = session.query(IssueEvent).one()
        assert (entry.action, entry.payload) == ("publish", {"copies": [copy["sha256"]]})
        assert entry.actor_id == caller.user_id


def test_only_the_bureau_publishes(person, finding, work):
    address, boss = f"/api/v1/findings/{finding}/public", person("bureau_reviewer")
    boss.post(address)
    work()
    url = boss.get(address).json["copies"][0]["url"]
    assert boss.get(url).status_code == 200
    for role in ("image_reviewer", "leader", ("district", "district", "330402")):
        caller = person(role)
        assert caller.post(address).status_code == 403
        assert caller.get(address).status_code == 403
        assert caller.get(url).status_code == 403
        assert "public" not in caller.get(f"/api/v1/findings/{finding}").json["actions"]
    assert person("pilot").post(address).status_code == 404


def test_a_withheld_finding_has_no_public_copy_before_its_release(person, finding, engine, work):
    address, caller = f"/api/v1/findings/{finding}/public", person("bureau_reviewer")
    caller.post(address)
    work()
    url = caller.get(address).json["copies"][0]["url"]
    shown = f"/api/v1/findings/{finding}"
    body = {"code": "HUM-04", "version": caller.get(shown).json["version"]}
    again = caller.post(f"{shown}/reclass", body).json["finding"]
    assert (again["withheld"], "public" in again["actions"]) == (True, False)
    refused = caller.post(address)
    assert (refused.status_code, refused.json["code"]) == (409, "finding.publish_withheld")
    assert caller.get(address).json["copies"] == []
    assert caller.get(url).status_code == 404
    caller.post(f"{shown}/release", {"version": again["version"]})
    assert caller.post(address).status_code == 200


def test_what_is_withheld_while_its_copies_are_made_is_not_published(person, finding, engine, work):
    caller = person("supervisor")
    caller.post(f"/api/v1/findings/{finding}/public")
    with transaction(engine) as session:
        session.get_one(Finding, finding).withheld = True
    work()
    with reading(engine) as session:
        job = session.query(Job).filter_by(kind="finding.public_copy").one()
        assert (job.state, job.error_code) == ("failed", "finding.publish_withheld")
        assert session.query(IssueEvent).count() == 0
