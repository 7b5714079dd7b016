from __future__ import annotations

import pytest

from ledger import media
from ledger.db import transaction
from ledger.models import Photo
from tests.factories import (
    make_finding,
    make_flight,
    make_issue,
    make_scene,
    make_station,
    make_user,
)


@pytest.fixture
def picture(settings) -> str:
    return media.store_for(settings).put_bytes(b"\xff\xd8\xff a picture")


@pytest.fixture
def finding(engine, picture) -> int:
    evidence = [{"sha256": picture, "kind": "current", "mime": "image/jpeg"}]
    with transaction(engine) as session:
        station = make_station(session)
        return make_finding(session, station, make_scene(session, station), evidence=evidence).id


def test_evidence_is_sent_to_who_may_see_its_finding(person, finding, picture):
    answer = person("image_reviewer").get(f"/api/v1/media/{picture}?of=finding:{finding}")
    assert answer.data.startswith(b"\xff\xd8\xff")
    assert answer.content_type == "image/jpeg"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "immutable" in answer.headers["Cache-Control"]


def test_evidence_is_not_sent_to_others(person, client, finding, picture):
    address = f"/api/v1/media/{picture}?of=finding:{finding}"
    assert person("om_tech").get(address).status_code == 404
    assert client.get(address).status_code == 401


def test_a_finding_opens_its_own_pictures_only(person, finding, settings):
    other = media.store_for(settings).put_bytes(b"something else")
    answer = person("supervisor").get(f"/api/v1/media/{other}?of=finding:{finding}")
    assert answer.json["code"] == "media.not_found"


@pytest.mark.parametrize("of", ["", "finding:", "finding:x", "upload:1", "issue:WT-1", "photo:7"])
def test_a_picture_of_nothing_is_not_found(person, picture, of):
    assert person("supervisor").get(f"/api/v1/media/{picture}?of={of}").status_code == 404


def test_proof_that_is_no_picture_is_a_download(person, engine, settings):
    paper = media.store_for(settings).put_bytes(b"%PDF-1.7")
    evidence = [{"sha256": paper, "kind": "proof", "mime": "application/pdf"}]
    with transaction(engine) as session:
        found_by = make_user(session)
        issue = make_issue(session, make_station(session), found_by, evidence=evidence).number
    answer = person("supervisor").get(f"/api/v1/media/{paper}?of=issue:{issue}")
    assert answer.content_type == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_photos_of_a_flight_are_sent_with_their_flight_s_rights(person, engine, picture):
    with transaction(engine) as session:
        flight = make_flight(session, make_station(session))
        photo = Photo(flight_id=flight.id, sha256="a" * 64, filename="a.jpg", thumb_sha=picture)
        session.add(photo)
        session.flush()
        number = photo.id
    address = f"/api/v1/media/{picture}?of=photo:{number}"
    assert person("supervisor").get(address).status_code == 200
    assert person("om_tech").get(address).status_code == 404
