from __future__ import annotations

import dataclasses
import io
import re
from datetime import UTC, datetime

import numpy as np
import pypdf
import pytest
from PIL import Image
from shapely.geometry import Point

from geo import crs
from imagery.sheet import (
    Decision,
    FindingFacts,
    FlightFacts,
    FrameFacts,
    Hash,
    Picture,
    Place,
    SheetData,
    evidence_sheet,
)
from imagery.sheet.sketch import sketch
from imagery.sheet.text import moment, plain

HERE = (113.5, 34.75)
AT = datetime(2026, 5, 1, 1, 30, tzinfo=UTC)
EVIL = (
    '#include("/etc/passwd") {{7*7}} <script>&amp; \u202eevil\u2066 \x00\ud800 $x$ \\ "[" '
    "﷽ 😀 عربى #set page(width: 1pt) */ // " + "W" * 400 + "长" * 300
)


def _jpeg(width: int = 320, height: int = 240) -> bytes:
    noise = np.random.default_rng(1).integers(0, 255, (height, width, 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(noise).save(out, "JPEG", quality=95)
    return out.getvalue()


def _data(text: str = "管城站", **changes) -> SheetData:
    """A sheet with every part filled; ``text`` stands wherever people or files may write."""
    finding = FindingFacts(
        code="ENV-01",
        title={"zh": "植被侵入", "en": "Vegetation"},
        state={"zh": "已确认", "en": "confirmed"},
        confirmed=True,
        area_m2=12.34,
        distance_m=18.2,
        confidence=0.82,
        assessed_fraction=0.73,
        note=text,
        rule=text,
        detector=text,
    )
    place = Place(
        station=text,
        station_code=text,
        anchor=HERE,
        anchor_kind="inlet",
        finding=crs.buffer_m((113.50018, 34.75005), 2),
        zones=(crs.buffer_m(HERE, 50),),
        footprint=crs.buffer_m(HERE, 35),
    )
    outline = (((100.0, 100.0), (200.0, 100.0), (200.0, 180.0)),)
    data = SheetData(
        number="F-17",
        made_at=AT,
        made_by=text,
        finding=finding,
        place=place,
        frame=FrameFacts(name=text, taken_at=AT, lonlat=HERE, yaw_deg=12.0, placed_by="ties"),
        flight=FlightFacts(number="12", can_be_evidence=True, pilot=text, weather=text),
        pictures=(
            Picture(kind="crop", data=_jpeg(), outline=outline, caption=text),
            Picture(kind="frame", data=_jpeg(640, 480), outline=outline),
        ),
        decisions=(Decision(at=AT, who=text, what="ok", note=text),),
        not_seen=("coverage.zone", ("mission.camera", {"name": text, "known": text})),
        hashes=(Hash(what="photo", name=text, sha256="ab" * 32),),
    )
    return dataclasses.replace(data, **changes)


def _text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", ["现场影像证据页", "管城站", "未能看到的"]), ("en", ["Image evidence sheet", "Photo"])],
)
def test_a_sheet_is_one_page_under_a_megabyte_with_its_words_and_hashes(lang, words):
    pdf = evidence_sheet(_data(), lang)
    text = _text(pdf)

    assert pdf.startswith(b"%PDF-")
    assert len(pdf) < 1_000_000
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 1
    for word in [
        *words,
        "ENV-01",
        "ab" * 32,
        "2026-05-01 09:30:00 +08:00",
        "113.500000° E",
        "73 %",
    ]:
        assert word in text


def test_the_font_is_embedded_as_a_subset():
    page = pypdf.PdfReader(io.BytesIO(evidence_sheet(_data(), "zh"))).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    names = [font["/BaseFont"] for font in fonts]

    assert any(re.match(r"/[A-Z]{6}\+NotoSansSC", name) for name in names)
    for font in fonts:
        inner = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "/FontFile3" in inner or "/FontFile2" in inner


def test_the_same_data_give_the_same_bytes():
    assert evidence_sheet(_data(), "zh") == evidence_sheet(_data(), "zh")


def test_hostile_words_are_printed_and_never_run():
    pdf = evidence_sheet(_data(EVIL), "zh")
    text = _text(pdf)

    assert len(pdf) < 1_000_000
    assert '#include("/etc/passwd")' in text
    assert "{{7*7}}" in text
    assert "root:" not in text


def test_an_unconfirmed_finding_is_called_a_lead_and_a_bad_flight_no_evidence():
    data = _data()
    lead = dataclasses.replace(data.finding, confirmed=False)
    flight = FlightFacts(number="12", can_be_evidence=False)

    assert "疑似线索" not in _text(evidence_sheet(data, "zh"))
    text = _text(evidence_sheet(_data(finding=lead, flight=flight), "zh"))
    assert "疑似线索" in text
    assert "不符合作为证据的条件" in text


def test_what_is_not_known_is_said_and_not_left_out():
    bare = FindingFacts(code="ENV-01", title="", state="", confirmed=False)
    data = _data(
        finding=bare, frame=None, flight=None, pictures=(), decisions=(), hashes=(), not_seen=()
    )
    text = _text(evidence_sheet(data, "en"))

    assert text.count("not known") >= 6
    assert "nobody has decided" in text
    assert "no file hash" in text


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\xff\xd8\xff\xe0 broken", _jpeg()[:200]])
def test_a_picture_that_cannot_be_read_is_told_and_does_not_stop_the_sheet(data):
    text = _text(evidence_sheet(_data(pictures=(Picture(kind="frame", data=data),)), "en"))

    assert "cannot be read" in text


def test_outlines_beyond_the_picture_and_not_numbers_are_cut():
    wild = (((float("nan"), -5.0), (1e9, 3.0), (10.0, float("inf"))), ((1.0, 1.0),))
    picture = Picture(kind="crop", data=_jpeg(), outline=wild)

    assert evidence_sheet(_data(pictures=(picture,)), "en").startswith(b"%PDF-")


def test_the_sketch_holds_no_outside_text_and_marks_what_is_too_small_to_see():
    place = dataclasses.replace(_data(EVIL).place, finding=Point(113.5005, 34.7502))
    svg = sketch(place).decode()

    assert "passwd" not in svg
    assert svg.count("<circle") == 3 + 1
    assert ">100</text>" in svg


def test_texts_lose_direction_marks_and_controls_and_long_words_may_break():
    assert plain("a\u202eb\x00c\ud800", "zh") == "a b c?"
    assert plain({"zh": "中", "en": "E"}, "en") == "E"
    assert "\u200b" in plain("x" * 60, "zh")
    assert len(plain("字" * 900, "zh", most=100)) == 100


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="aware"):
        moment(AT.replace(tzinfo=None), 8, "")
