"""What the API answers about findings and their review, for its OpenAPI document."""

from __future__ import annotations

from marshmallow import Schema, fields

from webapp.schemas.shapes import Coded, Maybe, Must, Picture, Place, SceneBrief, many


class FindingPicture(Picture):
    """A picture of a finding, and where its pixels lie."""

    lonlat = fields.List(
        fields.Float(),
        metadata={"description": "[a, b, c, d, e, f]: lon = ax + by + c, lat = dx + ey + f"},
    )


class Sun(Schema):
    """Where the sun stood when an image was taken; degrees, azimuth from north."""

    elevation_deg = fields.Float(**Must)
    azimuth_deg = fields.Float(**Must)
    uncertainty_deg = fields.Float(**Must)


class Finding(Schema):
    """A suspected problem: a lead, never an accusation."""

    id = fields.Integer(**Must)
    version = fields.Integer(**Must)
    state = fields.String(**Must)
    withheld = fields.Boolean(**Must)
    sensitive = fields.Boolean(**Must)
    origin = fields.String(metadata={"enum": ["machine", "person"]}, **Must)
    drawn_by = fields.String(**Maybe)
    reshaped = fields.Boolean(**Must)
    code_before = fields.String(**Maybe)
    pictures_coming = fields.Boolean(**Must)
    not_evidence = fields.Nested(Coded, **Maybe)
    actions = fields.List(fields.String(), **Must)
    code = fields.String(**Must)
    name = fields.String(**Must)
    sign = fields.String(**Must)
    grade_proposed = fields.Integer(**Maybe)
    station = fields.Nested(Place, **Must)
    lon = fields.Float(**Must)
    lat = fields.Float(**Must)
    geometry = fields.Dict(**Must)
    confidence = fields.Float(**Must)
    area_m2 = fields.Float(**Must)
    distance_m = fields.Float(**Maybe)
    bearing_deg = fields.Float(**Maybe)
    assessed_fraction = fields.Float(**Must)
    smallest_object_m = fields.Float(**Maybe)
    detector = fields.String(**Must)
    detector_version = fields.String(**Must)
    detail = fields.Dict(**Must)
    rule = fields.Dict(**Maybe)
    scene = fields.Nested(SceneBrief, **Must)
    reference = fields.Nested(SceneBrief, **Maybe)
    flight = fields.Integer(**Maybe)
    gsd_m = fields.Float(**Maybe)
    sun = fields.Nested(Sun, **Maybe)
    evidence = many(FindingPicture)
    proposal = fields.Dict(**Maybe)
    decided = fields.Dict(**Maybe)
    near_issues = fields.List(fields.Dict(), **Must)
    if_accepted = fields.Dict(**Maybe)
    sightings = fields.Integer(**Must)
    reviewed = fields.Dict(keys=fields.String(), values=fields.Integer(), **Must)
    created_at = fields.String(**Must)


class Look(Schema):
    """What a detector could see at a station: its best look in a flight or scene."""

    station = fields.Nested(Place, **Must)
    detector = fields.String(**Must)
    assessed_fraction = fields.Float(**Must)
    abstained = fields.Nested(Coded, **Maybe)


class Source(Schema):
    """The flight or scene that a queue is of."""

    kind = fields.String(metadata={"enum": ["flight", "scene"]}, **Must)
    id = fields.Integer(**Must)
    name = fields.String(**Must)
    looked = many(Look)


class Findings(Schema):
    """Findings, how many wait, and how many stations nobody has seen."""

    items = many(Finding)
    waiting = fields.Integer(**Must)
    unseen_stations = fields.Integer(**Must)
    source = fields.Nested(Source, **Maybe)


class Alike(Schema):
    """Findings that look like one, and why they are offered beside it."""

    items = many(Finding)
    why = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        metadata={"description": "Finding id -> station or size"},
        **Must,
    )


class Decided(Schema):
    """A finding after a decision."""

    finding = fields.Nested(Finding, **Must)


class NotDecided(Coded):
    """A finding that a bulk decision left as it was, and why."""

    id = fields.Integer(**Must)


class BulkDecided(Schema):
    """What a bulk decision decided, and what it did not."""

    decided = many(Finding)
    left = many(NotDecided)


class DrawingFrame(Schema):
    """A station's ground in a scene, to draw on: no picture, tiles show it."""

    scene = fields.Nested(SceneBrief, **Must)
    station = fields.Nested(Place, **Must)
    frame = fields.Nested(FindingPicture, **Must)
    gsd_m = fields.Float(**Maybe)
    sun = fields.Nested(Sun, **Maybe)


class Paper(Schema):
    """How far the worker is with something that was asked for."""

    job = fields.Integer(**Maybe)
    state = fields.String(
        metadata={"enum": ["none", "queued", "running", "done", "failed", "cancelled"]}, **Must
    )
    percent = fields.Integer(**Must)
    stage_text = fields.String(**Must)
    error = fields.Nested(Coded, **Maybe)


class Sheet(Paper):
    """The evidence sheet (PDF) of a finding as it is now, with the caller's name on it."""

    url = fields.String(**Maybe)
    name = fields.String(**Must)
    bytes = fields.Integer(**Maybe)
    lang = fields.String(**Must)


class PublicCopy(Schema):
    """A picture without metadata, too coarse for faces and plates; what was done to it."""

    sha256 = fields.String(**Must)
    url = fields.String(**Must)
    name = fields.String(**Must)
    kind = fields.String(**Must)
    width = fields.Integer(**Must)
    height = fields.Integer(**Must)
    gsd_m = fields.Float(**Must)
    day = fields.String(**Maybe)
    method = many(Coded)


class NotCopied(Coded):
    """A picture of which there is no public copy, and why."""

    kind = fields.String(**Must)


class Copies(Paper):
    """The public copies of a finding: its rounded place and what they do not promise."""

    copies = many(PublicCopy)
    left = many(NotCopied)
    place = fields.List(fields.Float(), metadata={"description": "lon, lat, 3 decimals"}, **Maybe)
    limits = many(Coded)
