from __future__ import annotations

import pytest

from settings import Settings
from webapp.headers import content_policy


@pytest.mark.parametrize("path", ["/login", "/healthz", "/api/v1/me", "/nothing"])
def test_every_answer_carries_the_security_headers(client, path):
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "report-uri /csp-report" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_answers_about_people_are_not_kept_by_caches(person):
    assert person("leader").get("/api/v1/me").headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("chosen", "origin"),
    [
        (
            {"basemap": "xyz", "basemap_url": "https://t.example/{z}/{x}/{y}.png"},
            "https://t.example",
        ),
        ({"basemap": "xyz", "basemap_url": "https://{s}.t.example/{z}"}, "https://*.t.example"),
        ({"basemap": "tianditu"}, "https://*.tianditu.gov.cn"),
    ],
)
def test_only_the_configured_base_map_may_be_loaded_from_elsewhere(tmp_path, chosen, origin):
    assert f"{origin}" in content_policy(Settings(home=tmp_path, **chosen))
    assert "https:" not in content_policy(Settings(home=tmp_path))


def test_a_report_of_a_broken_rule_reaches_the_log_on_one_line(client, caplog):
    answer = client.post("/csp-report", data=b'{"csp-report": {"blocked-uri":\n"inline"}}')
    assert answer.status_code == 204
    (record,) = [r for r in caplog.records if "content security policy" in r.message]
    assert "inline" in record.message
    assert "\n" not in record.message


def test_https_is_asked_for_where_cookies_are_secure(app, settings):
    assert "Strict-Transport-Security" not in app.test_client().get("/healthz").headers


@pytest.mark.parametrize("path", ["js/lib/api.js", "css/app.css"])
def test_scripts_and_styles_are_asked_for_again_so_that_versions_never_mix(client, path):
    first = client.get(f"/static/{path}", buffered=True)
    assert first.status_code == 200
    assert "no-cache" in first.headers["Cache-Control"]
    assert "max-age" not in first.headers["Cache-Control"]
    seen = {"If-None-Match": first.headers["ETag"]}
    again = client.get(f"/static/{path}", headers=seen, buffered=True)
    assert (again.status_code, again.data) == (304, b"")
