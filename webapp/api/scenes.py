"""Scenes: list, one with its tiles, corrections."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from sqlalchemy import select

from ledger import flights, scenes
from ledger.models import Scene, SceneStation, Station
from webapp import db, lang, security
from webapp.fetch import fetch, listing
from webapp.queries.scenes import declarable, scene_detail, scenes_list
from webapp.schemas import answers, shapes
from webapp.schemas.flight_answers import Nudged
from webapp.schemas.flights import Nudge
from webapp.schemas.scenes import SceneChanges, SceneQuery
from webapp.serial.jobs import job_json

bp = Blueprint("api_scenes", __name__, description="Imagery")


@bp.get("/scenes")
@bp.arguments(SceneQuery, location="query")
@bp.response(200)
@bp.doc(**answers.answers(shapes.Scenes))
def list_scenes(query: dict[str, Any]) -> dict[str, Any]:
    """List the scenes the caller may see, newest first."""
    rows = listing(Scene, "scene.view").order_by(Scene.id.desc()).limit(query["limit"])
    if code := query.get("station"):
        stations = select(Station.id).where(Station.code == code)
        shown = select(SceneStation.scene_id).where(SceneStation.station_id.in_(stations))
        rows = rows.where(Scene.id.in_(shown))
    return {"items": scenes_list(db.session().scalars(rows).all())}


@bp.get("/scenes/<int:scene_id>")
@bp.response(200)
@bp.doc(**answers.answers(shapes.Scene))
def show_scene(scene_id: int) -> dict[str, Any]:
    """Show one scene with a short grant for its tiles."""
    return scene_detail(fetch(Scene, "scene.view", id=scene_id))


@bp.patch("/scenes/<int:scene_id>")
@bp.arguments(SceneChanges)
@bp.response(200)
@bp.doc(**answers.answers(answers.Corrected))
def correct_scene(changes: dict[str, Any], scene_id: int) -> dict[str, Any]:
    """Correct what was guessed or declared; the scene is looked at again."""
    scene, actor = fetch(Scene, "scene.edit", id=scene_id), security.the_actor()
    if "stations" in changes:
        changes["stations"] = declarable(scene, changes["stations"])
    job = scenes.correct(db.session(), scene, changes, actor=actor)
    db.session().flush()
    return {"scene": scene_detail(scene), "job": job_json(job, lang.current(), actor)}


@bp.post("/scenes/<int:scene_id>/nudge")
@bp.arguments(Nudge)
@bp.response(200)
@bp.doc(**answers.answers(Nudged))
def nudge_scene(moved: dict[str, Any], scene_id: int) -> dict[str, Any]:
    """Show a scene some metres from where its file lies; nothing is made anew."""
    scene, actor = fetch(Scene, "scene.edit", id=scene_id), security.the_actor()
    flights.nudge(
        db.session(),
        scene,
        east_m=moved["east_m"],
        north_m=moved["north_m"],
        actor=actor,
        version=moved["version"],
    )
    return {"scene": scene_detail(scene)}
