"""Refusals that say which file they speak of: its name as it was given, and its role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from geo.errors import XunzhanError
from imagery.raster_text import plain

_NAMING = ("file", "what")
"""Parameters of refusals that hold a file's name or a role."""


def label(path: Path, role: str) -> str:
    """Return ``scene.tif (--image)``: the base name without unseen characters, and the role."""
    return f"{plain(path.name or str(path))} ({role})"


@contextmanager
def about(path: Path, role: str) -> Iterator[None]:
    """Let every refusal of the block name this file."""
    try:
        yield
    except XunzhanError as refusal:
        name(refusal, {path.name: label(path, role)}, (label(path, role),))
        raise


@contextmanager
def naming(labels: Mapping[str, str], otherwise: tuple[str, ...]) -> Iterator[None]:
    """Let refusals of the block name files by their labels, those that name none all of them.

    Parameters
    ----------
    labels : mapping of str -> str
        From what a refusal calls a file or role to what the user calls it.
    otherwise : tuple of str
        The labels for a refusal that names no file.
    """
    try:
        yield
    except XunzhanError as refusal:
        name(refusal, labels, otherwise)
        raise


def name(refusal: XunzhanError, labels: Mapping[str, str], otherwise: tuple[str, ...]) -> None:
    """Put the labels into a refusal's words, or what it is about before them."""
    held = {key: refusal.params.get(key) for key in _NAMING}
    known = {key: labels[v] for key, v in held.items() if isinstance(v, str) and v in labels}
    refusal.params.update(known)
    if not known and otherwise:
        inner = refusal.params.get("about")
        told = ", ".join((*otherwise, *([inner] if isinstance(inner, str) else [])))
        refusal.params["about"] = told
