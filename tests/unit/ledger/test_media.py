import hashlib
import io

import pytest

from geo.errors import NotFound
from ledger.media import MediaStore


@pytest.fixture(params=["folder", "remote"])
def store(request, tmp_path):
    root = tmp_path / "media" if request.param == "folder" else f"memory://{tmp_path.name}"
    return MediaStore(root, cache=tmp_path / "cache")


def test_the_same_bytes_are_stored_once_under_their_sha256(store, tmp_path):
    source = tmp_path / "a.bin"
    source.write_bytes(b"water" * 500_000)
    expected = hashlib.sha256(source.read_bytes()).hexdigest()
    assert store.put_file(source) == store.put_bytes(source.read_bytes()) == expected
    with store.open(expected) as stored:
        assert stored.read() == source.read_bytes()
    assert store.local_path(expected).read_bytes() == source.read_bytes()


def test_a_stored_file_outlives_its_source_and_leaves_no_temporary_file(tmp_path):
    store = MediaStore(tmp_path / "media")
    source = tmp_path / "a.bin"
    source.write_bytes(b"first")
    sha256 = store.put_file(source)
    source.write_bytes(b"second")
    assert store.local_path(sha256).read_bytes() == b"first"
    assert list((tmp_path / "media" / "tmp").iterdir()) == []


def test_a_failed_write_leaves_nothing_behind(tmp_path, monkeypatch):
    store = MediaStore(tmp_path / "media")
    monkeypatch.setattr("ledger.media._sync", lambda _file: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        store.put_bytes(b"half")
    assert [p for p in (tmp_path / "media").rglob("*") if p.is_file()] == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_only_a_sha256_names_a_file(store, name):
    assert store.exists(name) is False
    with pytest.raises(NotFound, match="media.not_found"):
        store.open(name)
    with pytest.raises(NotFound, match="media.not_found"):
        store.local_path(name)


def test_a_missing_file_is_said_to_be_missing(store):
    with pytest.raises(NotFound, match="media.not_found"):
        store.local_path("0" * 64)


def test_reading_gives_back_a_binary_stream(store):
    with store.open(store.put_bytes(b"abc")) as stored:
        assert io.BytesIO(stored.read()).read() == b"abc"
