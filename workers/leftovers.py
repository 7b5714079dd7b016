"""The folders of attempts: made for each, removed by it, and swept up when a kill left one."""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from pathlib import Path

from settings import Settings


def work_folder(settings: Settings) -> Path:
    """Return where attempts keep their files (on the disk of the installation, not in ``/tmp``)."""
    root = settings.home / "work"
    root.mkdir(parents=True, exist_ok=True)
    return root


def remove(settings: Settings, *, older_than_s: float) -> int:
    """Remove what was left by attempts that were killed; return how many folders went.

    Parameters
    ----------
    older_than_s : float
        More than any attempt may last: a younger folder may be in use.
    """
    before = time.time() - older_than_s
    gone = 0
    for path in list(work_folder(settings).iterdir()):
        # An attempt may remove its folder, and another worker may sweep, at the same moment.
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                shutil.rmtree(path)
                gone += 1
    return gone
