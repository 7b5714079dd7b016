"""The camera table: ``cameras.csv`` with a source and a certainty in every row."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from geo.errors import Refused
from geo.mission.model import Camera

TABLE = Path(__file__).parent / "cameras.csv"
DEFAULT = "m3e"


@cache
def cameras() -> Mapping[str, Camera]:
    """Return the cameras by name."""
    return MappingProxyType({row["name"]: _camera(row) for row in _rows()})


def camera_of(wanted: Camera | str) -> Camera:
    """Return a camera by its name, title or another name; upper case and spaces do not matter.

    Raises
    ------
    Refused
        ``mission.camera``: not in the table.
    """
    if isinstance(wanted, Camera):
        return wanted
    found = _names().get(_plain(wanted))
    if found is None:
        raise Refused("mission.camera", name=wanted[:60], known=", ".join(cameras()))
    return cameras()[found]


@cache
def _names() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for row in _rows():
        for text in (row["name"], row["title"], *row["aliases"].split(";")):
            names.setdefault(_plain(text), row["name"])
    return names


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _camera(row: Mapping[str, str]) -> Camera:
    numbers = [row[key] for key in ("drone", "variant", "payload", "position")]
    drone, variant, payload, position = (int(n) if n else -1 for n in numbers)
    return Camera(
        name=row["name"],
        title=row["title"],
        sensor_mm=(float(row["sensor_w_mm"]), float(row["sensor_h_mm"])),
        focal_mm=float(row["focal_mm"]),
        size=(int(row["width_px"]), int(row["height_px"])),
        interval_s=float(row["interval_s"]),
        minutes=float(row["minutes"]),
        speed_m_s=float(row["speed_m_s"]),
        wind_m_s=float(row["wind_m_s"]),
        wpml=(drone, variant, payload, position) if all(numbers) else None,
        source=row["source"],
        certainty=row["certainty"],
    )
