"""Every raster, picture and disguised file of the hostile corpus ends as its manifest says."""

from __future__ import annotations

import json

import pytest

from geo.errors import Refused
from imagery.cli import main
from imagery.intake import take_in
from imagery.photos import open_card, take_photo
from tests.conftest import SAMPLE_DATA
from tests.hostile.ending import clean, ending

FOLDERS = ("raster/", "jpeg/", "gdal/", "misc/")
NO_UPLOADS = {"misc/filenames.json", "misc/texts.json"}
pytestmark = pytest.mark.usefixtures("spent", "trap")


def manifest():
    path = SAMPLE_DATA / "hostile" / "manifest.json"
    if not path.is_file():
        return []
    entries = json.loads(path.read_text("utf-8"))
    return [e for e in entries if e["file"].startswith(FOLDERS) and e["file"] not in NO_UPLOADS]


def listing(folder):
    return {(p.name, p.stat().st_size, p.stat().st_mtime_ns) for p in folder.iterdir()}


@pytest.fixture(autouse=True)
def nothing_is_written_beside_the_input(sample_data):
    folders = [sample_data / "hostile" / f.rstrip("/") for f in FOLDERS]
    before = [listing(folder) for folder in folders]
    yield
    assert [listing(folder) for folder in folders] == before


ALLOWED = {
    "accept": {"accept"},
    "accept-flag": {"flag"},
    "accept-sanitise": {"accept", "flag"},
    "reject": {"reject"},
    "reject-or-first-page": {"reject", "flag"},
    "reject-or-ask": {"reject", "flag"},
    "reject-or-window": {"reject", "accept", "flag"},
    "reject-or-ignore": {"reject", "accept", "flag"},
    "reject-or-flag": {"reject", "flag"},
    "reject-or-timeout": {"reject"},
    "reject-or-retype": {"reject", "flag"},
    "reject-position": {"flag"},
    "reject-time": {"flag"},
}


@pytest.mark.parametrize("entry", manifest(), ids=lambda e: e["file"])
def test_intake_ends_as_the_manifest_says(entry, sample_data, tmp_path):
    path = sample_data / "hostile" / entry["file"]
    ended, said = ending(take_in, path, tmp_path / "out")
    if entry["expect"] == "reject-sidecar":
        assert ended == ("reject" if path.suffix == ".xml" else "accept")
        return
    told = {ended, "flag"} if ended == "accept" and said else {ended}
    assert told & ALLOWED[entry["expect"]], (entry["why"], said)


@pytest.mark.parametrize("entry", manifest(), ids=lambda e: e["file"])
def test_the_command_line_ends_as_the_manifest_says(entry, sample_data, tmp_path, capsys):
    path, out = sample_data / "hostile" / entry["file"], tmp_path / "o.tif"
    code = main(["intake", str(path), "--out", str(out)])
    told = capsys.readouterr().out
    clean(told.encode())
    answer = json.loads(told)
    ended = "accept" if answer.get("accepted") else "reject"
    assert (code, out.exists()) == ((0, True) if ended == "accept" else (2, False))
    assert list(tmp_path.iterdir()) == [out] * out.exists()
    if entry["expect"] == "reject-sidecar":
        assert ended == ("reject" if path.suffix == ".xml" else "accept")
        return
    says = {ended, "flag"} if answer.get("flags") else {ended}
    assert says & ALLOWED[entry["expect"]], answer


@pytest.mark.parametrize(
    "entry", [e for e in manifest() if not e["file"].startswith("jpeg/")], ids=lambda e: e["file"]
)
def test_what_is_no_photo_is_refused_as_one(entry, sample_data, tmp_path):
    path = sample_data / "hostile" / entry["file"]
    ended, said = ending(take_photo, path, tmp_path / "out")
    good = path.read_bytes()[:4] == b"\x89PNG" and entry["expect"] in {"accept", "reject-or-retype"}
    assert ended == ("accept" if good else "reject"), said


@pytest.mark.parametrize(
    "entry", [e for e in manifest() if e["file"].startswith("jpeg/")], ids=lambda e: e["file"]
)
def test_photo_ends_as_the_manifest_says(entry, sample_data, tmp_path):
    path = sample_data / "hostile" / entry["file"]
    ended, said = ending(take_photo, path, tmp_path / "out")
    expect = entry["expect"]
    assert ended in {e.replace("flag", "accept") for e in ALLOWED[expect]}, (entry["why"], said)
    if ended == "reject":
        return
    facts = take_photo(path, filename=path.name, out_dir=tmp_path / "again").facts
    if expect == "reject-position":
        assert not facts.placed
        assert "photo.unplaced" in said
    if expect == "reject-time":
        assert facts.taken_at is None
        assert "photo.time_invalid" in said
    if expect == "accept-flag":
        assert set(said) - {"photo.unplaced", "photo.time_missing", "photo.zone_assumed"}


@pytest.mark.parametrize(
    "name", ["zipslip", "symlink", "bomb", "overlap", "many_entries", "encrypted"]
)
def test_no_hostile_archive_gets_a_byte_out_of_its_folder(name, sample_data, tmp_path):
    archive = sample_data / "hostile" / "vector" / f"kmz_{name}.kmz"
    try:
        codes = [file.code for file in open_card(archive, tmp_path / "a" / "b" / "out")]
    except Refused as refusal:
        codes = [refusal.code]
    assert all(code and code.startswith("card.") for code in codes)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
