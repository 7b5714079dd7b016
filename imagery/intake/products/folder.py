"""Lists a product's folder: plain files only, nothing that leads out of it, not endlessly many."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from geo.errors import Refused

MAX_FILES = 5000
_MAX_DEPTH = 8
_LEAVES = re.compile(r"\.\.|^[/\\~]|^[A-Za-z]:|[\x00-\x1f]|://")
Listing = dict[str, Path]
"""Paths relative to the folder, with ``/``, and the files."""


def listing(root: Path) -> Listing:
    """Return every file below a folder.

    Raises
    ------
    Refused
        ``intake.product_link`` (a link, device or pipe anywhere), ``intake.product_too_many``.
    """
    found: Listing = {}
    for name, path in _walk(root, "", _MAX_DEPTH):
        found[name] = path
        if len(found) > MAX_FILES:
            raise Refused("intake.product_too_many", limit=MAX_FILES)
    return found


def inner(path: Path) -> Path:
    """Return the folder itself, or the one ``*.SAFE`` folder in it: archives unpack that way."""
    if path.name.endswith(".SAFE"):
        return path
    inside = [p for p in path.iterdir() if p.name.endswith(".SAFE")]
    return inside[0] if len(inside) == 1 and not inside[0].is_symlink() else path


def check_reference(name: str) -> None:
    """Refuse a file name in metadata that would lead out of the folder; it is never opened."""
    if _LEAVES.search(name):
        raise Refused("intake.product_path")


def _walk(folder: Path, prefix: str, depth: int) -> Iterator[tuple[str, Path]]:
    if depth < 0:
        raise Refused("intake.product_too_many", limit=MAX_FILES)
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            mode = entry.stat(follow_symlinks=False).st_mode
            if stat.S_ISDIR(mode):
                yield from _walk(Path(entry.path), f"{prefix}{entry.name}/", depth - 1)
            elif stat.S_ISREG(mode):
                yield prefix + entry.name, Path(entry.path)
            else:
                raise Refused("intake.product_link", name=entry.name[:80])
