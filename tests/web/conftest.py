"""An application on a fresh database, and callers of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ledger import jobs, people
from ledger.db import transaction
from ledger.models import User
from settings import Settings
from tests.factories import make_user
from tests.web import quick
from webapp import create_app
from webapp.accounts import Account
from webapp.app import App

PASSWORD = "correct horse battery"


@cache
def hashed() -> str:
    return people.hash_password(PASSWORD)


@dataclass
class Caller:
    """A person who calls the API with a token."""

    client: FlaskClient
    token: str
    user_id: int
    email: str
    headers: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, **options: Any) -> TestResponse:
        headers = {"Authentication-Token": self.token, **options.pop("headers", {})}
        options.setdefault("buffered", True)  # reads the answer to its end and closes files
        return self.client.open(path, method=method, headers=headers, **options)

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.call("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> TestResponse:
        if body is not None:
            options["json"] = body
        return self.call("POST", path, **options)

    def patch(self, path: str, body: Any = None, **options: Any) -> TestResponse:
        if body is not None:
            options["json"] = body
        return self.call("PATCH", path, **options)


@pytest.fixture
def settings(tmp_path, database_url) -> Settings:
    return Settings(
        home=tmp_path / "home",
        database_url=database_url,
        broker_url="filesystem://",
        secret_key="a secret that only this test knows, long enough",
        max_upload_mb=2,
    )


@pytest.fixture
def sent() -> list[tuple[int, str]]:
    """The jobs that were sent to the workers, as (id, queue)."""
    return []


@pytest.fixture
def app(request, settings, sent) -> Iterator[App]:
    with quick.making(documented=request.node.get_closest_marker("documented") is not None):
        application = create_app(settings, send=lambda job, queue: sent.append((job, queue)))
    application.testing = True
    application.jinja_env.bytecode_cache = quick.Compiled()
    application.config["PROPAGATE_EXCEPTIONS"] = False
    yield application
    jobs.set_notifier(None)


@pytest.fixture
def client(app) -> FlaskClient:
    """Somebody who is not signed in."""
    return app.test_client()


@pytest.fixture
def person(app, engine):
    """Make a person with roles and return the caller: ``person("supervisor")``."""

    def make(*roles: str | tuple[str, str, str], **fields: Any) -> Caller:
        with transaction(engine) as session:
            user = make_user(session, *roles, password=hashed(), **fields)
            user_id, email = user.id, user.email
        with app.app_context(), transaction(engine) as session:
            token = Account(session.get_one(User, user_id)).get_auth_token()
        return Caller(app.test_client(), str(token), user_id, email)

    return make


@pytest.fixture
def browser(app):
    """Sign a person in as a browser does and return the client with its CSRF token."""

    def sign_in(email: str, password: str = PASSWORD) -> tuple[FlaskClient, TestResponse]:
        client = app.test_client()
        data = {"email": email, "password": password, "csrf_token": csrf_token(client)}
        return client, client.post("/login", data=data)

    return sign_in


def csrf_token(client: FlaskClient, path: str = "/login") -> str:
    """Return the token that a page of the browser's session carries."""
    page = client.get(path, headers={"Accept": "text/html"}).text
    return page.split('name="csrf-token" content="')[1].split('"')[0]
