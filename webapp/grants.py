"""Short grants for the tile door: what a person may see, signed, for at most ten minutes."""

from __future__ import annotations

import time
from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from geo import messages
from geo.errors import Forbidden

WINDOW_S = 300
"""A grant is the same for five minutes, so that a browser can keep the tiles it has."""

messages.register(
    {
        "tile.grant": (
            "瓦片凭证无效或已过期，请刷新页面",
            "The tile grant is not valid or has expired; reload the page",
        )
    }
)


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One person's right to the tiles of one version of a scene."""

    scene_id: int
    version: int
    user_id: int
    sha256: str
    """Of the display COG, so that the door needs no database."""
    expires: int
    """Unix time."""


def issue(*, scene_id: int, version: int, user_id: int, sha256: str) -> tuple[str, int]:
    """Return a signed grant and when it ends (unix time, 5 to 10 minutes from now)."""
    expires = (int(time.time()) // WINDOW_S + 2) * WINDOW_S
    text = _signer().dumps([scene_id, version, user_id, sha256, expires])
    return str(text), expires


def verify(text: str, *, scene_id: int, version: int, at: float | None = None) -> Grant:
    """Return what a grant allows.

    Raises
    ------
    Forbidden
        ``tile.grant``: forged, expired, or for another scene or version.
    """
    try:
        scene, made_for, user_id, sha256, expires = _signer().loads(text)
    except (BadData, ValueError, TypeError) as error:
        raise Forbidden("tile.grant") from error
    late = (time.time() if at is None else at) > expires
    if late or (scene, made_for) != (scene_id, version):
        raise Forbidden("tile.grant")
    return Grant(scene_id=scene, version=made_for, user_id=user_id, sha256=sha256, expires=expires)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="xunzhan-tile-grant")
