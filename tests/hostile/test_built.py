"""Hostile files of every class, built in code, end as they must by every way in."""

from __future__ import annotations

import json

import pytest
import rasterio

from imagery.cli import main
from imagery.intake import take_in
from imagery.photos import take_photo
from tests.hostile.ending import clean, ending
from tests.hostile.files import FILES
from tests.hostile.traps import sidecars
from tests.unit.imagery import rasters

pytestmark = pytest.mark.usefixtures("spent")
each = pytest.mark.parametrize("hostile", FILES, ids=lambda h: f"{h.cls}-{h.name}")


def built(hostile, trap, folder):
    path = folder / hostile.name
    path.write_bytes(hostile.body(trap))
    return path


@each
def test_intake_accepts_or_refuses_as_the_class_demands(hostile, trap, tmp_path, capsys):
    path = built(hostile, trap, tmp_path)
    ended, said = ending(take_in, path, tmp_path / "out")
    assert {"flag" if ended == "accept" and said else ended} <= hostile.ends, said
    assert [p.name for p in tmp_path.iterdir() if p.name != "out"] == [path.name]
    code = main(["intake", str(path), "--out", str(tmp_path / "o.tif")])
    told = capsys.readouterr().out
    clean(told.encode())
    assert (code, "accepted" in json.loads(told)) == ((2, False), (0, True))[ended == "accept"]
    assert (tmp_path / "o.tif").exists() == (ended == "accept")


@each
def test_a_photo_is_taken_from_a_good_jpeg_or_png_only(hostile, trap, tmp_path):
    path = built(hostile, trap, tmp_path)
    ended, said = ending(take_photo, path, tmp_path / "out")
    picture = path.read_bytes()[:4] in {b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe1", b"\x89PNG"}
    good = picture and "reject" not in hostile.ends
    assert ended == ("accept" if good else "reject"), said


def test_every_class_of_the_corpus_has_a_file_here():
    assert {h.cls for h in FILES} >= {"control", "truncated", "huge-declared", "bad-offset"} | {
        *("loop", "bad-georef", "bad-metadata", "stored-xss", "bomb", "corrupt", "polyglot"),
        *("file-inclusion", "wrong-type"),
    }


@pytest.mark.parametrize("name", ["a.tif", "a.jpg", "a.png"])
def test_side_files_of_every_kind_change_nothing(name, trap, tmp_path):
    plain = tmp_path / "plain"
    beside = tmp_path / "beside"
    stored = []
    for folder in (plain, beside):
        folder.mkdir()
        body = next(h for h in FILES if h.name == name.replace("a.tif", "written.tif")).body(trap)
        (folder / name).write_bytes(body)
        if folder == beside:
            sidecars(folder / name, trap)
        before = sorted(p.name for p in folder.iterdir())
        stored.append(
            take_in(folder / name, filename=name, out_dir=tmp_path / f"{folder.name}-out")
        )
        assert sorted(p.name for p in folder.iterdir()) == before
    assert (stored[0].crs, stored[0].flags) == (stored[1].crs, stored[1].flags)
    assert stored[0].analysis.read_bytes() == stored[1].analysis.read_bytes()
    clean(stored[1].analysis.read_bytes())


def test_the_canary_itself_would_be_noticed(trap, tmp_path):
    other = tmp_path / "other.tif"
    other.write_bytes(trap.other.read_bytes())
    with pytest.raises(AssertionError):
        clean(other.read_bytes())
    with rasterio.open(other) as source:
        assert source.crs == rasters.CRS
