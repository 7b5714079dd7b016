"""Mission files by their ending: QGroundControl, DJI, MAVLink text, and plain KML to look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from geo.errors import Refused
from geo.mission.model import Mission
from geo.mission.writers import kml, qgc_plan, waypoints, wpml

FORMATS: Mapping[str, Callable[[Mission], bytes]] = MappingProxyType(
    {
        "plan": qgc_plan.as_bytes,
        "kmz": wpml.as_bytes,
        "waypoints": waypoints.as_bytes,
        "kml": kml.as_bytes,
    }
)
MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "plan": "application/json",
        "kmz": "application/vnd.google-earth.kmz",
        "waypoints": "text/plain",
        "kml": "application/vnd.google-earth.kml+xml",
    }
)


def as_bytes(mission: Mission, format: str) -> bytes:  # noqa: A002  (the word for it)
    """Return the mission as a file.

    Parameters
    ----------
    format : {"plan", "kmz", "waypoints", "kml"}

    Raises
    ------
    Refused
        ``mission.format``; ``mission.no_drone_number`` and ``mission.file_limit`` for a kmz.
    """
    writer = FORMATS.get(format)
    if writer is None:
        raise Refused("mission.format", name=format[:20], known=", ".join(FORMATS))
    return writer(mission)


def write(mission: Mission, path: Path, format: str | None = None) -> None:  # noqa: A002  (as above)
    """Write the mission; the format is the path's ending unless it is given.

    Raises
    ------
    Refused
        As :func:`as_bytes`.
    """
    path.write_bytes(as_bytes(mission, format or path.suffix.lstrip(".").lower()))
