from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Lock

import pytest

from imagery.tiles.readers import Readers

A, B, C = Path("a"), Path("b"), Path("c")


class Opened:
    """Stands in for a reader and its dataset."""

    def __init__(self, path):
        self.path, self.closed, self.dataset = path, False, self

    def close(self):
        self.closed = True


def test_a_file_is_opened_once_and_lent_again():
    readers = Readers(Opened)
    with readers.lent(A) as first:
        pass
    with readers.lent(A) as again, readers.lent(B) as other:
        assert again is first
        assert other.path == B


def test_the_longest_unused_is_closed_when_too_many_are_open():
    readers = Readers(Opened, most=2)
    lent = []
    for path in (A, B, A, C):
        with readers.lent(path) as reader:
            lent.append(reader)
    assert lent[2] is lent[0]
    assert [reader.closed for reader in lent] == [False, True, False, False]
    readers.close()
    assert all(reader.closed for reader in lent)


def test_a_reader_in_use_is_not_closed_under_its_user():
    readers = Readers(Opened, most=1)
    with readers.lent(A) as held:
        for path in (B, C):
            with readers.lent(path):
                pass
        assert not held.closed
    assert held.closed


def test_a_reader_whose_use_failed_is_not_lent_again():
    readers = Readers(Opened)
    with pytest.raises(OSError), readers.lent(A) as broken:
        raise OSError
    with readers.lent(A) as fresh:
        assert fresh is not broken
    assert broken.closed


def test_a_file_that_cannot_be_opened_holds_nobody_up():
    def refuse(path):
        raise OSError

    readers = Readers(refuse)
    for _ in range(2):
        with pytest.raises(OSError), readers.lent(A):
            pass


def test_one_thread_at_a_time_uses_a_reader_and_closed_ones_are_never_lent():
    readers, using, together, start = Readers(Opened, most=1), Lock(), [], Barrier(4)

    def work(path):
        start.wait()
        for _ in range(200):
            with readers.lent(path) as reader:
                assert not reader.closed
                assert reader.path == path
                if path == A:
                    assert using.acquire(blocking=False)
                    together.append(reader)
                    using.release()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, (A, A, B, C)))
    assert len(together) == 400
