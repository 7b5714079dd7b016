"""The band names a command line may use: listed in the help, in any case, never dropped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from geo.errors import Refused
from imagery.detectors import options
from imagery.guess import ROLES, BandGuess

RADAR = ("vv", "vh")
FROM_DESCRIPTIONS = "guess.bands_from_descriptions"
HELP = f"which band holds what: green=1,nir=2; names in any case: {', '.join(ROLES)}"


def bands_of(text: str, option: str, *, also: Iterable[str] = ()) -> dict[str, int]:
    """Read ``green=1,NIR=2``.

    Parameters
    ----------
    text, option : str
        What was given, and the option it was given to.
    also : iterable of str
        Names that a trained model uses besides :data:`imagery.guess.ROLES`.

    Raises
    ------
    Refused
        ``detect.bad_option``, ``cli.unknown_band``.
    """
    try:
        bands = options.bands_of(text.lower())
    except Refused as refusal:
        refusal.params.update(option=option, value=text)
        raise
    known = dict.fromkeys((*ROLES, *also))
    for role in bands:
        if role not in known:
            raise Refused("cli.unknown_band", option=option, name=role, known=", ".join(known))
    return bands


def check_said(bands: Mapping[str, int], guess: BandGuess, option: str) -> None:
    """Refuse bands that the file's own descriptions say are swapped, or no radar at all.

    Only what is certain counts: a band described as another role that is asked for, too, or a radar
    channel asked for where the file describes an optical band. Band codes mean other things in
    other products, so a description that is merely different is the user's business.

    Raises
    ------
    Refused
        ``cli.bands_contradict``.
    """
    if FROM_DESCRIPTIONS not in guess.why:
        return
    told = {number: role for role, number in guess.bands.items()}
    for role, number in bands.items():
        there = told.get(number, role)
        optical = role in RADAR and there not in RADAR
        if there != role and (there in bands or optical):
            file = ",".join(f"{name}={n}" for name, n in guess.bands.items())
            params = {"band": number, "said": there, "name": role, "described": file}
            raise Refused("cli.bands_contradict", option=option, **params)


def written(bands: Mapping[str, int]) -> str:
    """Return bands as an option holds them."""
    return ",".join(f"{role}={number}" for role, number in bands.items())
