"""Requests that no person makes: none of them may end as a program error."""

from __future__ import annotations

import base64

import pytest

HUGE = "9" * 30
ROWS = ("scenes", "flights", "findings", "jobs")


@pytest.mark.parametrize("what", ROWS)
@pytest.mark.parametrize("number", [HUGE, str(2**31), str(2**63), "0"])
def test_a_huge_number_is_nothing_that_is_there(person, what, number):
    assert person("supervisor").get(f"/api/v1/{what}/{number}").status_code == 404


@pytest.mark.parametrize("path", ["stations/%00", "issues/%00a", "uploads/%00", "media/%00?of=x"])
def test_a_nul_in_an_address_is_nothing_that_is_there(person, path):
    answer = person("supervisor").get(f"/api/v1/{path}", headers={"Tus-Resumable": "1.0.0"})
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["findings?station=%00", "issues?code=%00", "scenes?station=%00"])
def test_a_nul_in_a_query_finds_nothing(person, path):
    answer = person("supervisor").get(f"/api/v1/{path}")
    assert answer.status_code in {200, 400}
    assert answer.json.get("items", []) == []


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"station": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"}",
        b'{"station": NaN, "name": Infinity}',
        b"\xff\xfe\x00",
        b'{"station": "\\ud800", "name": "x"}',
        b'{"station": "1742A", "name": "x", "name": "y", "__class__": {}}',
        b"null",
        b'"text"',
    ],
    ids=["brackets", "nested", "nan", "no text", "surrogate", "extra", "null", "string"],
)
def test_json_that_is_no_request_is_refused(person, body):
    answer = person("supervisor").call(
        "POST", "/api/v1/flights", data=body, content_type="application/json"
    )
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.content_type == "application/problem+json"


def test_a_number_too_large_for_a_column_is_refused_where_it_is_given(person, engine):
    body = {"code": "INT-04", "grade": 2, "version": int(HUGE)}
    assert person("supervisor").post("/api/v1/findings/1/accept", body).status_code == 404


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\x00b.tif", "CON", "\u202efit.exe", ""])
def test_a_file_name_is_only_a_word(person, name):
    text = base64.b64encode(name.encode()).decode()
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": "5",
        "Upload-Metadata": f"filename {text}",
    }
    caller = person("supervisor")
    answer = caller.call("POST", "/api/v1/uploads/", headers=headers)
    assert answer.status_code == 201
    kept = caller.get(answer.headers["Location"]).json["filename"]
    assert kept
    assert not set(kept) & set("/\\\x00\u202e")


@pytest.mark.parametrize(
    "path",
    [
        "/tiles/1/1/99999999999/0/0?g=x",
        "/tiles/1/1/0/0/0?g=" + "A" * 5000,
        "/tiles/1/1/0/0/0?g=%00",
        "/tiles/-1/1/0/0/0",
        "/static/../settings.py",
        "/static/%2e%2e/settings.py",
        "/login?next=" + "/" * 3000,
        "/lang/zh?next=https://elsewhere.example",
    ],
)
def test_an_odd_address_is_answered_and_leads_nowhere(client, path):
    answer = client.get(path)
    assert answer.status_code < 500
    assert "elsewhere" not in (answer.location or "")
    assert b"SettingsError" not in answer.data


def test_a_body_over_the_limit_is_refused(person, app):
    app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = person("supervisor").call(
        "POST", "/api/v1/flights", data=b'"' + b"x" * 2000 + b'"', content_type="application/json"
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("value", ["en\r\nX-Evil: 1", "../../x", "<script>", "zh" * 5000])
def test_a_language_that_is_none_changes_nothing(client, value):
    answer = client.get("/api/v1/me", query_string={"lang": value})
    assert answer.json["detail"] == answer.json["message"]["zh"]
    assert "X-Evil" not in answer.headers
