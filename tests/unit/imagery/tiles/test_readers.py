from __future__ import annotations

from pathlib import Path

import pytest

from imagery.tiles.readers import Readers

A, B, C = Path("a"), Path("b"), Path("c")


class Opened:
    def __init__(self, path):
        self.path, self.closed = path, False

    def close(self):
        self.closed = True


def test_a_reader_that_came_back_is_lent_again():
    readers = Readers(Opened)
    with readers.lent(A) as first:
        pass
    with readers.lent(A) as again, readers.lent(A) as second:
        assert again is first
        assert second is not first
    with readers.lent(B) as other:
        assert other.path == B


def test_the_longest_unused_is_closed_when_too_many_lie_idle():
    readers = Readers(Opened, idle=2)
    lent = []
    for path in (A, B, A, C):
        with readers.lent(path) as reader:
            lent.append(reader)
    assert lent[2] is lent[0]
    assert [reader.closed for reader in lent] == [False, True, False, False]
    readers.close()
    assert all(reader.closed for reader in lent)


def test_a_reader_whose_use_failed_is_not_lent_again():
    readers = Readers(Opened)
    with pytest.raises(OSError), readers.lent(A) as broken:
        raise OSError
    with readers.lent(A) as fresh:
        assert fresh is not broken
    assert broken.closed
