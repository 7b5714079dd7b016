"""The tile views: stored tiles and named layers; what the fast door does not answer lands here."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Flask, Response, current_app, request, session

from webapp import tile_door
from webapp.access import token_free
from webapp.tile_answers import Answer, Asked, TileAnswers

bp = Blueprint("tiles", __name__)


def init_app(app: Flask) -> None:
    """Open the views and, before them, the fast door."""
    answers = TileAnswers(app.config["SECRET_KEY"], app.extensions["xunzhan_settings"])
    app.extensions["xunzhan_tiles"] = answers
    app.register_blueprint(bp)
    tile_door.init_app(app, answers)


@bp.get(tile_door.ROUTE)
@token_free
def tile(scene_id: int, version: int, z: int, x: int, y: int) -> Response:
    """Send one stored tile; 204 where the scene has nothing."""
    return _response(_answers().stored(_asked(scene_id, version, z, x, y)))


@bp.get("/tiles/<int:scene_id>/<int:version>/<layer>/<int:z>/<int:x>/<int:y>.png")
@token_free
def layer_tile(scene_id: int, version: int, layer: str, z: int, x: int, y: int) -> Response:
    """Send one tile of a named layer; 204 where nothing is known."""
    return _response(_answers().layer(_asked(scene_id, version, z, x, y), layer))


def _asked(scene_id: int, version: int, z: int, x: int, y: int) -> Asked:
    return Asked(
        scene_id=scene_id,
        version=version,
        z=z,
        x=x,
        y=y,
        grant=request.args.get("g", ""),
        user_id=session.get("xz_user"),
        known=request.headers.get("If-None-Match", ""),
    )


def _answers() -> TileAnswers:
    return cast("TileAnswers", current_app.extensions["xunzhan_tiles"])


def _response(answer: Answer) -> Response:
    response = Response(answer.body, status=answer.status)
    if answer.status != 200:
        response.headers.pop("Content-Type")
    response.headers.update(answer.headers())
    return response
