"""The only folder a child needs: the input under a name of ours, and what it writes."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def work_folder(out_dir: Path, source: Path) -> Iterator[Path]:
    """Give an empty folder with the input linked in, removed afterwards.

    The child never sees the real name, and no side file of the input lies beside the link.
    """
    with empty_folder(out_dir) as work:
        (work / "input").symlink_to(source.resolve())
        yield work


@contextmanager
def empty_folder(out_dir: Path) -> Iterator[Path]:
    """Give an empty folder inside ``out_dir``, removed afterwards."""
    out_dir.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".intake-", dir=out_dir.resolve()))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def moved(file: Path, out_dir: Path) -> Path:
    """Bring a finished file from the work folder to its place, on disk before it has its name."""
    with file.open("rb") as handle:
        os.fsync(handle.fileno())
    return file.replace(out_dir / file.name)
