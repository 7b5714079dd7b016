from __future__ import annotations

import pytest
from werkzeug.routing import Rule

from webapp.security import PUBLIC_PAGES

OPEN = {
    "static",
    "security.login",
    "security.logout",
    "health.healthz",
    "health.readyz",
    "metrics.metrics",
    "csp.csp_report",
    "api_session.create_session",
    "tus.options",
    "tiles.tile",
    "tiles.layer_tile",
    "public_draws.index",
    "public_draws.show",
    "public_draws.file",
    "public_draws.proof",
    *PUBLIC_PAGES,
}
"""What a visitor may call; the tile door asks for a grant instead of a person."""


def _address(rule: Rule) -> str:
    values = {
        name: "1" if type(rule._converters[name]).__name__ == "IntegerConverter" else "x"
        for name in rule.arguments
    }
    address = rule.rule
    for name in rule.arguments:
        start = address.rindex("<", 0, address.index(f"{name}>"))
        address = address[:start] + values[name] + address[address.index(">", start) + 1 :]
    return address


def test_every_address_refuses_a_visitor_unless_it_is_listed_here(app):
    client = app.test_client()
    let_in = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPEN:
            continue
        for method in sorted(rule.methods - {"OPTIONS", "HEAD"}):
            answer = client.open(_address(rule), method=method, json={})
            signed_in_only = answer.status_code == 401 or (
                answer.status_code == 302 and answer.location.startswith("/login")
            )
            if not signed_in_only:
                let_in.append((method, rule.rule, answer.status_code))
    assert let_in == []


def test_the_tile_door_refuses_a_visitor_without_a_grant(client):
    assert client.get("/tiles/1/1/0/0/0").json["code"] == "tile.grant"
    assert client.get("/tiles/1/1/ndvi/0/0/0.png").json["code"] == "tile.grant"


def test_a_visitor_is_led_to_the_door_and_back(client):
    answer = client.get("/issues?state=open&overdue=1", headers={"Accept": "text/html"})
    assert answer.status_code == 302
    assert answer.location == "/login?next=/issues%3Fstate=open%26overdue=1"


def test_a_visitor_without_a_page_to_go_back_to_gets_the_plain_door(client):
    assert client.get("/", headers={"Accept": "text/html"}).location == "/login"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_refused_call_writes_nothing_and_says_what_is_needed(client, method):
    answer = client.open("/api/v1/scenes/1", method=method, json={"baseline": True})
    assert answer.json["code"] in {"session.needed", "http.405"}
