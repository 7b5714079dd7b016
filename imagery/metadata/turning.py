"""EXIF's orientation and the camera's attitude: which way the stored pixels really look.

Makers tell yaw, pitch and roll of the picture as it is looked at; the stored pixels, and with them
lens and footprint, are the sensor's. A camera turned by a quarter (portrait) says so by the
orientation mark alone, or by a roll of 90 degrees as well: then nothing is turned twice.
"""

from __future__ import annotations

from imagery.metadata.notes import Notes

ROLLS = {3: 180.0, 6: 90.0, 8: -90.0}
"""Orientation -> degrees that the stored picture rolls, right side down, beside the seen one."""
_TOLD_DEG = 30.0


def read(notes: Notes, orientation: int) -> None:
    """Bring the roll to the stored pixels, unless the maker's own roll tells of the turn.

    Mirrored pictures (2, 4, 5, 7) do not come from a drone; cameras fixed to the aircraft
    (``mount`` body) are not turned in it. Both stay as they are.
    """
    turn = ROLLS.get(orientation)
    said = notes.values
    if turn is None or "pitch_deg" not in said or said.get("mount") == "body":
        return
    roll = float(said.get("roll_deg", 0.0))
    if abs(abs(roll) - abs(turn)) <= _TOLD_DEG:
        return
    notes.origins["roll_deg"] = (
        f"{notes.origins['roll_deg']}+exif" if "roll_deg" in said else "exif"
    )
    said["roll_deg"] = (roll + turn + 180.0) % 360.0 - 180.0
