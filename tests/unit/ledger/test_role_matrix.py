"""The roles matrix of the domain against the rights, and role × action × owner, generated."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import func, inspect, select

from ledger import access, role_matrix
from ledger.db import engine_for, new_session
from ledger.models import Flight, Scene, SceneStation, Station
from ledger.models.people import ROLES
from tests.factories import make_user
from tests.unit.ledger.test_access import World

BOUND = {
    "district": ("district", "district", "330402"),
    "om_manager": ("om_manager", "company", "om-a"),
    "om_tech": ("om_tech", "company", "om-a"),
    "pilot": ("pilot", "station", "S1"),
}
"""Roles with a place of their own; every other role is bound to the first district here."""
FOREIGN = "S3"
"""Station of no district and no company."""


@pytest.fixture(scope="module")
def world(new_database):
    with new_session(engine_for(new_database())) as session:
        made = World(session)
        made.people = {
            role: make_user(
                session,
                BOUND.get(role, (role, "district", "330402")),
                organisation=made.companies[0] if role.startswith("om_") else None,
            )
            for role in ROLES
        }
        yield made


def _at_foreign(session, model):
    """Return the rows of a model that belong to the foreign station alone."""
    station = select(Station.id).where(Station.code == FOREIGN).scalar_subquery()
    columns = inspect(model).columns
    if model is Station:
        return session.scalars(select(Station).where(Station.code == FOREIGN)).all()
    if model is Scene:
        links = select(SceneStation.scene_id).where(SceneStation.station_id == station)
        return session.scalars(select(Scene).where(Scene.id.in_(links))).all()
    if "station_id" in columns:
        return session.scalars(select(model).where(model.station_id == station)).all()
    if "flight_id" in columns:
        flights = select(Flight.id).where(Flight.station_id == station)
        return session.scalars(select(model).where(model.flight_id.in_(flights))).all()
    return []


def _models(action):
    return access.VIEW if action == "media.view" else access.CONCERNS[action.partition(".")[0]]


def _mine(person, row):
    """Whether a row is the person's own whatever station it belongs to (a charged issue)."""
    organisation = getattr(row, "responsible_org_id", None)
    return organisation is not None and organisation == person.organisation_id


def test_the_matrix_covers_every_role_and_subject():
    cells = set(itertools.product(role_matrix.ACTIONS, ROLES))
    assert set(role_matrix.matrix()) == cells


def test_rights_differ_from_the_matrix_only_where_it_is_explained():
    said = role_matrix.explained().items()
    built = {key: row.built for key, row in said if role_matrix.exists(row.subject)}
    assert role_matrix.differences() == built
    assert all(row.why_zh and row.why_en for row in role_matrix.explained().values())


def test_nothing_of_a_foreign_station_is_open_to_a_role_bound_elsewhere(world):
    reached, asked = [], 0
    for (role, person), action in itertools.product(world.people.items(), access.ACTIONS):
        for model in _models(action):
            foreign = _at_foreign(world.session, model)
            listed = set(
                world.session.scalars(select(model).where(access.visible(person, model, action)))
            )
            for row in foreign:
                asked += 1
                open_to = access.can(person, action, row) or row in listed
                if open_to and not _mine(person, row):
                    reached.append((role, action, model.__name__))
    assert reached == []
    assert asked > 1000


def test_an_action_that_a_role_is_not_given_is_denied_for_everything(world):
    given = []
    for (role, person), action in itertools.product(world.people.items(), access.RIGHTS):
        if role in access.RIGHTS[action]:
            continue
        for model in _models(action):
            shown = select(func.count()).select_from(model)
            count = world.session.scalar(shown.where(access.visible(person, model, action)))
            row = world.session.scalars(select(model).limit(1)).one()
            if count or access.can(person, action, row) or access.can(person, action):
                given.append((role, action, model.__name__))
    assert given == []


def test_every_right_reaches_something_of_ones_own(world):
    """A right that reaches nothing at all is a mistake in the table, or needs a whole reach."""
    idle = {
        (role, action)
        for (role, person), action in itertools.product(world.people.items(), access.RIGHTS)
        if role in access.RIGHTS[action]
        and action.partition(".")[2] == "view"
        and access.can(person, action)
        and not any(
            world.session.scalars(
                select(model).where(access.visible(person, model, action))
            ).first()
            for model in _models(action)
        )
    }
    assert {action for _role, action in idle} <= {
        "flight.view",
        "scene.view",
        "job.view",
        "draw.view",
    }
