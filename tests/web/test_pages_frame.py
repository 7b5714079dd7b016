from __future__ import annotations

import pytest

from ledger.db import transaction
from ledger.models import Meta
from tests.factories import make_district, make_station
from webapp.pages import PAGES, _messages, blueprints
from webapp.pages._urls import local_path

HTML = {"Accept": "text/html"}
NOW = "2026-07-24T11:00:00+00:00"
ELSEWHERE = ["//elsewhere.example", "/\\elsewhere.example", "https://elsewhere.example", "/\tx", ""]


def test_every_page_module_is_registered(app):
    assert {bp.name for bp in blueprints()} <= set(app.blueprints)
    assert {"map", "auth", "lang", "review"} <= set(PAGES)


def test_the_door_shows_the_districts_and_no_station(client, engine):
    with transaction(engine) as session:
        make_district(session, name_zh="南湖区", city_name_zh="嘉兴市", approval_no="浙S(2024)1号")
        make_station(session, name_zh="清河小学")
    page = client.get("/login", headers=HTML).text
    assert "南湖区" in page
    assert "浙S(2024)1号" in page
    assert "清河小学" not in page
    assert "<path" in page


def test_the_door_stands_on_an_empty_installation(client):
    page = client.get("/login", headers=HTML)
    assert page.status_code == 200
    assert "未填写" in page.text


def test_the_door_tells_a_demo_where_its_accounts_are(client, engine):
    assert "demo-accounts.json" not in client.get("/login", headers=HTML).text
    with transaction(engine) as session:
        session.add(Meta(key="demo", value={"set": "generated", "now": NOW}))
    assert "demo-accounts.json" in client.get("/login", headers=HTML).text


def test_a_wrong_password_is_refused_in_words_that_name_no_field(client, browser):
    _, answer = browser("nobody@xunzhan.example")
    assert answer.status_code == 401
    assert 'role="alert"' in answer.text
    assert "邮箱或密码不正确" in answer.text


@pytest.mark.parametrize(("kind", "word"), [("sample", "示例数据"), ("generated", "生成的城市")])
def test_the_page_says_which_demo_it_shows_and_when_it_stands(person, browser, engine, kind, word):
    with transaction(engine) as session:
        session.add(Meta(key="demo", value={"set": kind, "now": NOW}))
    client, _ = browser(person("leader").email)
    page = client.get("/", headers=HTML).text
    assert word in page
    assert "数据截至 07-24 19:00" in page


def test_the_language_is_kept_and_the_visitor_comes_back(client):
    answer = client.get("/lang/en?next=/review%3Fstate%3Dall")
    assert answer.location == "/review?state=all"
    assert "Sign in" in client.get("/login", headers=HTML).text
    assert client.get("/lang/fr").status_code == 404


@pytest.mark.parametrize(
    "target",
    ["//elsewhere.example", "/\\elsewhere.example", "https://elsewhere.example", "/\tx", ""],
)
def test_going_back_never_leaves_the_site(client, target):
    assert local_path(target) == "/"
    assert client.get("/lang/zh", query_string={"next": target}).location == "/"


def test_scripts_get_the_english_texts_at_an_address_that_changes_with_them(client):
    version = _messages.version("en")
    answer = client.get(f"/messages/en/{version}.json")
    assert answer.json["告警"] == "Alarm"
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get(f"/messages/zh/{_messages.version('zh')}.json").json == {}
    assert client.get("/messages/en/000000000000.json").status_code == 404


@pytest.mark.parametrize(("lang", "word"), [("zh", "回到地图"), ("en", "Back to the map")])
def test_a_missing_page_says_so_in_the_readers_language(person, browser, lang, word):
    client, _ = browser(person("leader").email)
    answer = client.get(f"/nowhere?lang={lang}", headers=HTML)
    assert answer.status_code == 404
    assert word in answer.text
    assert "http.404" in answer.text


def test_a_page_without_the_right_says_so_and_shows_nothing_of_it(person, browser):
    client, _ = browser(person("public").email)
    answer = client.get("/imports/stations", headers=HTML)
    assert answer.status_code == 403
    assert "您不能做这件事" in answer.text


def test_the_account_page_names_roles_and_offers_the_way_out(person, browser):
    client, _ = browser(person("image_reviewer").email)
    page = client.get("/me", headers=HTML).text
    assert "影像研判员" in page
    assert 'action="/logout"' in page


def test_the_navigation_offers_only_what_the_person_may_open(person, browser):
    reviewer, _ = browser(person("bureau_reviewer").email)
    assert 'href="/imports/stations"' in reviewer.get("/me", headers=HTML).text
    public, _ = browser(person("public").email)
    page = public.get("/me", headers=HTML).text
    assert 'href="/imports/stations"' not in page
    assert 'href="/review"' not in page
