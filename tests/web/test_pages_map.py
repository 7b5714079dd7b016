from __future__ import annotations

import re

import folium
import pytest
from folium.elements import JSCSSMixin

from ledger.db import transaction
from settings import ROOT
from tests.factories import make_district, make_station
from webapp.folium_frame import ELEMENT_ID, map_frame

HTML = {"Accept": "text/html"}


@pytest.fixture
def signed_in(person, browser):
    client, _ = browser(person("bureau_reviewer").email)
    return client


def test_the_frame_is_the_same_whoever_builds_it():
    first = map_frame()
    map_frame.cache_clear()
    assert map_frame() == first
    assert f"var {ELEMENT_ID} = L.map(" in first.script


def test_no_folium_class_can_name_another_host():
    classes, left = [JSCSSMixin], []
    for cls in classes:
        classes.extend(cls.__subclasses__())
        left += [url for _, url in (*cls.default_js, *cls.default_css) if "//" in url]
    assert left == []
    assert "http" not in map_frame().script + map_frame().style


def test_every_file_the_frame_asks_for_is_vendored():
    for url in (*map_frame().scripts, *map_frame().styles):
        assert (ROOT / url.lstrip("/")).is_file(), "run `make vendor`"
    assert folium.Map.default_js == [("leaflet", map_frame().scripts[0])]


def test_the_frames_files_live_at_their_hash_and_nowhere_else(signed_in):
    version = map_frame().version
    script = signed_in.get(f"/frame/{version}.js")
    assert script.text == map_frame().script
    assert script.mimetype == "text/javascript"
    assert "immutable" in script.headers["Cache-Control"]
    assert signed_in.get(f"/frame/{version}.css").text == map_frame().style
    assert signed_in.get("/frame/0000.js").status_code == 404
    assert signed_in.get(f"/frame/{version}.html").status_code == 404


@pytest.mark.parametrize("path", ["/", "/me", "/nowhere"])
def test_no_page_has_an_inline_script_style_or_handler(signed_in, path):
    page = signed_in.get(path, headers=HTML).text
    assert re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", page) == []
    assert re.findall(r"<style|\sstyle=|\son\w+=", page) == []


def test_the_map_page_loads_nothing_from_another_host(signed_in):
    page = signed_in.get("/", headers=HTML).text
    assert re.findall(r'(?:src|href)="(?:https?:)?//[^"]*"', page) == []


def test_the_map_page_holds_no_text_that_people_wrote(signed_in, engine):
    with transaction(engine) as session:
        make_station(session, name_zh="{{ 7 * 7 }}站")
    page = signed_in.get("/", headers=HTML).text
    assert "49站" not in page
    assert "7 * 7" not in page


def test_the_page_says_which_map_approval_number_it_has(signed_in, app):
    assert 'data-approval-no=""' in signed_in.get("/", headers=HTML).text


def test_the_top_bar_counts_only_what_the_person_may_see(signed_in, engine):
    with transaction(engine) as session:
        make_district(session, city_name_zh="嘉兴市")
    page = signed_in.get("/", headers=HTML).text
    assert "嘉兴市" in page
    assert "data-count" not in page


def test_without_a_session_the_map_leads_to_the_door(client):
    answer = client.get("/", headers=HTML)
    assert (answer.status_code, answer.location) == (302, "/login")
