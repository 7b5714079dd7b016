from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from geo.errors import Refused
from ledger import scenes, uploads
from ledger.db import reading, transaction
from ledger.models import Flight, Job, Scene, Station, Upload
from tests.factories import make_flight, make_station
from webapp import receiving

TUS = {"Tus-Resumable": "1.0.0"}
OCTETS = "application/offset+octet-stream"
DATA = bytes(range(256)) * 40


def _metadata(**details: str) -> dict[str, str]:
    pairs = (f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in details.items())
    return {"Upload-Metadata": ",".join(pairs)}


@pytest.fixture
def station(engine) -> str:
    with transaction(engine) as session:
        return make_station(session, kind="water").code


@pytest.fixture
def uploader(person):
    return person("image_reviewer")


@pytest.fixture
def begin(uploader, station):
    """Announce a file and return its address."""

    def announce(length: int = len(DATA), caller: Any = None, **details: str) -> str:
        details = {"filename": "scene.tif", "station": station} | details
        headers = TUS | {"Upload-Length": str(length)} | _metadata(**details)
        answer = (caller or uploader).call("POST", "/api/v1/uploads/", headers=headers)
        assert answer.status_code == 201, answer.text
        return answer.headers["Location"]

    return announce


def _send(caller, where: str, offset: int, data: bytes, **headers: str):
    return caller.call(
        "PATCH",
        where,
        data=data,
        content_type=OCTETS,
        headers=TUS | {"Upload-Offset": str(offset)} | headers,
    )


def _offset(caller, where: str) -> int:
    return int(caller.call("HEAD", where, headers=TUS).headers["Upload-Offset"])


def test_anybody_may_ask_what_the_server_can_do(client):
    answer = client.options("/api/v1/uploads/")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Max-Size"] == str(2 * 1024 * 1024)
    assert "checksum" in answer.headers["Tus-Extension"]
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"


def test_a_file_arrives_in_two_pieces_and_becomes_a_scene_with_a_job(uploader, begin, engine, sent):
    where = begin(source_kind="satellite", baseline="true", bands='{"green": 1, "nir": 2}')
    assert _send(uploader, where, 0, DATA[:5000]).headers["Upload-Offset"] == "5000"
    assert _offset(uploader, where) == 5000
    assert _send(uploader, where, 5000, DATA[5000:]).status_code == 204
    status = uploader.get(where).json
    assert (status["state"], status["duplicate"]) == ("taken", False)
    assert sent == [(status["job_id"], "intake")]
    with reading(engine) as session:
        scene = session.get_one(Scene, status["scene_id"])
        assert scene.sha256 == hashlib.sha256(DATA).hexdigest()
        assert scene.baseline
        assert scene.declared["bands"] == {"green": 1, "nir": 2}
        assert session.get_one(Job, status["job_id"]).kind == "scene.intake"


def test_the_same_bytes_again_are_the_same_scene_and_no_second_job(uploader, begin, sent):
    states = []
    for _ in range(2):
        where = begin()
        _send(uploader, where, 0, DATA)
        states.append(uploader.get(where).json)
    assert states[0]["scene_id"] == states[1]["scene_id"]
    assert states[1]["duplicate"]
    assert len(sent) == 1


def test_the_bytes_may_come_with_the_announcement(uploader, station):
    headers = TUS | {"Upload-Length": str(len(DATA))}
    headers |= _metadata(filename="a.tif", station=station)
    answer = uploader.call(
        "POST", "/api/v1/uploads/", headers=headers, data=DATA, content_type=OCTETS
    )
    assert answer.headers["Upload-Offset"] == str(len(DATA))
    assert uploader.get(answer.headers["Location"]).json["state"] == "taken"


def test_a_piece_at_the_wrong_offset_is_refused_and_changes_nothing(uploader, begin):
    where = begin()
    _send(uploader, where, 0, DATA[:100])
    answer = _send(uploader, where, 50, DATA[50:])
    assert (answer.status_code, answer.json["code"]) == (409, "upload.offset")
    assert _offset(uploader, where) == 100


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_damaged_piece_is_dropped_and_the_right_one_taken(uploader, begin, algorithm):
    where = begin()
    digest = base64.b64encode(hashlib.new(algorithm, DATA).digest()).decode()
    checksum = {"Upload-Checksum": f"{algorithm} {digest}"}
    bad = _send(uploader, where, 0, b"x" * len(DATA), **checksum)
    assert (bad.status_code, bad.json["code"]) == (460, "upload.checksum")
    assert _offset(uploader, where) == 0
    assert _send(uploader, where, 0, DATA, **checksum).status_code == 204


@pytest.mark.parametrize("header", ["md5 AAAA", "sha1 !!!", "sha1 AAAA", "sha1 é"])
def test_a_checksum_that_cannot_be_checked_is_refused(uploader, begin, header):
    answer = _send(uploader, begin(), 0, DATA, **{"Upload-Checksum": header})
    assert answer.status_code == 400


def test_another_protocol_version_is_refused_with_the_right_one(uploader):
    answer = uploader.call("POST", "/api/v1/uploads/", headers={"Tus-Resumable": "0.2.2"})
    assert answer.status_code == 412
    assert answer.headers["Tus-Version"] == "1.0.0"


def test_a_piece_of_another_content_type_is_refused(uploader, begin):
    headers = TUS | {"Upload-Offset": "0"}
    answer = uploader.call("PATCH", begin(), data=DATA, headers=headers, content_type="image/tiff")
    assert answer.status_code == 415


@pytest.mark.parametrize("length", ["-1", "1e3", "", "９"])
def test_a_length_that_is_no_number_is_refused(uploader, length):
    headers = TUS | {"Upload-Length": length.encode().decode("latin-1")}
    answer = uploader.call("POST", "/api/v1/uploads/", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (400, "tus.bad_header")


def test_a_file_over_the_limit_is_refused_before_a_byte_is_sent(uploader):
    headers = TUS | {"Upload-Length": str(3 * 1024 * 1024)} | _metadata(filename="a.tif")
    answer = uploader.call("POST", "/api/v1/uploads/", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (413, "upload.too_large")


def test_more_bytes_than_announced_are_refused(uploader, begin):
    where = begin(length=10)
    answer = _send(uploader, where, 0, DATA)
    assert answer.json["code"] == "upload.too_long"
    assert _offset(uploader, where) == 0


@pytest.mark.parametrize("method", ["HEAD", "GET", "PATCH", "DELETE"])
def test_an_upload_is_its_owners_alone(begin, person, method):
    where = begin()
    other = person("supervisor")
    headers = TUS | {"Upload-Offset": "0"}
    answer = other.call(method, where, headers=headers, content_type=OCTETS, data=b"")
    assert answer.status_code == 404


def test_a_person_without_the_right_cannot_announce_a_file(person, station):
    headers = TUS | {"Upload-Length": "10"} | _metadata(filename="a.tif", station=station)
    answer = person("om_tech").call("POST", "/api/v1/uploads/", headers=headers)
    assert answer.status_code in {403, 404}


def test_a_station_out_of_reach_cannot_be_uploaded_to(person, station):
    foreign = person(("pilot", "station", "9999Z"))
    headers = TUS | {"Upload-Length": "10"} | _metadata(filename="a.tif", station=station)
    assert foreign.call("POST", "/api/v1/uploads/", headers=headers).status_code == 404


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({"taken_at": "yesterday"}, "upload.wrong_detail"),
        ({"bands": "[1"}, "upload.wrong_detail"),
        ({"colour": "red"}, "upload.unknown_detail"),
        ({"source_kind": "rumour"}, "upload.wrong_detail"),
    ],
)
def test_a_wrong_detail_is_refused_before_a_byte_is_sent(uploader, station, details, code):
    headers = TUS | {"Upload-Length": "10"}
    headers |= _metadata(filename="a.tif", station=station, **details)
    answer = uploader.call("POST", "/api/v1/uploads/", headers=headers)
    assert answer.json["code"] == code


@pytest.mark.parametrize(
    "header", ["filename !!", "filename Yg==,filename Yg==", "filename /w==", "filename é"]
)
def test_metadata_that_is_not_pairs_is_refused(uploader, header):
    headers = TUS | {"Upload-Length": "10", "Upload-Metadata": header}
    answer = uploader.call("POST", "/api/v1/uploads/", headers=headers)
    assert answer.status_code in {400, 422}


def test_what_tus_clients_add_by_themselves_is_ignored(begin):
    assert begin(filetype="image/tiff", relativePath="card/a.tif")


def test_an_upload_can_be_given_up(uploader, begin, settings):
    where = begin()
    _send(uploader, where, 0, DATA[:10])
    assert uploader.call("DELETE", where, headers=TUS).status_code == 204
    answer = _send(uploader, where, 10, DATA[10:])
    assert (answer.status_code, answer.json["code"]) == (410, "upload.not_receiving")
    assert list((settings.home / "uploads").iterdir()) == []


def test_a_client_behind_a_post_only_proxy_is_served(uploader, begin):
    where = begin()
    headers = TUS | {"Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    answer = uploader.call("POST", where, headers=headers, data=DATA, content_type=OCTETS)
    assert answer.headers["Upload-Offset"] == str(len(DATA))


def test_every_answer_says_when_the_upload_expires(uploader, begin):
    answer = uploader.call("HEAD", begin(), headers=TUS)
    assert answer.headers["Upload-Expires"].endswith("GMT")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_long_body_is_safe_piece_by_piece(uploader, begin, engine, monkeypatch):
    monkeypatch.setattr(receiving, "PIECE_BYTES", 1000)
    monkeypatch.setattr(receiving, "READ_BYTES", 500)
    seen = []
    append = uploads.append

    def watched(session, settings, upload, **piece):
        offset = append(session, settings, upload, **piece)
        with reading(engine) as other:
            seen.append(other.get_one(Upload, upload.id).offset)
        return offset

    monkeypatch.setattr(uploads, "append", watched)
    _send(uploader, begin(), 0, DATA)
    assert seen == [*range(1000, len(DATA), 1000), len(DATA)]


def test_what_came_before_a_broken_line_is_kept(uploader, begin):
    class Broken:
        def __init__(self) -> None:
            self.left = DATA[:3000]

        def read(self, size: int = -1) -> bytes:
            piece, self.left = self.left[:size], self.left[size:]
            return piece

    where = begin()
    headers = TUS | {"Upload-Offset": "0"}
    wire = {"wsgi.input": Broken(), "CONTENT_LENGTH": str(len(DATA))}
    answer = uploader.call(
        "PATCH", where, headers=headers, content_type=OCTETS, environ_overrides=wire
    )
    assert answer.status_code == 400
    assert _offset(uploader, where) == 3000


def test_a_file_whose_handing_over_was_interrupted_is_handed_over_later(
    uploader, begin, monkeypatch
):
    where = begin()
    with monkeypatch.context() as patched:
        patched.setattr(receiving, "hand_over", lambda _id: None)
        _send(uploader, where, 0, DATA)
    assert uploader.get(where).json["scene_id"] is not None


def test_photos_of_a_flight_wait_until_it_is_finished(uploader, begin, engine, station, sent):
    with transaction(engine) as session:
        here = session.query(Station).filter_by(code=station).one()
        flight = make_flight(session, here).id
    ids = []
    for n in range(2):
        where = begin(source_kind="photo", flight=str(flight), filename=f"DJI_{n}.JPG")
        _send(uploader, where, 0, DATA[n:] + DATA[:n])
        ids.append(uploader.get(where).json["id"])
    assert sent == []
    job = uploader.post(f"/api/v1/flights/{flight}/finish").json["job"]
    assert sent == [(job["id"], "intake")]
    with reading(engine) as session:
        assert session.get_one(Job, job["id"]).payload == {"uploads": ids}


def test_a_card_opens_a_flight_of_its_own(uploader, begin, engine, sent):
    where = begin(source_kind="card", filename="card.zip")
    _send(uploader, where, 0, DATA)
    status = uploader.get(where).json
    assert sent == [(status["job_id"], "intake")]
    with reading(engine) as session:
        assert session.get_one(Flight, status["flight_id"]).name == "card.zip"


def test_a_file_that_its_room_refuses_says_why(uploader, begin, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise Refused("upload.unknown_station", value="9Z")

    monkeypatch.setattr(scenes, "receive", refuse)
    where = begin()
    assert _send(uploader, where, 0, DATA).status_code == 204
    status = uploader.get(where).json
    assert (status["state"], status["scene_id"]) == ("refused", None)
    assert status["refusal"]["code"] == "upload.unknown_station"
    assert "9Z" in status["refusal"]["text"]
