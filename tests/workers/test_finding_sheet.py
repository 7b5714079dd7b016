"""The evidence sheet of a finding, from the ledger's rows to a stored PDF."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pypdf
import pytest
from PIL import Image
from shapely.geometry import Point

from geo import messages
from ledger import review_reclass
from ledger.db import reading, transaction
from ledger.media import store_for
from ledger.models import Finding, FlightLog, Photo
from tests.factories import make_finding, make_flight, make_scene, make_station, make_user
from workers import kinds, runner
from workers.sheets import sheet_data
from workers.tasks import finding_sheet

AT = datetime(2026, 5, 1, 1, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def known(monkeypatch):
    monkeypatch.setitem(kinds._HANDLERS, "finding.sheet", finding_sheet.run)


def _jpeg(colour):
    out = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def finding(engine, settings):
    """An accepted finding of a flight that flew too high without an approval."""
    store = store_for(settings)
    crop, whole = store.put_bytes(_jpeg("green")), store.put_bytes(_jpeg("red"))
    with transaction(engine) as session:
        station = make_station(session, name_zh="管城站")
        pilot, judge = make_user(session, "pilot"), make_user(session, "supervisor")
        flight = make_flight(
            session, station, pilot_id=pilot.id, checks=["flight.approval_missing"],
            record={"aircraft": "M3E", "licence": "L-77"}, started_at=AT, max_height_m=131.0,
        )  # fmt: skip
        photo = Photo(
            flight_id=flight.id, sha256="a" * 64, filename="DJI_0001.JPG", taken_at=AT,
            stored_sha=whole, point=Point(station.anchor.x, station.anchor.y), gsd_m=0.0107,
            facts={"height_agl_m": 40.0, "yaw_deg": 10.0, "pitch_deg": -90.0},
            placement={"lonlat": [station.anchor.x, station.anchor.y], "yaw_deg": 190.0},
            placed_by="ties", flags=["photo.position_uncertain"],
        )  # fmt: skip
        log = FlightLog(flight_id=flight.id, sha256="b" * 64, filename="f.ulg", kind="ulg")
        session.add_all([photo, log])
        session.flush()
        scene = make_scene(session, station, flight_id=flight.id, source_kind="mosaic")
        ring = [[10, 10], [90, 10], [90, 90], [10, 10]]
        row = make_finding(
            session, station, scene, state="accepted", decided_by_id=judge.id, decided_at=AT,
            note="已到现场核对",
            evidence=[
                {"kind": "current", "sha256": crop, "pixels": {"polygons": [ring]}},
                {"kind": "frame", "sha256": crop, "photo_id": photo.id, "pixel_polygon": ring},
            ],
        )  # fmt: skip
        return row.id


def _text(pdf):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_the_job_stores_a_sheet_with_what_the_ledger_knows(engine, settings, finding, enqueue, row):
    job = enqueue("finding.sheet", subject_id=finding, lang="zh", by="王工")
    runner.run_pending(engine, settings)
    done = row(job)

    assert done.state == "done"
    with store_for(settings).open(done.result["sha256"]) as file:
        text = _text(file.read())
    for word in ("管城站", "DJI_0001.JPG", "190.0", "影像匹配", "L-77", "131.0", "王工", "a" * 64):
        assert word in text
    assert "不符合作为证据的条件" in text
    assert "已到现场核对" in text
    assert messages.text("photo.position_uncertain", "zh")[:8] in text.replace("\n", "")
    assert "疑似线索" not in text


def test_a_sheet_names_what_limits_the_finding_and_every_file_behind_it(engine, settings, finding):
    with reading(engine) as session:
        row = session.get_one(Finding, finding)
        data = sheet_data(session, store_for(settings), row, made_by="x", made_at=AT)

    assert {"photo.position_uncertain", "flight.approval_missing"} <= set(data.not_seen)
    assert [h.sha256 for h in data.hashes[:2]] == ["a" * 64, row.scene.sha256]
    assert "b" * 64 in {h.sha256 for h in data.hashes}
    assert [p.kind for p in data.pictures] == ["crop", "frame"]


def test_a_sheet_says_who_gave_the_finding_another_type(engine, settings):
    with transaction(engine) as session:
        station = make_station(session)
        row = make_finding(session, station, make_scene(session, station))
        who = make_user(session, "image_reviewer", name="影像员丁")
        review_reclass.reclass(session, row, actor=who, code="ENV-04", version=row.version)
        data = sheet_data(session, store_for(settings), row, made_by="x", made_at=AT)

    (made,) = data.decisions
    assert (made.who, made.what["en"], made.note) == (
        "影像员丁",
        "changed the type",
        "ENV-01 → ENV-04",
    )
    assert data.finding.code == "ENV-04"
    assert b"%PDF-" in finding_sheet.evidence_sheet(data, "zh")


def test_a_satellite_finding_whose_pictures_are_gone_still_has_a_sheet(engine, settings):
    with transaction(engine) as session:
        station = make_station(session)
        lost = [{"kind": "current", "sha256": "c" * 64, "pixels": {"polygons": []}}]
        row = make_finding(session, station, make_scene(session, station), evidence=lost)
        data = sheet_data(session, store_for(settings), row, made_by="x", made_at=AT)

    assert (data.frame, data.flight, data.pictures) == (None, None, ())
    assert not data.finding.confirmed
    assert finding_sheet.evidence_sheet(data, "en").startswith(b"%PDF-")
