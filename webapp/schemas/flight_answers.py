"""What the API answers of flights."""

from __future__ import annotations

from marshmallow import Schema, fields

from webapp.schemas.shapes import Coded, Job, Maybe, Must, Named, Scene, many


class RefusedFile(Coded):
    """A file that was refused."""

    file = fields.String(**Must)


class FlightBrief(Schema):
    """A drone flight in a list."""

    id = fields.Integer(**Must)
    name = fields.String(**Must)
    station = fields.Nested(Named, **Must)
    state = fields.String(**Must)
    flown_at = fields.String(**Maybe)
    created_at = fields.String(**Must)
    photo_count = fields.Integer(**Must)
    refused = many(RefusedFile)
    jobs = many(Job)


class Flights(Schema):
    """Flights, newest first."""

    items = many(FlightBrief)


class Disc(Schema):
    """How much of a zone was seen finely enough; ``overlap`` is [[times, share], …]."""

    radius_m = fields.Float(**Must)
    gsd_limit_m = fields.Float(**Must)
    signs = many(Named)
    covered = fields.Float(**Must)
    overlap = fields.List(fields.List(fields.Float()), **Must)
    gap_area_m2 = fields.Float(**Must)
    gaps = fields.Dict(**Maybe)
    frames_coarse = fields.Integer(**Must)


class FlightPhoto(Schema):
    """One frame: where it lies and why, what it is worth."""

    id = fields.Integer(**Must)
    version = fields.Integer(**Must)
    filename = fields.String(**Must)
    taken_at = fields.String(**Maybe)
    lon = fields.Float(**Maybe)
    lat = fields.Float(**Maybe)
    facts = fields.Dict(**Must)
    flags = many(Coded)
    footprint = fields.Dict(**Maybe)
    footprint_reason = fields.Nested(Coded, **Maybe)
    gsd_m = fields.Float(**Maybe)
    gsd_worst_m = fields.Float(**Maybe)
    quality = many(Coded)
    measures = fields.Dict(**Must)
    placed_by = fields.String(**Must)
    placement = fields.Dict(**Must)
    duplicate_of = fields.String(**Must)
    thumb_url = fields.String(**Maybe)
    url = fields.String(**Maybe)


class Dropped(Coded):
    """Points of a log that were left out, and why."""

    count = fields.Integer(**Must)


class FlightLog(Schema):
    """One log of a flight; ``asked`` are the orders of coordinates a person may choose from."""

    id = fields.Integer(**Must)
    filename = fields.String(**Must)
    kind = fields.String(**Must)
    points = fields.Integer(**Must)
    dropped = many(Dropped)
    reasons = many(Coded)
    asked = fields.List(fields.String(), **Must)
    started_at = fields.String(**Maybe)
    ended_at = fields.String(**Maybe)


class FlightEvent(Schema):
    """Hours of a station's data that the flight makes doubtful."""

    kind = fields.String(**Must)
    station = fields.Nested(Named, **Must)
    started_at = fields.String(**Must)
    ended_at = fields.String(**Must)
    distance_m = fields.Float(**Must)
    hours = fields.List(fields.String(), **Must)


class Stage(Schema):
    """One of the six stages, its counts and its time from the job rows."""

    key = fields.String(**Must)
    state = fields.String(**Must)
    percent = fields.Integer(**Must)
    stage_text = fields.String(**Must)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), **Must)
    seconds = fields.Float(**Maybe)
    error = fields.Nested(Coded, **Maybe)
    job = fields.Nested(Job, **Maybe)


class FlightScene(Scene):
    """The mosaic of a flight, without what its own page shows of it."""

    class Meta:
        """Left out."""

        exclude = ("jobs", "assessments")


class Flight(FlightBrief):
    """A drone flight with all that is known of it."""

    version = fields.Integer(**Must)
    pilot = fields.String(**Maybe)
    record = fields.Dict(**Must)
    checks = many(Coded)
    can_be_evidence = fields.Boolean(**Must)
    started_at = fields.String(**Maybe)
    ended_at = fields.String(**Maybe)
    max_height_m = fields.Float(**Maybe)
    track = fields.Dict(**Maybe)
    profile = fields.List(fields.Dict(), **Must)
    clock_offset = fields.Dict(**Maybe)
    coverage = many(Disc)
    mosaic = fields.Dict(**Must)
    scene = fields.Nested(FlightScene, **Maybe)
    photos = many(FlightPhoto)
    logs = many(FlightLog)
    events = many(FlightEvent)
    stages = many(Stage)
    may = fields.Dict(keys=fields.String(), values=fields.Boolean(), **Must)


class Refly(Schema):
    """A mission over the gaps; ``line`` is GeoJSON, WGS-84.

    ``formats`` are the files that can be made for its camera; ``cameras`` are those to choose from.
    """

    photos = fields.Integer(**Must)
    length_m = fields.Float(**Must)
    time_s = fields.Float(**Must)
    batteries = fields.Integer(**Must)
    height_m = fields.Float(**Must)
    gsd_m = fields.Float(**Must)
    coverage = fields.Float(**Must)
    camera = fields.Nested(Named, **Must)
    cameras = many(Named)
    formats = fields.List(fields.String(), **Must)
    warnings = many(Coded)
    line = fields.Dict(**Must)


class Nudged(Schema):
    """A scene after it was moved."""

    scene = fields.Nested(Scene, **Must)


class PlaceHeight(Schema):
    """The surface at one place; ``spread_m`` of the nine pixels around it."""

    lon = fields.Float(**Must)
    lat = fields.Float(**Must)
    height_m = fields.Float(**Maybe)
    spread_m = fields.Float(**Maybe)


class Heights(Schema):
    """Surface heights, and the rise from the first place to the last where both are known."""

    made_by = fields.String(**Must)
    scene_id = fields.Integer(**Maybe)
    step_m = fields.Float(**Maybe)
    places = many(PlaceHeight)
    rise_m = fields.Float(**Maybe)
    uncertainty_m = fields.Float(**Maybe)
