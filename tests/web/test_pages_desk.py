"""Review, ledger, imagery, jobs and import pages: who gets in, what the pages promise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ledger.db import transaction
from tests.factories import make_flight, make_issue, make_scene, make_station, make_user

ROOT = Path(__file__).resolve().parents[2]
HTML = {"Accept": "text/html"}
PAGES = ("/review", "/issues", "/imagery", "/jobs", "/imports/stations", "/imports/districts")


@pytest.fixture
def visit(person, browser):
    """Return the browser client of a person with a role."""

    def make(role: str):
        return browser(person(role).email)[0]

    return make


@pytest.mark.parametrize("path", PAGES)
def test_nobody_sees_a_working_page_before_the_door(client, path):
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 302
    assert answer.location.startswith("/login")


@pytest.mark.parametrize("path", PAGES)
def test_a_bureau_reviewer_opens_every_working_page(visit, path):
    answer = visit("bureau_reviewer").get(path, headers=HTML)
    assert answer.status_code == 200
    assert "<h1" in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_no_page_carries_inline_script_or_style(visit, path):
    text = visit("bureau_reviewer").get(path, headers=HTML).text
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text)


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("om_manager", "/review"),
        ("om_manager", "/imagery"),
        ("pilot", "/imports/stations"),
        ("leader", "/imports/districts"),
    ],
)
def test_a_role_without_the_right_is_told_so(visit, role, path):
    answer = visit(role).get(path, headers=HTML)
    assert answer.status_code == 403


def test_only_who_may_upload_gets_the_drop_zone(visit):
    assert 'id="drop"' in visit("image_reviewer").get("/imagery", headers=HTML).text
    assert 'id="drop"' not in visit("leader").get("/imagery", headers=HTML).text


@pytest.mark.parametrize("path", ["/imports/stations", "/imports/districts"])
def test_the_datum_has_no_default(visit, path):
    text = visit("bureau_reviewer").get(path, headers=HTML).text
    field = text.split('name="datum"')[1].split("</select>")[0]
    assert "required" in field.split(">")[0]
    assert re.search(r'<option value="" selected', field)


def test_the_review_page_says_what_the_person_may_do(visit):
    text = visit("image_reviewer").get("/review", headers=HTML).text
    assert 'data-accept="no"' in text
    assert 'data-propose="yes"' in text


def test_an_issue_that_is_not_there_is_not_found(visit):
    assert visit("supervisor").get("/issues/WT-0", headers=HTML).status_code == 404


def test_an_issue_page_stands_at_its_number(visit, engine):
    with transaction(engine) as session:
        station, finder = make_station(session), make_user(session, "supervisor")
        number = make_issue(session, station, finder, title="取水口 <b>露出</b>").number
    text = visit("supervisor").get(f"/issues/{number}", headers=HTML).text
    assert "&lt;b&gt;露出" in text
    assert f'data-number="{number}"' in text


def test_scene_and_flight_pages_stand_at_their_ids(visit, engine):
    with transaction(engine) as session:
        station = make_station(session)
        scene, flight = make_scene(session, station).id, make_flight(session, station).id
    client = visit("supervisor")
    assert client.get(f"/imagery/scenes/{scene}", headers=HTML).status_code == 200
    assert client.get(f"/imagery/flights/{flight}", headers=HTML).status_code == 200
    assert client.get("/imagery/scenes/999999", headers=HTML).status_code == 404


def test_our_scripts_never_write_markup():
    rooms = ("review", "issues", "imagery", "jobs", "imports")
    files = [path for room in rooms for path in (ROOT / "static/js" / room).glob("*.js")]
    assert len(files) > 20
    wrong = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(")
    assert [path.name for path in files if wrong.search(path.read_text())] == []
