from __future__ import annotations

import io
import math
import sys
import types
from types import SimpleNamespace

import pytest
from PIL import Image

from geo.errors import Forbidden
from imagery.intake import take_in
from ledger import media
from ledger.db import transaction
from tests.factories import make_scene, make_station
from tests.unit.imagery import rasters
from webapp import grants

JPEG = b"\xff\xd8\xff\xe0 a tile"


@pytest.fixture
def scene(engine, settings) -> SimpleNamespace:
    """A ready scene whose display COG is in the store."""
    sha256 = media.store_for(settings).put_bytes(b"display cog")
    with transaction(engine) as session:
        row = make_scene(
            session,
            make_station(session),
            state="ready",
            display_sha=sha256,
            minzoom=10,
            maxzoom=14,
        )
        return SimpleNamespace(id=row.id, version=row.version, sha256=sha256)


@pytest.fixture
def stored_tiles(monkeypatch):
    """Stand in for the raster reader: one tile is there, the others are empty."""
    opened = []

    def open_tiles(path):
        opened.append(str(path))
        found = SimpleNamespace(data=JPEG, content_type="image/jpeg")
        return SimpleNamespace(tile=lambda z, x, y: found if (z, x, y) == (12, 1, 2) else None)

    reader = types.ModuleType("imagery.tiles")
    reader.open_tiles = open_tiles
    monkeypatch.setitem(sys.modules, "imagery.tiles", reader)
    monkeypatch.setattr("imagery.tiles", reader, raising=False)
    return opened


def _template(caller, scene) -> str:
    return caller.get(f"/api/v1/scenes/{scene.id}").json["tiles"]


def _at(template: str, z: int, x: int, y: int) -> str:
    return template.format(z=z, x=x, y=y)


def test_a_grant_opens_the_tiles_without_signing_in_again(person, client, scene, stored_tiles):
    address = _at(_template(person("supervisor"), scene), 12, 1, 2)
    answer = client.get(address)
    assert answer.data == JPEG
    assert answer.content_type == "image/jpeg"
    assert answer.headers["Cache-Control"] == "private, max-age=3600, immutable"
    assert stored_tiles[0].endswith(scene.sha256)


def test_the_door_asks_no_database(person, client, scene, stored_tiles, monkeypatch):
    address = _at(_template(person("supervisor"), scene), 12, 1, 2)
    monkeypatch.setattr("webapp.db.new_session", None)
    assert client.get(address).status_code == 200


def test_where_a_scene_has_nothing_the_answer_is_empty(person, client, scene, stored_tiles):
    answer = client.get(_at(_template(person("supervisor"), scene), 12, 9, 9))
    assert (answer.status_code, answer.data) == (204, b"")


def test_a_tile_that_the_browser_has_is_not_sent_again(person, client, scene, stored_tiles):
    address = _at(_template(person("supervisor"), scene), 12, 1, 2)
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_a_grant_is_for_one_scene_and_one_version(person, client, scene, stored_tiles):
    address = _at(_template(person("supervisor"), scene), 12, 1, 2)
    for other in (f"/tiles/{scene.id + 1}/{scene.version}/", f"/tiles/{scene.id}/99/"):
        moved = address.replace(f"/tiles/{scene.id}/{scene.version}/", other)
        assert client.get(moved).json["code"] == "tile.grant"


def test_a_changed_grant_is_refused(person, client, scene, stored_tiles):
    address = _at(_template(person("supervisor"), scene), 12, 1, 2)
    assert client.get(resigned(address)).status_code == 403
    assert client.get(address.partition("?")[0]).status_code == 403


def test_somebody_elses_grant_is_of_no_use_to_a_signed_in_person(
    person, browser, scene, stored_tiles
):
    address = _at(_template(person("supervisor"), scene), 12, 1, 2)
    other, _ = browser(person("supervisor").email)
    assert other.get(address).status_code == 403


def test_a_grant_ends_within_ten_minutes_and_stays_the_same_for_a_while(app, monkeypatch):
    about = {"scene_id": 1, "version": 1, "user_id": 1, "sha256": "0" * 64}
    with app.app_context():
        monkeypatch.setattr(grants.time, "time", lambda: 1_000_000.0)
        text, expires = grants.issue(**about)
        assert 300 <= expires - 1_000_000 <= 600
        assert grants.verify(text, scene_id=1, version=1, at=expires).user_id == 1
        with pytest.raises(Forbidden):
            grants.verify(text, scene_id=1, version=1, at=expires + 1)
        monkeypatch.setattr(grants.time, "time", lambda: 1_000_050.0)
        assert grants.issue(**about)[0] == text


def test_who_may_not_see_a_scene_gets_no_grant(person, scene):
    assert person("om_tech").get(f"/api/v1/scenes/{scene.id}").status_code == 404


def test_a_scene_without_a_display_cog_has_no_tiles(person, engine):
    with transaction(engine) as session:
        number = make_scene(session, make_station(session)).id
    assert person("supervisor").get(f"/api/v1/scenes/{number}").json["tiles"] is None


def test_a_stored_block_of_a_real_image_comes_through_the_door(
    person, client, engine, settings, tmp_path
):
    file = rasters.write(tmp_path / "a.tif", rasters.texture(3, 300, 300))
    stored = take_in(file, filename="a.tif", out_dir=tmp_path / "out")
    sha256 = media.store_for(settings).put_file(stored.display)
    with transaction(engine) as session:
        number = make_scene(session, make_station(session), state="ready", display_sha=sha256).id
    template = person("supervisor").get(f"/api/v1/scenes/{number}").json["tiles"]
    middle = stored.footprint.centroid
    here = tile_at(middle.x, middle.y, stored.maxzoom)
    answer = client.get(_at(template, *here))
    assert answer.status_code == 200
    assert Image.open(io.BytesIO(answer.data)).size == (256, 256)
    assert client.get(_at(template, stored.maxzoom, 0, 0)).status_code == 204


def resigned(text: str) -> str:
    """Return a grant with another signature; the last character would not do, it has spare bits."""
    told, _, signature = text.rpartition(".")
    return f"{told}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"


def tile_at(lon: float, lat: float, z: int) -> tuple[int, int, int]:
    """Return (z, x, y) of the XYZ tile that holds a position."""
    across = 2**z
    x = (lon + 180) / 360 * across
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * across
    return z, int(x), int(y)
