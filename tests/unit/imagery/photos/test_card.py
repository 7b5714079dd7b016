from __future__ import annotations

import stat
import struct
import zipfile

import pytest

from geo.errors import Refused
from imagery.photos import CardLimits, open_card
from tests.unit.imagery.photos import pictures

PHOTO = pictures.jpeg_bytes((64, 48))


def card(path, entries, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, body in entries:
            archive.writestr(name, body)
    return path


def opened(tmp_path, entries, **limits):
    path = card(tmp_path / "card.zip", entries)
    return open_card(path, tmp_path / "out", CardLimits(**limits))


def test_photos_are_unfolded_under_numbers_and_litter_is_passed_over(tmp_path):
    files = opened(
        tmp_path,
        [
            ("DCIM/100/DJI_0001.JPG", PHOTO),
            ("__MACOSX/DCIM/._DJI_0001.JPG", b"x"),
            ("DCIM/100/DJI_0002.JPG", PHOTO),
        ],
    )
    assert [(f.name, f.path.name) for f in files] == [
        ("DJI_0001.JPG", "00001.jpeg"),
        ("DJI_0002.JPG", "00002.jpeg"),
    ]
    assert files[0].path.read_bytes() == PHOTO


@pytest.mark.parametrize(
    "name", ["../../evil.jpg", "/etc/evil.jpg", "a/../../b.jpg", "C:\\evil.jpg"]
)
def test_a_name_that_leaves_the_folder_is_refused_and_the_good_file_goes_on(tmp_path, name):
    bad, good = opened(tmp_path, [(name, PHOTO), ("good.jpg", PHOTO)])
    assert (bad.code, bad.path) == ("card.unsafe_name", None)
    assert good.path.read_bytes() == PHOTO
    assert sorted(p.name for p in tmp_path.rglob("*.jp*g")) == ["00002.jpeg"]


def test_a_link_is_refused(tmp_path):
    entry = zipfile.ZipInfo("link.jpg")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    bad, good = opened(tmp_path, [(entry, "/etc/passwd"), ("good.jpg", PHOTO)])
    assert bad.code == "card.symlink"
    assert good.code is None


def test_an_encrypted_entry_is_refused(tmp_path):
    path = card(tmp_path / "card.zip", [("a.jpg", PHOTO)])
    body = bytearray(path.read_bytes())
    at = body.rindex(b"PK\1\2")
    body[at + 8] |= 1
    path.write_bytes(body)
    assert [f.code for f in open_card(path, tmp_path / "out")] == ["card.encrypted"]


def test_an_entry_that_unfolds_too_far_is_refused_before_it_is_unfolded(tmp_path):
    bad, good = opened(tmp_path, [("a.jpg", PHOTO + bytes(30_000_000)), ("b.jpg", PHOTO)])
    assert bad.code == "card.bomb"
    assert good.code is None


def test_an_entry_that_lies_about_its_size_is_stopped(tmp_path):
    path = card(tmp_path / "card.zip", [("a.jpg", PHOTO + bytes(5_000_000))])
    body = bytearray(path.read_bytes())
    for magic, at in ((b"PK\1\2", 24), (b"PK\3\4", 22)):
        struct.pack_into("<I", body, body.rindex(magic) + at, 500)
    path.write_bytes(body)
    files = open_card(path, tmp_path / "out")
    assert [f.code for f in files] in (["card.damaged"], ["card.bomb"])
    assert list((tmp_path / "out").iterdir()) == []


def test_entries_that_share_their_bytes_are_refused(tmp_path):
    path = card(tmp_path / "card.zip", [("a.jpg", PHOTO), ("b.jpg", PHOTO), ("c.jpg", PHOTO)])
    body = bytearray(path.read_bytes())
    first = body.index(b"PK\1\2")
    second = body.index(b"PK\1\2", first + 4)
    body[second + 42 : second + 46] = body[first + 42 : first + 46]
    path.write_bytes(body)
    assert [f.code for f in open_card(path, tmp_path / "out")] == [
        "card.overlap",
        "card.overlap",
        None,
    ]


def test_what_is_not_a_photo_is_named_and_left_out(tmp_path):
    files = opened(tmp_path, [("a.srt", b"1\n00:00"), ("b.jpg", b"%PDF-1.4 x"), ("c.jpg", b"")])
    assert [f.code for f in files] == ["card.not_a_photo"] * 3
    assert list((tmp_path / "out").iterdir()) == []


def test_too_many_files_and_too_many_bytes_refuse_the_whole_card(tmp_path):
    with pytest.raises(Refused, match=r"card\.too_many_files"):
        opened(tmp_path, [(f"{n}.jpg", PHOTO) for n in range(3)], max_files=2)
    with pytest.raises(Refused, match=r"card\.too_large"):
        opened(tmp_path, [(f"{n}.jpg", PHOTO) for n in range(3)], max_total_bytes=2 * len(PHOTO))
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("body", [b"", b"no zip", b"PK\5\6" + bytes(18), b"PK\3\4" + bytes(60)])
def test_what_is_no_zip_is_refused(tmp_path, body):
    (tmp_path / "card.zip").write_bytes(body)
    with pytest.raises(Refused) as refusal:
        open_card(tmp_path / "card.zip", tmp_path / "out")
    assert refusal.value.code in {"card.not_a_zip", "card.nothing"}


def test_a_hostile_name_is_shown_harmless(tmp_path):
    (file,) = opened(tmp_path, [("x/\u202egpj.exe\x07.jpg", PHOTO)])
    assert file.name == "gpj.exe.jpg"
