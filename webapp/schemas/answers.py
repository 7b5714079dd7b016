"""More shapes of answers: findings, issues, flights, people; and how a view names its shape."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from webapp.schemas.finding_answers import Decided
from webapp.schemas.shapes import (
    Job,
    Maybe,
    Must,
    Picture,
    Place,
    Scene,
    many,
)


def answers(shape: type[Schema], status: int = 200) -> dict[str, Any]:
    """Return what ``bp.doc`` takes to say that a view answers ``shape``."""
    return {"responses": {str(status): {"content": {"application/json": {"schema": shape}}}}}


class Issue(Schema):
    """A confirmed problem."""

    number = fields.String(**Must)
    version = fields.Integer(**Must)
    state = fields.String(**Must)
    state_text = fields.String(**Must)
    withheld = fields.Boolean(**Must)
    code = fields.String(**Must)
    title = fields.String(**Must)
    name = fields.String(**Must)
    kind = fields.String(**Must)
    grade = fields.Integer(**Must)
    mode = fields.String(**Must)
    station = fields.Nested(Place, **Must)
    lon = fields.Float(**Must)
    lat = fields.Float(**Must)
    area = fields.Dict(**Maybe)
    found_at = fields.String(**Must)
    found_by = fields.String(**Must)
    found_way = fields.String(**Must)
    responsible = fields.Dict(**Must)
    responsible_person = fields.String(**Must)
    deadline_on = fields.String(**Maybe)
    deadline_days = fields.Integer(**Maybe)
    deadline_unit = fields.String(**Must)
    days_left = fields.Integer(**Maybe)
    left_unit = fields.String(**Maybe)
    overdue = fields.Boolean(**Must)
    paused_on = fields.String(**Maybe)
    extended_from = fields.String(**Maybe)
    plan_due_on = fields.String(**Maybe)
    rectified_on = fields.String(**Maybe)
    rounds = fields.Integer(**Must)
    credit_points = fields.Integer(**Must)
    raised = fields.Dict(**Maybe)
    parent = fields.String(**Maybe)
    close_no = fields.String(**Must)
    closed_at = fields.String(**Maybe)
    rule_ref = fields.String(**Must)
    measured = fields.String(**Must)
    limit = fields.String(**Must)
    description = fields.String(**Must)
    evidence = many(Picture)
    events = fields.List(fields.Dict())
    offers = fields.List(fields.Dict())
    steps = fields.List(fields.String())
    path = fields.List(fields.Dict())
    plans = fields.List(fields.Dict())
    verifications = fields.List(fields.Dict())
    pauses = fields.List(fields.Dict())
    choices = fields.Dict()
    clock = fields.Dict()
    duty = fields.Dict()
    chain = fields.Dict()


class Issues(Schema):
    """Issues, newest first, and how many are in each state."""

    items = many(Issue)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), **Must)
    next = fields.String(**Maybe)


class Accepted(Decided):
    """The issue that a finding became."""

    issue = fields.Nested(Issue, **Must)


class Started(Schema):
    """The job that was started."""

    job = fields.Nested(Job, **Must)


class Corrected(Started):
    """A scene after a correction."""

    scene = fields.Nested(Scene, **Must)


class Person(Schema):
    """Who is calling, and what the roles allow somewhere."""

    email = fields.String(**Must)
    name = fields.String(**Must)
    roles = fields.List(fields.String(), **Must)
    lang = fields.String(**Must)
    organisation = fields.String(**Maybe)
    can = fields.Dict(keys=fields.String(), values=fields.Boolean(), **Must)


class Session(Schema):
    """A token for the ``Authentication-Token`` header."""

    token = fields.String(**Must)
    user = fields.Nested(Person, **Must)


class Problem(Schema):
    """Every refusal (application/problem+json)."""

    code = fields.String(**Must)
    title = fields.String(**Must)
    status = fields.Integer(**Must)
    detail = fields.String(**Must)
    message = fields.Dict(keys=fields.String(), values=fields.String(), **Must)
    params = fields.Dict(**Must)
