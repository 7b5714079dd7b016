from __future__ import annotations

import pytest
from sqlalchemy.orm.exc import StaleDataError

from geo.errors import Conflict, Forbidden, NotFound, Refused
from webapp.access import public


@pytest.fixture
def failing(app):
    """Add an address that raises what the test gives it."""

    def add(error: Exception, path: str = "/api/v1/failing"):
        @public
        def view():
            raise error

        app.add_url_rule(path, path, view)
        return app.test_client().get(path, headers={"Accept": "application/json"})

    return add


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Refused("upload.empty", filename="a.tif"), 422),
        (NotFound("job.not_found", id=7), 404),
        (Forbidden("access.forbidden"), 403),
        (Conflict("upload.offset", expected=1, offset=2), 409),
        (Refused("upload.checksum", offset=0), 460),
        (Refused("upload.too_large", size_mb=2, limit_mb=1), 413),
        (Conflict("stream.full"), 503),
        (Forbidden("session.too_many", minutes=15), 429),
    ],
)
def test_a_refusal_has_one_status_and_a_problem_body(failing, error, status):
    answer = failing(error)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    body = answer.json
    assert (body["code"], body["status"]) == (error.code, status)
    assert body["detail"] == body["message"]["zh"] == error.text("zh")
    assert body["message"]["en"] == error.text("en")
    assert body["params"] == error.params


def test_somebody_elses_newer_version_is_a_conflict(failing):
    answer = failing(StaleDataError("0 rows matched"))
    assert (answer.status_code, answer.json["code"]) == (409, "request.changed")


def test_a_program_error_says_nothing_of_its_inside(failing):
    answer = failing(RuntimeError("the table user_account lies in /srv"))
    assert (answer.status_code, answer.json["code"]) == (500, "http.500")
    assert "user_account" not in answer.text


@pytest.mark.parametrize(
    ("asked", "detail"),
    [
        ({"query_string": "lang=en"}, "en"),
        ({"headers": {"Accept-Language": "en-GB,en;q=0.9"}}, "en"),
        ({"headers": {"Accept-Language": "fr"}}, "zh"),
        ({}, "zh"),
    ],
)
def test_the_words_are_in_the_callers_language(client, asked, detail):
    body = client.get("/api/v1/me", **asked).json
    assert body["detail"] == body["message"][detail]


def test_the_language_chosen_on_the_page_comes_before_the_browsers(client):
    client.set_cookie("lang", "en")
    body = client.get("/api/v1/me", headers={"Accept-Language": "zh-CN"}).json
    assert body["detail"] == body["message"]["en"]


def test_the_accounts_language_comes_before_the_browsers(person):
    caller = person("leader", lang="en")
    body = caller.get("/api/v1/jobs/99", headers={"Accept-Language": "zh-CN"}).json
    assert body["detail"] == body["message"]["en"]


def test_invalid_input_names_the_fields(person):
    body = person("pilot").post("/api/v1/flights", {"station": 5, "extra": 1}).json
    assert body["code"] == "request.invalid"
    assert {"station", "name", "extra"} <= set(body["params"]["errors"]["json"])
    assert "station" in body["detail"]


@pytest.mark.parametrize(
    ("body", "zh", "en"),
    [
        ({"lon": 999, "lat": 1}, "lon：应在 -180 到 180 之间", "lon: Must be greater than"),
        ({"lon": 1, "lat": "abc"}, "lat：应为数字", "lat: Not a valid number."),
        ({"lon": 1, "lat": 1, "x": 1}, "x：没有这一项", "x: Unknown field."),
    ],
)
def test_a_wrong_field_is_explained_in_both_languages(person, body, zh, en):
    lead = {"source": "hotline", "station": "S1", "code": "ENV-01", "note": "冒烟"}
    told = person("supervisor").post("/api/v1/leads", lead | body).json["message"]
    assert zh in told["zh"]
    assert en in told["en"]


def test_broken_json_is_a_problem_not_a_crash(person):
    answer = person("pilot").call(
        "POST", "/api/v1/flights", data="{", content_type="application/json"
    )
    assert answer.status_code in {400, 422}
    assert answer.content_type == "application/problem+json"


def test_half_a_character_in_a_refusal_can_still_be_sent(failing):
    assert "?" in failing(Refused("upload.empty", filename="\ud800")).json["detail"]


def test_an_unknown_address_is_a_problem_for_programs_and_a_page_for_people(client):
    assert client.get("/api/v1/nothing").json["code"] == "http.404"
    page = client.get("/nothing", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert not page.content_type.startswith("application/")


def test_the_wrong_method_says_which_are_right(person):
    answer = person("leader").call("DELETE", "/api/v1/taxonomy")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
