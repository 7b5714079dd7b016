from __future__ import annotations

import pytest
from limits import parse

from ledger import people
from ledger.db import transaction
from ledger.models import User
from settings import Settings, SettingsError
from tests.factories import make_user
from tests.web.conftest import PASSWORD, csrf_token, hashed
from webapp import create_app, limits
from webapp.accounts import Account


def test_the_right_password_opens_a_session(person, browser):
    client, answer = browser(person("leader").email)
    assert answer.status_code == 302
    assert client.get("/api/v1/me").json["roles"] == ["leader"]


def test_the_case_and_spaces_of_an_address_do_not_matter(person, browser):
    caller = person("leader")
    client, _ = browser(f" {caller.email.upper()} ")
    assert client.get("/api/v1/me").json["email"] == caller.email


def test_signing_in_leads_on_to_a_page_of_this_site_only(person, app):
    client = app.test_client()
    form = {"email": person("leader").email, "password": PASSWORD}
    data = form | {"csrf_token": csrf_token(client), "next": "//elsewhere.example/x"}
    assert client.post("/login", data=data).location == "/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(person, app):
    known = {"email": person("leader").email, "password": "wrong"}
    unknown = {"email": "nobody@xunzhan.example", "password": "wrong"}
    answers = [app.test_client().post("/api/v1/session", json=body) for body in (known, unknown)]
    assert [a.status_code for a in answers] == [401, 401]
    assert answers[0].json == answers[1].json
    assert answers[0].json["code"] == "session.refused"


def test_a_disabled_account_cannot_sign_in(person, app):
    caller = person("leader", active=False)
    body = {"email": caller.email, "password": PASSWORD}
    assert app.test_client().post("/api/v1/session", json=body).json["code"] == "session.refused"


def test_too_many_failures_for_an_account_refuse_even_the_right_password(person, app, monkeypatch):
    monkeypatch.setattr(limits, "FAILURES_BY_ACCOUNT", parse("3 per 15 minutes"))
    email, client = person("leader").email, app.test_client()
    for _ in range(3):
        client.post("/api/v1/session", json={"email": email, "password": "wrong"})
    answer = client.post("/api/v1/session", json={"email": email, "password": PASSWORD})
    assert (answer.status_code, answer.json["code"]) == (429, "session.too_many")


def test_too_many_failures_from_an_address_refuse_other_accounts(person, app, monkeypatch):
    monkeypatch.setattr(limits, "FAILURES_BY_ADDRESS", parse("3 per 15 minutes"))
    client = app.test_client()
    for n in range(3):
        client.post("/api/v1/session", json={"email": f"x{n}@xunzhan.example", "password": "no"})
    body = {"email": person("leader").email, "password": PASSWORD}
    assert client.post("/api/v1/session", json=body).status_code == 429


def test_successes_are_not_counted_as_failures(person, app, monkeypatch):
    monkeypatch.setattr(limits, "FAILURES_BY_ACCOUNT", parse("1 per 15 minutes"))
    body = {"email": person("leader").email, "password": PASSWORD}
    client = app.test_client()
    assert {client.post("/api/v1/session", json=body).status_code for _ in range(3)} == {200}


def test_a_token_opens_the_api_without_a_cookie(person, app):
    body = {"email": person("pilot").email, "password": PASSWORD}
    answer = app.test_client().post("/api/v1/session", json=body)
    assert "Set-Cookie" not in answer.headers
    headers = {"Authentication-Token": answer.json["token"]}
    assert app.test_client().get("/api/v1/me", headers=headers).json["roles"] == ["pilot"]


def test_a_token_in_the_address_is_not_taken(person, app):
    token = person("leader").token
    assert app.test_client().get(f"/api/v1/me?auth_token={token}").status_code == 401


def test_a_forged_token_is_nobodys(app):
    headers = {"Authentication-Token": "eyJ2ZXIiOiI1In0.aaaa.bbbb"}
    assert app.test_client().get("/api/v1/me", headers=headers).status_code == 401


@pytest.mark.parametrize("how", ["disabled", "new password"])
def test_sessions_and_tokens_end_with(how, person, browser, engine):
    caller = person("leader")
    client, _ = browser(caller.email)
    with transaction(engine) as session:
        user = session.get_one(User, caller.user_id)
        if how == "disabled":
            people.disable_user(session, user)
        else:
            people.set_password(session, user, "another password altogether")
    assert client.get("/api/v1/me").status_code == 401
    assert caller.get("/api/v1/me").status_code == 401


def test_a_sessions_changes_need_the_csrf_token(person, browser):
    client, _ = browser(person("pilot").email)
    refused = client.post("/api/v1/flights", json={})
    assert (refused.status_code, refused.json["code"]) == (400, "session.csrf")
    token = csrf_token(client, "/me")
    passed = client.post("/api/v1/flights", json={}, headers={"X-CSRF-Token": token})
    assert passed.json["code"] == "request.invalid"


def test_a_csrf_token_of_another_session_is_refused(person, browser, app):
    client, _ = browser(person("pilot").email)
    foreign = csrf_token(app.test_client())
    answer = client.post("/api/v1/flights", json={}, headers={"X-CSRF-Token": foreign})
    assert answer.json["code"] == "session.csrf"


def test_a_cookie_beside_a_token_still_needs_the_csrf_token(person, browser):
    caller = person("pilot")
    client, _ = browser(caller.email)
    headers = {"Authentication-Token": caller.token}
    answer = client.post("/api/v1/flights", json={}, headers=headers)
    assert answer.json["code"] == "session.csrf"


def test_the_sign_in_form_needs_the_csrf_token(person, app):
    data = {"email": person("leader").email, "password": PASSWORD}
    assert app.test_client().post("/login", data=data).status_code == 400


def test_signing_out_ends_the_session(person, browser):
    client, _ = browser(person("leader").email)
    client.post("/logout", data={"csrf_token": csrf_token(client, "/me")})
    assert client.get("/api/v1/me").status_code == 401


def test_the_session_cookie_is_out_of_scripts_reach(person, browser):
    _, answer = browser(person("leader").email)
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_production_does_not_start_with_a_demo_account(database_url, engine, tmp_path):
    with transaction(engine) as session:
        make_user(session, "leader", demo=True, password=hashed())
    production = Settings(
        home=tmp_path, database_url=database_url, secret_key="s" * 40, production=True
    )
    with pytest.raises(SettingsError, match="demo"):
        create_app(production, send=lambda _job, _queue: None)


def test_there_is_no_page_to_register_or_to_recover_a_password(client):
    for path in ("/register", "/reset", "/confirm", "/change"):
        assert client.get(path).status_code == 404


def test_a_demo_account_that_comes_later_cannot_enter_a_production_service(
    database_url, engine, tmp_path
):
    production = Settings(
        home=tmp_path, database_url=database_url, secret_key="s" * 40, production=True
    )
    app = create_app(production, send=lambda _job, _queue: None)
    with transaction(engine) as session:
        user = make_user(session, "leader", password=hashed(), demo=True)
        body = {"email": user.email, "password": PASSWORD}
        account = Account(user)
    assert app.test_client().post("/api/v1/session", json=body).status_code == 401
    with app.app_context():
        token = str(account.get_auth_token())
    headers = {"Authentication-Token": token}
    assert app.test_client().get("/api/v1/me", headers=headers).status_code == 401
