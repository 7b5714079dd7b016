"""The tile door: checks the grant, sends stored bytes; no session and no database."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, request, session

from geo.errors import Forbidden
from ledger import media
from webapp import config, grants
from webapp.access import token_free

MAX_AGE_S = 3600

bp = Blueprint("tiles", __name__)


def init_app(app: Flask) -> None:
    """Open the door."""
    app.register_blueprint(bp)


@bp.get("/tiles/<int:scene_id>/<int:version>/<int:z>/<int:x>/<int:y>")
@token_free
def tile(scene_id: int, version: int, z: int, x: int, y: int) -> Response:
    """Send one stored tile; 204 where the scene has nothing."""
    grant = grants.verify(request.args.get("g", ""), scene_id=scene_id, version=version)
    if session.get("xz_user", grant.user_id) != grant.user_id:
        raise Forbidden("tile.grant")
    tag = f"{grant.sha256[:16]}-{z}-{x}-{y}"
    if tag in request.if_none_match:
        return _cached(Response(status=304), tag)
    return _cached(_answer(grant.sha256, z, x, y), tag)


def _answer(sha256: str, z: int, x: int, y: int) -> Response:
    from imagery import tiles  # noqa: PLC0415  (rasters are loaded by processes that serve tiles)

    found = tiles.open_tiles(_path(sha256)).tile(z, x, y)
    if found is None:
        return Response(status=204)
    return Response(found.data, content_type=found.content_type)


def _path(sha256: str) -> Path:
    settings = config.current()
    return _local_path(sha256, settings.media_root, str(settings.home))


@lru_cache(maxsize=512)
def _local_path(sha256: str, _root: str, _home: str) -> Path:
    return media.store_for(config.current()).local_path(sha256)


def _cached(response: Response, tag: str) -> Response:
    response.headers["Cache-Control"] = f"private, max-age={MAX_AGE_S}, immutable"
    response.set_etag(tag)
    return response
