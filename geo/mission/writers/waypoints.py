"""``QGC WPL 110``: the tab-separated list that Mission Planner, APM and DroneKit read."""

from __future__ import annotations

from geo.mission.model import Mission
from geo.mission.writers.mavlink import WAYPOINT, Item, items

_ABSOLUTE = 0


def as_bytes(mission: Mission) -> bytes:
    """Return the list; item 0 is the take-off point, its altitude 0 where none is known."""
    lon, lat = mission.home
    home = Item(WAYPOINT, _ABSOLUTE, (0, 0, 0, 0, lat, lon, mission.home_altitude_m or 0.0))
    rows = [_row(n, item) for n, item in enumerate([home, *items(mission)])]
    return ("QGC WPL 110\n" + "\n".join(rows) + "\n").encode("ascii")


def _row(number: int, item: Item) -> str:
    numbers = [f"{value or 0.0:.8f}" for value in item.params]
    current = 1 if number == 0 else 0
    return "\t".join([str(number), str(current), str(item.frame), str(item.command), *numbers, "1"])
