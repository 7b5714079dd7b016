"""What the API answers, for its OpenAPI document; tests hold real answers against these shapes.

Nothing is dumped through them: ``webapp.serial`` makes the answers.
"""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

Maybe: dict[str, Any] = {"allow_none": True, "required": True}
Must: dict[str, Any] = {"required": True}


def many(shape: type[Schema]) -> fields.List:
    """Return a list of ``shape``."""
    return fields.List(fields.Nested(shape), **Must)


class Named(Schema):
    """A code and its name in the caller's language."""

    code = fields.String(**Must)
    name = fields.String(**Must)


class Coded(Schema):
    """A coded reason with its words."""

    code = fields.String(**Must)
    text = fields.String(**Must)


class Place(Schema):
    """A station in short; degrees, WGS-84."""

    code = fields.String(**Must)
    name = fields.String(**Must)
    kind = fields.String(metadata={"enum": ["air", "water"]}, **Must)
    lon = fields.Float(**Must)
    lat = fields.Float(**Must)


class Picture(Schema):
    """Evidence: where it is, what it shows."""

    sha256 = fields.String(**Must)
    url = fields.String(**Must)
    kind = fields.String(**Must)
    mime = fields.String()
    width = fields.Integer()
    height = fields.Integer()
    pixels = fields.Raw()
    bbox = fields.List(fields.Float(), allow_none=True)
    taken_at = fields.String(allow_none=True)
    filename = fields.String()
    photo_id = fields.Integer()
    pixel_polygon = fields.Raw(metadata={"description": "Outline in the whole frame's pixels"})
    from_middle = fields.Float()
    by = fields.String()
    at = fields.String()


class Status(Schema):
    """One overlay at one station."""

    level = fields.String(metadata={"enum": ["alarm", "warn", "att", "ok", "none"]}, **Must)
    reason = fields.String(**Must)


class Station(Place):
    """A station on the map."""

    name_zh = fields.String(**Must)
    name_en = fields.String(**Must)
    network = fields.String(**Must)
    search = fields.String(**Must)
    district = fields.Nested(Named, **Maybe)
    duty_district = fields.Nested(Named, **Maybe)
    company = fields.Dict(**Maybe)
    remote = fields.Boolean(**Must)
    remote_reason = fields.String(**Must)
    suspended = fields.Boolean(**Must)
    statuses = fields.Dict(keys=fields.String(), values=fields.Nested(Status), **Must)
    open_issues = fields.Integer(**Must)
    pending_findings = fields.Integer(**Must)
    last_reading_at = fields.String(**Maybe)


class Stations(Schema):
    """Every station the caller may see."""

    as_of = fields.String(**Must)
    demo = fields.String(**Maybe)
    items = many(Station)


class Job(Schema):
    """Long work: how far it is, why it failed, what the caller may do."""

    id = fields.Integer(**Must)
    kind = fields.String(**Must)
    title = fields.String(**Must)
    subject_kind = fields.String(**Must)
    subject_id = fields.Integer(**Must)
    state = fields.String(**Must)
    stage = fields.String(**Must)
    stage_text = fields.String(**Must)
    percent = fields.Integer(**Must)
    attempts = fields.Integer(**Must)
    error = fields.Nested(Coded, **Maybe)
    created_at = fields.String(**Must)
    started_at = fields.String(**Maybe)
    ended_at = fields.String(**Maybe)
    cancel_requested = fields.Boolean(**Must)
    actions = fields.List(fields.String(), **Must)


class Jobs(Schema):
    """Jobs, newest first."""

    items = many(Job)


class SceneBrief(Schema):
    """Which image it is."""

    id = fields.Integer(**Must)
    filename = fields.String(**Must)
    taken_at = fields.String(**Maybe)
    source_kind = fields.String(**Must)
    sha256 = fields.String(**Must)


class Legend(Schema):
    """The colours of a layer from its lowest to its highest value; null: the scene's own spread."""

    min = fields.Float(**Maybe)
    max = fields.Float(**Maybe)
    colours = fields.List(fields.String(), **Must)


class Layer(Schema):
    """One way to look at a scene: an index, a composite or a single band."""

    key = fields.String(**Must)
    name = fields.Dict(keys=fields.String(), values=fields.String(), **Must)
    roles = fields.List(fields.String(), **Must)
    legend = fields.Nested(Legend, **Maybe)


class Scene(SceneBrief):
    """One raster with its facts, tiles and jobs."""

    version = fields.Integer(**Must)
    state = fields.String(**Must)
    refusal = fields.Nested(Coded, **Maybe)
    taken_at_origin = fields.String(**Must)
    baseline = fields.Boolean(**Must)
    bands = fields.Dict(keys=fields.String(), values=fields.Integer(), **Must)
    bands_confirmed = fields.Boolean(**Must)
    scale = fields.Float(**Must)
    offset = fields.Float(**Must)
    cloud_band = fields.Integer(**Maybe)
    flags = many(Coded)
    width = fields.Integer(**Maybe)
    height = fields.Integer(**Maybe)
    band_count = fields.Integer(**Maybe)
    gsd_m = fields.Float(**Maybe)
    footprint = fields.Dict(**Maybe)
    bounds = fields.List(fields.Float(), **Maybe)
    minzoom = fields.Integer(**Maybe)
    maxzoom = fields.Integer(**Maybe)
    tiles = fields.String(**Maybe)
    tiles_until = fields.Integer(**Maybe)
    layer_tiles = fields.String(**Maybe)
    layers = many(Layer)
    stations = many(Named)
    flight_id = fields.Integer(**Maybe)
    nudge = fields.Dict(**Must)
    created_at = fields.String(**Must)
    jobs = many(Job)
    assessments = fields.List(fields.Dict())


class Scenes(Schema):
    """Scenes, newest first."""

    items = many(Scene)
