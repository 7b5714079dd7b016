"""The map page, and the frame's script and style sheet."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from webapp import config
from webapp.folium_frame import ELEMENT_ID, map_frame

bp = Blueprint("map", __name__)

_YEAR_S = 365 * 24 * 3600


@bp.get("/")
def index() -> ResponseReturnValue:
    """Show the map; its data comes from the API."""
    return render_template(
        "map.html",
        map_frame=map_frame(),
        element_id=ELEMENT_ID,
        conf=config.current(),
        phone_filter=True,
    )


@bp.get("/frame/<version>.<kind>")
def frame_file(version: str, kind: str) -> ResponseReturnValue:
    """Serve the frame's script (js) or style sheet (css); the address is their hash."""
    frame = map_frame()
    if version != frame.version or kind not in {"js", "css"}:
        abort(404)
    text, mimetype = (
        (frame.script, "text/javascript") if kind == "js" else (frame.style, "text/css")
    )
    answer = Response(text, mimetype=mimetype)
    answer.cache_control.public = True
    answer.cache_control.max_age = _YEAR_S
    answer.cache_control.immutable = True
    return answer
