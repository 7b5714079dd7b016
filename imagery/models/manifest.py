"""Reads a model's manifest strictly: every key known, every number in range, the file pinned."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from geo import strict_json
from geo.errors import Refused
from geo.signs import sights
from imagery.hashing import sha256_of

FORMAT = 1
MAX_BYTES = 64 * 1024
ACTIVATIONS = ("none", "sigmoid", "softmax")
LARGEST_SIDE = 2048
_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,39}")
_ROLE = re.compile(r"[a-z][a-z0-9]{1,15}")
_CODE = re.compile(r"[A-Z]{2,4}-\d{2}")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.onnx")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Target:
    """One class; without ``code`` and ``sign`` it is background and nothing is claimed of it."""

    name: str
    code: str | None = None
    sign: str | None = None


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a model is and what it may be used for; see the room's docstring for each key."""

    path: Path
    id: str
    version: str
    title: str
    licence: str
    sha256: str
    bands: tuple[str, ...]
    mean: tuple[float, ...]
    std: tuple[float, ...]
    side_px: int
    margin_px: int
    gsd_m: tuple[float, float]
    activation: str
    threshold: float
    least_px: int
    classes: tuple[Target, ...]
    metrics: Mapping[str, float | str]


_KEYS = {field.name for field in fields(Manifest)} - {"path"} | {"format", "file"}


def load(path: Path) -> Manifest:
    """Return a checked manifest; ``path`` of the result is the network's file beside it.

    Raises
    ------
    Refused
        ``model.bad_manifest`` (with the key), ``model.missing_file``, ``model.other_file`` (the
        SHA-256 differs), ``geojson.*`` for what is no JSON.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refused("model.missing_file", file=path.name) from error
    told = strict_json.load(data, max_bytes=MAX_BYTES, max_depth=6)
    manifest = _manifest(told, path.parent)
    if not manifest.path.is_file():
        raise Refused("model.missing_file", file=manifest.path.name)
    if sha256_of(manifest.path) != manifest.sha256:
        raise Refused("model.other_file", file=manifest.path.name)
    return manifest


def _manifest(told: Any, folder: Path) -> Manifest:
    _demand(isinstance(told, dict), "{}")
    odd = sorted(_KEYS ^ set(told))
    _demand(not odd, ", ".join(odd)[:100])
    _demand(told["format"] == FORMAT, "format")
    bands = tuple(_matching("bands", one, _ROLE) for one in _list(told, "bands", 1, 16))
    _demand(len(set(bands)) == len(bands), "bands")
    side = _whole(told, "side_px", 32, LARGEST_SIDE)
    return Manifest(
        path=folder / _matching("file", told["file"], _FILE),
        id=_matching("id", told["id"], _ID),
        version=_words(told, "version", 20),
        title=_words(told, "title", 200),
        licence=_words(told, "licence", 100),
        sha256=_matching("sha256", told["sha256"], _SHA256),
        bands=bands,
        mean=_numbers(told, "mean", len(bands), -1e6, 1e6),
        std=_numbers(told, "std", len(bands), 1e-9, 1e6),
        side_px=side,
        margin_px=_whole(told, "margin_px", 0, side // 2 - 1),
        gsd_m=_range(told),
        activation=_one_of(told, "activation", ACTIVATIONS),
        threshold=_number("threshold", told["threshold"], 0.0, 1.0),
        least_px=_whole(told, "least_px", 1, 10**6),
        classes=_classes(told),
        metrics=_metrics(told),
    )


def _range(told: dict[str, Any]) -> tuple[float, float]:
    finest, coarsest = _numbers(told, "gsd_m", 2, 1e-3, 1e4)
    _demand(finest <= coarsest, "gsd_m")
    return finest, coarsest


def _classes(told: dict[str, Any]) -> tuple[Target, ...]:
    classes = tuple(map(_target, _list(told, "classes", 1, 64)))
    _demand(any(one.code for one in classes), "classes")
    return classes


def _target(told: Any) -> Target:
    _demand(isinstance(told, dict) and set(told) in ({"name"}, {"name", "code", "sign"}), "classes")
    name = _words(told, "name", 60)
    if "code" not in told:
        return Target(name)
    _demand(told["sign"] in sights(), "sign")
    return Target(name, _matching("code", told["code"], _CODE), told["sign"])


def _metrics(told: dict[str, Any]) -> dict[str, float | str]:
    """What was measured on data the model had not seen, and on which: no model without it."""
    metrics = told["metrics"]
    _demand(isinstance(metrics, dict), "metrics")
    _demand(set(metrics) == {"precision", "recall", "tested_on"}, "metrics")
    shares = {key: _number(key, metrics[key], 0, 1) for key in ("precision", "recall")}
    return {**shares, "tested_on": _words(metrics, "tested_on", 200)}


def _demand(holds: object, key: str) -> None:
    if not holds:
        raise Refused("model.bad_manifest", key=key)


def _list(told: dict[str, Any], key: str, least: int, most: int) -> list[Any]:
    value = told[key]
    _demand(isinstance(value, list) and least <= len(value) <= most, key)
    return list(value)


def _matching(key: str, value: Any, pattern: re.Pattern[str]) -> str:
    _demand(isinstance(value, str) and pattern.fullmatch(value), key)
    return str(value)


def _words(told: dict[str, Any], key: str, most: int) -> str:
    value = told[key]
    _demand(isinstance(value, str) and 0 < len(value) <= most and value.isprintable(), key)
    return str(value)


def _one_of(told: dict[str, Any], key: str, known: tuple[str, ...]) -> str:
    _demand(told[key] in known, key)
    return str(told[key])


def _whole(told: dict[str, Any], key: str, least: int, most: int) -> int:
    value = told[key]
    _demand(type(value) is int and least <= value <= most, key)
    return int(value)


def _number(key: str, value: Any, least: float, most: float) -> float:
    _demand(type(value) in {int, float} and math.isfinite(value) and least <= value <= most, key)
    return float(value)


def _numbers(
    told: dict[str, Any], key: str, count: int, least: float, most: float
) -> tuple[float, ...]:
    values = _list(told, key, count, count)
    return tuple(_number(key, value, least, most) for value in values)
