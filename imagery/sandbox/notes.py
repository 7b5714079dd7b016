"""What the analysis file says of its bands (child side): our own words for what the input told.

Only what the input says itself is kept, never what was supposed from its type or band order, so
that whoever reads the stored file guesses the same as from the input.
"""

from __future__ import annotations

from imagery.capture_time import BEIJING
from imagery.cog import georef
from imagery.cog.tags import Tag
from imagery.guess import BandGuess
from imagery.metadata import exif
from imagery.raster_text import RasterText, plain

_BANDS_SAID = {"guess.bands_from_descriptions", "guess.bands_from_name"}
_SCALE_SAID = {
    "guess.scale_from_metadata",
    "guess.scale_from_description",
    "guess.scale_from_landsat",
    "guess.offset_from_baseline",
}
_CLOUD = "cloud probability"


def tags(guess: BandGuess, count: int) -> dict[int, Tag]:
    """Return the tags that tell band roles, scale, cloud band and time of a file of ``count``."""
    said = set(guess.why)
    scaled = bool(_SCALE_SAID & said) and "guess.scales_differ" not in said
    bands: dict[int, dict[str, str]] = {}
    for role, number in guess.bands.items():
        told = {"description": role} if _BANDS_SAID & said else {}
        bands[number] = told | (_scaling(guess) if scaled else {})
    if guess.cloud_band is not None:
        bands[guess.cloud_band] = {"description": _CLOUD}
    kept = {number: told for number, told in bands.items() if number <= count}
    return georef.items(_moment(guess, said), kept)


def names(said: RasterText) -> list[str]:
    """Return the bands' descriptions; one with markup or control signs is none at all."""
    return [exif.clean(plain(name)) for name in said.descriptions]


def _scaling(guess: BandGuess) -> dict[str, str]:
    return {"scale": repr(float(guess.scale)), "offset": repr(float(guess.offset))}


def _moment(guess: BandGuess, said: set[str]) -> dict[str, str]:
    """Return the capture time as exactly as it was told: no hour, no zone where one was assumed."""
    if guess.taken_at is None:
        return {}
    there = guess.taken_at.astimezone(BEIJING).replace(tzinfo=None)
    if "guess.noon_assumed" in said:
        return {"ACQUISITION_DATETIME": there.date().isoformat()}
    exact = there if "guess.zone_assumed" in said else guess.taken_at
    return {"ACQUISITION_DATETIME": exact.isoformat(timespec="seconds")}
