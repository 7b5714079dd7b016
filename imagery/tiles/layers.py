"""The layers a scene can be looked at through: a closed list of names, no formula from outside.

What a layer needs is named by roles; a scene offers those whose roles it has. Neither numpy nor a
raster library is loaded here: the web process lists layers far more often than it draws one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from geo.errors import NotFound
from imagery.tiles import colours, words  # noqa: F401  (registers the layers' names)

_NIR = ("nir", "nir08")
"""Roles that may stand for near infrared, the better first: Sentinel-2's B8 or B8A, Landsat's."""
_STAND_INS: Mapping[str, tuple[str, ...]] = {"nir": _NIR}
_BAND = "band-"
_ROLE = re.compile(r"[a-z][a-z0-9]{1,15}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Bands:
    """Where a scene's roles lie in its file, and how stored numbers become physical ones."""

    numbers: Mapping[str, int]
    """Role -> 1-based band number."""
    scale: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One way to look at a scene.

    Attributes
    ----------
    key : str
        Its name in addresses.
    roles : tuple of str
        Bands it is made of: one for each letter of the index, three for a picture, or one.
    index : str
        spyndex's short name; empty for pictures and single bands.
    letters : tuple of str
        spyndex's letters of the bands, in the order of ``roles``.
    low, high : float or None
        Values of the first and the last colour; None: stretched to the scene's own spread.
    stops : tuple of str
        Colours from low to high; empty for pictures.
    """

    key: str
    roles: tuple[str, ...]
    index: str = ""
    letters: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    stops: tuple[str, ...] = ()
    word: str = field(default="", compare=False)

    @property
    def name_code(self) -> str:
        """The catalogue's code of its name; a single band's takes the parameter ``role``."""
        return self.word or f"layer.{self.key}"


def _index(
    key: str, index: str, bands: str, span: tuple[float, float], stops: tuple[str, ...]
) -> Layer:
    pairs = [pair.split("=") for pair in bands.split()]
    return Layer(
        key=key,
        index=index,
        letters=tuple(letter for letter, _ in pairs),
        roles=tuple(role for _, role in pairs),
        low=span[0],
        high=span[1],
        stops=stops,
    )


NAMED: tuple[Layer, ...] = (
    Layer(key="truecolor", roles=("red", "green", "blue")),
    Layer(key="falsecolor", roles=("nir", "red", "green")),
    Layer(key="shortwave", roles=("swir22", "nir", "red")),
    _index("ndvi", "NDVI", "N=nir R=red", (-0.2, 0.9), colours.BROWN_TO_GREEN),
    _index("ndwi", "NDWI", "G=green N=nir", (-0.8, 0.8), colours.ORANGE_TO_PURPLE),
    _index("mndwi", "MNDWI", "G=green S1=swir16", (-0.8, 0.8), colours.ORANGE_TO_PURPLE),
    _index("nbr", "NBR", "N=nir S2=swir22", (-0.5, 0.9), colours.CIVIDIS),
    _index("ndci", "NDCI", "RE1=rededge705 R=red", (-0.2, 0.5), colours.VIRIDIS),
    _index("bsi", "BI", "S1=swir16 R=red N=nir B=blue", (-0.5, 0.5), colours.CIVIDIS),
)
"""Ranges are where each index has its meaning over land and water; what lies beyond keeps the
outermost colour. BSI is spyndex's "BI" (Bare Soil Index)."""
_BY_KEY = {layer.key: layer for layer in NAMED}


def offered(roles: Mapping[str, int]) -> list[Layer]:
    """Return the layers of a scene with these roles: composites, indices, then single bands."""
    found = [have for layer in NAMED if (have := _fitted(layer, roles)) is not None]
    return found + [
        _single(role) for role in sorted(roles, key=roles.__getitem__) if _is_role(role)
    ]


def named(key: str, roles: Mapping[str, int]) -> Layer:
    """Return a layer of a scene by its name.

    Raises
    ------
    NotFound
        ``tile.no_layer``: no such layer, or the scene lacks its bands.
    """
    role = key.removeprefix(_BAND)
    if key.startswith(_BAND) and role in roles and _is_role(role):
        return _single(role)
    layer = _fitted(_BY_KEY[key], roles) if key in _BY_KEY else None
    if layer is None:
        raise NotFound("tile.no_layer", layer=key[:32])
    return layer


def _fitted(layer: Layer, roles: Mapping[str, int]) -> Layer | None:
    """Return the layer with the scene's own roles, or None when one is missing."""
    chosen = []
    for role in layer.roles:
        have = next((r for r in _STAND_INS.get(role, (role,)) if r in roles), None)
        if have is None:
            return None
        chosen.append(have)
    return replace(layer, roles=tuple(chosen))


def _single(role: str) -> Layer:
    return Layer(key=f"{_BAND}{role}", roles=(role,), stops=colours.GREYS, word="layer.band")


def _is_role(role: str) -> bool:
    return _ROLE.fullmatch(role) is not None
