"""Promises of resumable uploads."""

from __future__ import annotations

import hashlib
import resource
from datetime import timedelta

import pytest

from geo.errors import Conflict, NotFound, Refused
from ledger import uploads
from ledger.db import new_session
from ledger.models import Upload
from ledger.models.base import now
from settings import Settings
from tests.factories import make_station, make_user


@pytest.fixture
def home(tmp_path):
    return Settings(home=tmp_path / "home", max_upload_mb=1)


@pytest.fixture
def owner(session):
    return make_user(session, "pilot")


@pytest.fixture
def upload(session, home, owner):
    opened = uploads.create(
        session, home, owner=owner, filename="a.tif", length=10, details={"source_kind": "aerial"}
    )
    session.commit()
    return opened


def send(session, home, upload, data, *, offset=0, checksum=None):
    return uploads.append(session, home, upload, offset=offset, data=iter(data), checksum=checksum)


def test_pieces_add_up_to_a_complete_file_with_its_sha256(session, home, upload):
    assert send(session, home, upload, [b"012", b"34"]) == 5
    assert send(session, home, upload, [b"56789"], offset=5) == 10
    assert (upload.state, upload.sha256) == ("complete", hashlib.sha256(b"0123456789").hexdigest())
    assert uploads.path_of(home, upload.id).read_bytes() == b"0123456789"


def test_what_came_before_a_line_broke_is_kept(session, engine, home, upload):
    def broken():
        yield b"0123"
        raise ConnectionError

    upload_id = upload.id
    with pytest.raises(ConnectionError):
        uploads.append(session, home, upload, offset=0, data=broken())
    session.rollback()
    with new_session(engine) as later:
        again = later.get(Upload, upload_id)
        assert uploads.offset_of(home, again) == 4
        assert send(later, home, again, [b"456789"], offset=4) == 10


def test_a_broken_piece_with_a_checksum_is_dropped_whole(session, home, upload):
    def broken():
        yield b"0123"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        uploads.append(session, home, upload, offset=0, data=broken(), checksum=("sha1", b"x" * 20))
    assert uploads.offset_of(home, upload) == 0


def test_a_wrong_checksum_cuts_back_to_the_old_offset(session, home, upload):
    send(session, home, upload, [b"01"])
    with pytest.raises(Refused, match="upload.checksum"):
        send(session, home, upload, [b"234"], offset=2, checksum=("sha256", b"x" * 32))
    assert uploads.offset_of(home, upload) == 2
    right = ("sha1", hashlib.sha1(b"234").digest())  # noqa: S324
    assert send(session, home, upload, [b"234"], offset=2, checksum=right) == 5


def test_an_unknown_checksum_algorithm_is_named_before_any_byte_is_taken(session, home, upload):
    with pytest.raises(Refused, match="crc32"):
        send(session, home, upload, [b"01"], checksum=("crc32", b""))
    assert uploads.offset_of(home, upload) == 0


@pytest.mark.parametrize("offset", [1, 11, -1])
def test_a_piece_at_the_wrong_place_is_a_conflict_that_says_where_to_go_on(
    session, home, upload, offset
):
    with pytest.raises(Conflict) as refusal:
        send(session, home, upload, [b"x"], offset=offset)
    assert refusal.value.params == {"expected": 0, "offset": offset}


def test_more_than_was_declared_is_refused_and_dropped(session, home, upload):
    with pytest.raises(Refused, match="upload.too_long"):
        send(session, home, upload, [b"0123456789", b"!"])
    assert uploads.path_of(home, upload.id).stat().st_size == 0


def test_after_a_crash_the_smaller_of_row_and_file_counts(session, home, upload):
    send(session, home, upload, [b"0123"])
    path = uploads.path_of(home, upload.id)
    path.write_bytes(b"0123garbage that no row knows")
    assert uploads.offset_of(home, upload) == 4
    assert send(session, home, upload, [b"456789"], offset=4) == 10
    assert path.read_bytes() == b"0123456789"


def test_bytes_that_a_crash_took_are_asked_for_again(session, home, upload):
    send(session, home, upload, [b"0123"])
    uploads.path_of(home, upload.id).write_bytes(b"01")
    assert uploads.offset_of(home, upload) == 2
    assert send(session, home, upload, [b"23456789"], offset=2) == 10


def test_two_connections_cannot_write_one_file_at_once(session, engine, home, upload):
    upload_id = upload.id

    def meanwhile():
        yield b"0"
        with new_session(engine) as second, pytest.raises(Conflict, match="upload.busy"):
            send(second, home, second.get(Upload, upload_id), [b"X"])
        yield b"1"

    assert uploads.append(session, home, upload, offset=0, data=meanwhile()) == 2
    assert uploads.path_of(home, upload.id).read_bytes() == b"01"


def test_no_database_lock_is_held_while_bytes_come_in(session, engine, home, upload, owner):
    def slow():
        with new_session(engine) as other:
            make_user(other, "leader", email="meanwhile@xunzhan.example")
            other.commit()
        yield b"0123456789"

    assert uploads.append(session, home, upload, offset=0, data=slow()) == 10


@pytest.mark.parametrize(
    ("length", "code"), [(0, "upload.empty"), (-1, "upload.empty"), (1 << 21, "upload.too_large")]
)
def test_a_wrong_size_is_refused_before_the_upload(session, home, owner, length, code):
    with pytest.raises(Refused, match=code):
        uploads.create(session, home, owner=owner, filename="a", length=length, details={})


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({"station": "nowhere"}, "upload.unknown_station"),
        ({"flight": "77"}, "upload.unknown_flight"),
        ({"source_kind": "radar"}, "upload.wrong_detail"),
        ({"source_kind": "card"}, "upload.no_station"),
        ({"taken_at": "2018-07-23"}, "upload.wrong_detail"),
        ({"taken_at": "2018-07-23T11:00:00"}, "upload.wrong_detail"),
        ({"taken_at": "2999-01-01T00:00:00Z"}, "upload.future_date"),
        ({"taken_at": "0001-01-01T00:00:00+14:00"}, "upload.wrong_detail"),
        ({"taken_at": "9999-12-31T23:59:59-14:00"}, "upload.wrong_detail"),
        ({"bands": '{"green": 0}'}, "upload.wrong_detail"),
        ({"bands": '{"purple": 1}'}, "upload.wrong_detail"),
        ({"bands": '{"NIR": 1, "nir": 2}'}, "upload.wrong_detail"),
        ({"bands": "[" * 100_000}, "upload.wrong_detail"),
        ({"scale": "NaN"}, "upload.wrong_detail"),
        ({"scale": "0"}, "upload.wrong_detail"),
        ({"cloud_band": "1.5"}, "upload.wrong_detail"),
        ({"baseline": "perhaps"}, "upload.wrong_detail"),
        ({"role": "admin"}, "upload.unknown_detail"),
    ],
)
def test_a_wrong_detail_is_named_and_nothing_is_stored(session, home, owner, details, code):
    with pytest.raises(Refused, match=code):
        uploads.create(session, home, owner=owner, filename="a", length=5, details=details)
    assert session.query(Upload).count() == 0


def test_details_come_as_text_and_are_kept_as_values(session, home, owner):
    make_station(session, code="W1")
    opened = uploads.create(
        session,
        home,
        owner=owner,
        filename="../a.tif",
        length=5,
        details={
            "station": "W1",
            "source_kind": "satellite",
            "taken_at": "2018-07-23T11:00:00Z",
            "baseline": "true",
            "bands": '{"Green": 2, " NIR": "4"}',
            "scale": "0.0001",
            "offset": "",
            "cloud_band": "7",
        },
    )
    assert opened.filename == "a.tif"
    assert opened.details == {
        "station": "W1",
        "source_kind": "satellite",
        "taken_at": "2018-07-23T11:00:00+00:00",
        "baseline": True,
        "bands": {"green": 2, "nir": 4},
        "scale": 0.0001,
        "cloud_band": 7,
    }


@pytest.mark.parametrize("name", ["../../x", "", "a.tif", "%2e%2e"])
def test_only_an_upload_id_names_a_file(home, name):
    with pytest.raises(NotFound):
        uploads.path_of(home, name)


def test_cancelling_drops_the_bytes_after_the_commit_only(session, home, upload):
    path = uploads.path_of(home, upload.id)
    uploads.cancel(session, home, upload)
    assert path.exists()
    session.commit()
    assert not path.exists()
    with pytest.raises(Conflict, match="upload.not_receiving"):
        send(session, home, upload, [b"x"])


def test_expiry_ends_what_nobody_finished_and_drops_orphans(session, home, upload):
    path = uploads.path_of(home, upload.id)
    orphan = uploads.path_of(home, "00000000-0000-4000-8000-000000000000")
    orphan.touch()
    assert uploads.expire(session, home, now()) == 0
    assert uploads.expire(session, home, now() + timedelta(hours=200)) == 1
    session.commit()
    assert (upload.state, path.exists(), orphan.exists()) == ("expired", False, False)


@pytest.mark.parametrize("pieces", [[b"01234"], [b"01234", b"56789"]])
@pytest.mark.parametrize("ended", ["cancelled", "expired"])
def test_bytes_that_come_after_an_upload_was_ended_do_not_bring_it_back(
    session, engine, home, upload, pieces, ended
):
    upload_id = upload.id

    def slow():
        yield from pieces
        with new_session(engine) as other:
            if ended == "cancelled":
                uploads.cancel(other, home, other.get(Upload, upload_id))
            else:
                assert uploads.expire(other, home, now() + timedelta(hours=100)) == 1
            other.commit()

    with pytest.raises(Conflict) as refused:
        uploads.append(session, home, upload, offset=0, data=slow())
    assert refused.value.code == "upload.not_receiving"
    session.expire_all()
    assert (upload.state, upload.offset, upload.sha256) == (ended, 0, None)
    assert not uploads.path_of(home, upload.id).exists()


@pytest.fixture
def small_disk():
    """No file of this process grows beyond 2 MB."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(("checked", "kept"), [(False, 2_000_000), (True, 0)])
def test_a_full_disk_is_said_and_the_upload_goes_on_when_there_is_room(
    session, tmp_path, owner, small_disk, checked, kept
):
    home = Settings(home=tmp_path / "home", max_upload_mb=4)
    data = bytes(3_000_000)
    sums = ("sha256", hashlib.sha256(data).digest()) if checked else None
    upload = uploads.create(
        session, home, owner=owner, filename="a.tif", length=len(data), details={}
    )
    session.commit()
    with pytest.raises(Refused) as refused:
        send(session, home, upload, [data], checksum=sums)
    assert refused.value.code == "upload.no_room"
    assert uploads.offset_of(home, upload) == kept
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_000_000, resource.RLIM_INFINITY))
    assert send(session, home, upload, [data[kept:]], offset=kept) == len(data)
    assert upload.state == "complete"
