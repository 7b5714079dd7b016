"""The fast door and the view must say the same; only the way there differs."""

from __future__ import annotations

import sys
import time
import types
from types import SimpleNamespace

import pytest

from geo.errors import Refused
from ledger import media
from ledger.db import transaction
from tests.factories import make_scene, make_station
from tests.web.test_tiles import resigned

JPEG = b"\xff\xd8\xff\xe0 a tile"
HERE = (12, 1, 2)
BY_THE_VIEW = "&by=the-view"
"""The door takes a query of a grant alone; anything more goes to the view."""


@pytest.fixture
def scene(engine, settings) -> SimpleNamespace:
    sha256 = media.store_for(settings).put_bytes(b"display cog")
    with transaction(engine) as session:
        row = make_scene(session, make_station(session), state="ready", display_sha=sha256)
        return SimpleNamespace(id=row.id, version=row.version)


@pytest.fixture
def address(person, scene, monkeypatch) -> str:
    """A tile's address with a grant; the raster reader is stood in for."""

    def tile(z, x, y):
        if (z, x, y) == (1, 1, 1):
            raise Refused("tiles.unreadable")
        found = SimpleNamespace(data=JPEG, content_type="image/jpeg")
        return found if (z, x, y) == HERE else None

    reader = types.ModuleType("imagery.tiles")
    reader.open_tiles = lambda _path: SimpleNamespace(tile=tile)
    monkeypatch.setitem(sys.modules, "imagery.tiles", reader)
    monkeypatch.setattr("imagery.tiles", reader, raising=False)
    template = person("supervisor").get(f"/api/v1/scenes/{scene.id}").json["tiles"]
    return template.format(z=HERE[0], x=HERE[1], y=HERE[2])


@pytest.fixture
def handed_on(app, monkeypatch) -> list[str]:
    """The paths that the door handed to Flask."""
    paths: list[str] = []
    inner = app.wsgi_app._inner

    def noted(environ, start):
        paths.append(environ["PATH_INFO"])
        return inner(environ, start)

    monkeypatch.setattr(app.wsgi_app, "_inner", noted)
    return paths


def told(answer):
    headers = {name: value for name, value in answer.headers.items() if name != "Set-Cookie"}
    return answer.status_code, answer.data, headers


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("place", "known", "status"),
    [(HERE, "", 200), ((12, 9, 9), "", 204), (HERE, "*", 304), (HERE, '"other"', 200)],
)
def test_the_door_says_what_the_view_says(client, address, handed_on, method, place, known, status):
    here = address.replace("/12/1/2?", "/{}/{}/{}?".format(*place))
    headers = {"If-None-Match": known} if known else {}
    fast = client.open(here, method=method, headers=headers)
    assert handed_on == []
    slow = client.open(here + BY_THE_VIEW, method=method, headers=headers)
    assert len(handed_on) == 1
    assert fast.status_code == status
    assert told(fast)[:2] == told(slow)[:2]
    # Flask varies by the cookie, which every API call renews: browsers would keep no tile.
    assert told(fast)[2] == {k: v for k, v in told(slow)[2].items() if k != "Vary"}


def test_a_tile_known_by_its_tag_is_not_sent_again(client, address, handed_on):
    tag = client.get(address).headers["ETag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        answer = client.get(address, headers={"If-None-Match": known})
        assert (answer.status_code, answer.data) == (304, b"")
    assert handed_on == []


def test_what_the_door_does_not_allow_the_view_refuses(client, address, scene, handed_on):
    path, _, grant = address.partition("?g=")
    refused = [
        path,
        f"{path}?g=",
        f"{path}?g={resigned(grant)}",
        f"{path}?g={grant[:-2]}&g={grant}",
        address.replace(f"/tiles/{scene.id}/", f"/tiles/{scene.id + 1}/"),
        address.replace(f"/tiles/{scene.id}/{scene.version}/", f"/tiles/{scene.id}/99/"),
    ]
    for wrong in refused:
        answer = client.get(wrong)
        assert (answer.status_code, answer.json["code"]) == (403, "tile.grant")
        assert answer.content_type == "application/problem+json"
    assert len(handed_on) == len(refused)


def test_a_late_grant_is_refused_although_it_was_good_before(client, address, monkeypatch):
    assert client.get(address).status_code == 200
    monkeypatch.setattr("webapp.grants.time.time", lambda: 4_000_000_000.0)
    assert client.get(address).json["code"] == "tile.grant"


def test_a_session_must_be_the_grants_own(person, browser, scene, address, handed_on):
    caller = person("supervisor")
    own, _ = browser(caller.email)
    handed_on.clear()
    template = caller.get(f"/api/v1/scenes/{scene.id}").json["tiles"]
    handed_on.clear()
    z, x, y = HERE
    assert own.get(template.format(z=z, x=x, y=y)).data == JPEG
    assert handed_on == []
    assert own.get(address).json["code"] == "tile.grant"
    assert len(handed_on) == 1


@pytest.mark.parametrize("cookie", ["forged", "a.b.c", "x" * 5000])
def test_a_cookie_that_cannot_be_read_is_left_to_the_view(app, address, handed_on, cookie):
    client, headers = app.test_client(use_cookies=False), {"Cookie": f"xz_session={cookie}"}
    fast, slow = (client.get(a, headers=headers) for a in (address, address + BY_THE_VIEW))
    assert len(handed_on) == 2
    assert fast.status_code == slow.status_code == 200


def test_an_old_session_is_left_to_the_view(person, browser, address, handed_on, monkeypatch):
    other, _ = browser(person("supervisor").email)
    assert other.get(address).status_code == 403
    handed_on.clear()
    later = time.time() + 13 * 3600
    monkeypatch.setattr("webapp.tile_door.time.time", lambda: later)
    other.get(address)
    assert len(handed_on) == 1


def test_other_cookies_and_names_that_hold_the_sessions_do_not_matter(app, address, handed_on):
    client = app.test_client(use_cookies=False)
    headers = {"Cookie": "lang=en; not_xz_session=1; theme=dark"}
    assert client.get(address, headers=headers).data == JPEG
    assert handed_on == []


@pytest.mark.parametrize(
    "path",
    [
        "/tiles/1/1/1/1",
        "/tiles/1/1/1/1/1/",
        "/tiles/-1/1/1/1/1",
        "/tiles/1/1/1/1/1.png",
        "/tiles/٣/1/1/1/1",
        "/tiles/99999999999999999999/1/1/1/1",
        "//tiles/1/1/1/1/1",
    ],
)
def test_addresses_that_are_no_stored_tiles_go_to_the_application(client, handed_on, path):
    assert client.get(path).status_code >= 400
    assert len(handed_on) == 1


def test_only_reading_passes_the_door(client, address, handed_on):
    for method in ("POST", "PUT", "DELETE"):
        assert client.open(address, method=method).status_code == 405
    assert len(handed_on) == 3


def test_a_file_that_cannot_be_read_is_refused_by_the_view(client, address, handed_on):
    answer = client.get(address.replace("/12/1/2?", "/1/1/1?"))
    assert (answer.status_code, answer.json["code"]) == (422, "tiles.unreadable")
    assert len(handed_on) == 1


def test_tiles_of_the_door_are_counted_like_any_request(client, address):
    def counted() -> float:
        lines = client.get("/metrics").text.splitlines()
        wanted = (
            'xunzhan_requests_total{method="GET",route="/tiles/<int:scene_id>/<int:version>/'
            '<int:z>/<int:x>/<int:y>",status="200"}'
        )
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(wanted))

    before = counted()
    client.get(address)
    client.get(address + BY_THE_VIEW)
    assert counted() == before + 2
