"""Whether this machine's GDAL can be confined and still reads what we promise: asked at start."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from geo.errors import Refused
from imagery import messages as _messages  # noqa: F401  (registers the words)
from imagery.limits import Limits
from imagery.sandbox import running


@dataclass(frozen=True, kw_only=True)
class Build:
    """What one child found: ``kept`` drivers may meet an upload, ``skipped`` ones never load.

    ``landlock`` is the kernel's version of it; 0: files are not out of the child's reach.
    """

    gdal: str
    kept: tuple[str, ...]
    skipped: int
    landlock: int


def check_build(*, needed: tuple[str, ...] = ()) -> Build:
    """Run one child and return what its GDAL is.

    Parameters
    ----------
    needed : tuple of str
        Drivers that must be there; empty for those of the promised kinds of upload.

    Raises
    ------
    Refused
        ``intake.build`` naming the missing drivers, or ``intake.crashed`` when no child can run
        or a driver that should have been skipped stayed.
    """
    with tempfile.TemporaryDirectory(prefix="imagery-build-") as folder:
        told = running.run("build", {"needed": list(needed)}, work=Path(folder), limits=Limits())
    if told["missing"]:
        raise Refused("intake.build", version=told["gdal"], missing=", ".join(told["missing"]))
    return Build(
        gdal=told["gdal"],
        kept=tuple(told["kept"]),
        skipped=told["skipped"],
        landlock=told["landlock"],
    )
