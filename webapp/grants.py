"""Short grants for the tile door: what a person may see, signed, for at most ten minutes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from geo import messages
from geo.errors import Forbidden
from imagery.tiles.layers import Bands

WINDOW_S = 300
"""A grant is the same for five minutes, so that a browser can keep the tiles it has."""
_STORED, _LAYERS = "xunzhan-tile-grant", "xunzhan-layer-grant"
_REMEMBERED = 2048

messages.register(
    {
        "tile.grant": (
            "瓦片凭证无效或已过期，请刷新页面",
            "The tile grant is not valid or has expired; reload the page",
        )
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """One person's right to the tiles of one version of a scene."""

    scene_id: int
    version: int
    user_id: int
    sha256: str
    """Of the display COG (tiles) or the analysis COG (layers): the door needs no database."""
    expires: int
    """Unix time."""
    bands: Bands | None = None
    """Of a layer grant: where the scene's roles lie."""


def issue(
    *, scene_id: int, version: int, user_id: int, sha256: str, bands: Bands | None = None
) -> tuple[str, int]:
    """Return a signed grant and when it ends (unix time, 5 to 10 minutes from now).

    With ``bands`` it is for layers, without for stored tiles; neither opens the other's door.
    """
    expires = (int(time.time()) // WINDOW_S + 2) * WINDOW_S
    told: list[Any] = [scene_id, version, user_id, sha256, expires]
    if bands is not None:
        told += [dict(bands.numbers), bands.scale, bands.offset]
    signer = _signer(current_app.config["SECRET_KEY"], _STORED if bands is None else _LAYERS)
    return str(signer.dumps(told)), expires


def verify(
    text: str,
    *,
    scene_id: int,
    version: int,
    layers: bool = False,
    at: float | None = None,
    secret: str | None = None,
) -> Grant:
    """Return what a grant allows.

    Parameters
    ----------
    layers : bool
        Whether it must be a grant for layers; else one for stored tiles.
    at : float, optional
        Unix time; default: now.
    secret : str, optional
        Default: the running application's.

    Raises
    ------
    Forbidden
        ``tile.grant``: forged, expired, or for another scene, version or kind of tile.
    """
    secret = secret or current_app.config["SECRET_KEY"]
    try:
        grant = _opened(secret, _LAYERS if layers else _STORED, text)
    except (BadData, ValueError, TypeError) as error:
        raise Forbidden("tile.grant") from error
    late = (time.time() if at is None else at) > grant.expires
    if late or (grant.scene_id, grant.version) != (scene_id, version):
        raise Forbidden("tile.grant")
    return grant


@lru_cache(maxsize=_REMEMBERED)
def _opened(secret: str, salt: str, text: str) -> Grant:
    """Check the signature; a map asks with one grant for hundreds of tiles."""
    scene, version, user_id, sha256, expires, *rest = _signer(secret, salt).loads(text)
    return Grant(
        scene_id=scene,
        version=version,
        user_id=user_id,
        sha256=sha256,
        expires=expires,
        bands=Bands(numbers=rest[0], scale=rest[1], offset=rest[2]) if rest else None,
    )


def _signer(secret: str, salt: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=salt)
