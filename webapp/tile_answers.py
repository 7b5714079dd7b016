"""Who gets which tile: the one decision that the fast door and the views share.

Needs neither Flask's request nor a database: the grant says which file, the session whose.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from werkzeug.http import parse_etags

from geo.errors import Forbidden
from imagery.tiles import layers
from ledger import media
from settings import Settings
from webapp import grants
from webapp.grants import Grant

MAX_AGE_S = 3600
CACHE_CONTROL = f"private, max-age={MAX_AGE_S}, immutable"
"""The version stands in the address, so a tile never changes under it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A request for one tile."""

    scene_id: int
    version: int
    z: int
    x: int
    y: int
    grant: str
    user_id: int | None
    """Of the browser's session; None without one."""
    known: str = ""
    """``If-None-Match``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What to send: 200 with bytes, 204 where there is nothing to see, 304 when it is known."""

    status: int
    tag: str
    body: bytes = b""
    content_type: str = ""

    def headers(self) -> list[tuple[str, str]]:
        """Return the headers that belong to a tile."""
        told = [("Cache-Control", CACHE_CONTROL), ("ETag", f'"{self.tag}"')]
        if self.status == 200:
            told += [("Content-Type", self.content_type), ("Content-Length", str(len(self.body)))]
        return told


class TileAnswers:
    """Answers for tiles of one installation.

    Parameters
    ----------
    secret : str
        Signs grants.
    settings : Settings
        Say where the files are.
    """

    def __init__(self, secret: str, settings: Settings) -> None:
        self._secret, self._settings = secret, settings

    def stored(self, asked: Asked) -> Answer:
        """Return a stored tile of the display COG.

        Raises
        ------
        Forbidden
            ``tile.grant``.
        Refused, NotFound
            The file is unreadable or gone.
        """
        grant = self._admitted(asked, layers=False)
        tag = f"{grant.sha256[:16]}-{asked.z}-{asked.x}-{asked.y}"
        if _is_known(asked, tag):
            return Answer(status=304, tag=tag)
        from imagery import tiles  # noqa: PLC0415  (processes that serve no tiles read no COG)

        found = tiles.open_tiles(self._path(grant)).tile(asked.z, asked.x, asked.y)
        if found is None:
            return Answer(status=204, tag=tag)
        return Answer(status=200, tag=tag, body=found.data, content_type=found.content_type)

    def layer(self, asked: Asked, key: str) -> Answer:
        """Return a tile of a named layer, drawn from the analysis COG.

        Raises
        ------
        Forbidden
            ``tile.grant``.
        NotFound
            ``tile.no_layer``.
        Refused
            The file is unreadable.
        """
        grant = self._admitted(asked, layers=True)
        if grant.bands is None:
            raise Forbidden("tile.grant")
        layer = layers.named(key, grant.bands.numbers)
        tag = f"{grant.sha256[:16]}-{_told(layer, grant.bands)}-{asked.z}-{asked.x}-{asked.y}"
        if _is_known(asked, tag):
            return Answer(status=304, tag=tag)
        from imagery.tiles import render  # noqa: PLC0415  (loads GDAL and numpy)

        path = self._path(grant)
        body = render.tile_png(path, layer, grant.bands, asked.z, asked.x, asked.y)
        if body is None:
            return Answer(status=204, tag=tag)
        return Answer(status=200, tag=tag, body=body, content_type="image/png")

    def _admitted(self, asked: Asked, *, layers: bool) -> Grant:
        """Open the grant; with a session it must be the session's own."""
        grant = grants.verify(
            asked.grant,
            scene_id=asked.scene_id,
            version=asked.version,
            layers=layers,
            secret=self._secret,
        )
        if asked.user_id is not None and asked.user_id != grant.user_id:
            raise Forbidden("tile.grant")
        return grant

    def _path(self, grant: Grant) -> Path:
        return _local_path(grant.sha256, self._settings)


@lru_cache(maxsize=512)
def _local_path(sha256: str, settings: Settings) -> Path:
    return media.store_for(settings).local_path(sha256)


def _is_known(asked: Asked, tag: str) -> bool:
    return bool(asked.known) and parse_etags(asked.known).contains_weak(tag)


def _told(layer: layers.Layer, bands: layers.Bands) -> str:
    """Return a short hash of all that decides how a layer looks: correcting bands changes it."""
    numbers = [bands.numbers[role] for role in layer.roles]
    told = repr((layer, numbers, bands.scale, bands.offset))
    return hashlib.blake2s(told.encode(), digest_size=6).hexdigest()
