from __future__ import annotations

import io
import json
from types import SimpleNamespace
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image

from imagery.intake import take_in
from ledger import media
from ledger.db import transaction
from ledger.models import Scene
from tests.factories import make_scene, make_station
from tests.unit.imagery import rasters
from tests.web.test_tiles import resigned, tile_at

ROLES = {"blue": 1, "green": 2, "red": 3, "nir": 4}


@pytest.fixture
def scene(engine, settings, tmp_path) -> SimpleNamespace:
    """A ready four-band scene with both files in the store."""
    pixels = rasters.texture(4, 400, 400, dtype="uint16")
    file = rasters.write(tmp_path / "a.tif", pixels, descriptions=tuple(ROLES))
    made = take_in(file, filename="a.tif", out_dir=tmp_path / "out")
    store = media.store_for(settings)
    with transaction(engine) as session:
        row = make_scene(
            session,
            make_station(session),
            state="ready",
            display_sha=store.put_file(made.display),
            analysis_sha=store.put_file(made.analysis),
            bands=ROLES,
            scale=0.0001,
            minzoom=made.minzoom,
            maxzoom=made.maxzoom,
        )
        middle = made.footprint.centroid
        here = tile_at(middle.x, middle.y, made.maxzoom)
        return SimpleNamespace(id=row.id, version=row.version, here=here)


def shown(caller, scene):
    return caller.get(f"/api/v1/scenes/{scene.id}").json


def at(template: str, layer: str, z: int, x: int, y: int) -> str:
    return template.format(layer=layer, z=z, x=x, y=y)


def test_a_scene_lists_the_layers_its_bands_allow_with_names_and_legends(person, scene):
    told = shown(person("supervisor"), scene)
    assert [layer["key"] for layer in told["layers"]][:4] == [
        "truecolor",
        "falsecolor",
        "ndvi",
        "ndwi",
    ]
    ndvi = next(layer for layer in told["layers"] if layer["key"] == "ndvi")
    assert ndvi["name"]["zh"] != ndvi["name"]["en"]
    assert ndvi["legend"]["min"] < ndvi["legend"]["max"]
    assert len(ndvi["legend"]["colours"]) > 2
    assert told["layers"][0]["legend"] is None
    band = told["layers"][-1]
    assert (band["key"], band["legend"]["min"]) == ("band-nir", None)


def test_a_grant_opens_every_listed_layer_without_signing_in_again(person, client, scene):
    told = shown(person("supervisor"), scene)
    for layer in told["layers"]:
        answer = client.get(at(told["layer_tiles"], layer["key"], *scene.here))
        assert answer.status_code == 200
        assert answer.content_type == "image/png"
        assert answer.headers["Cache-Control"] == "private, max-age=3600, immutable"
        assert Image.open(io.BytesIO(answer.data)).size == (256, 256)
        known = {"If-None-Match": answer.headers["ETag"]}
        again = client.get(at(told["layer_tiles"], layer["key"], *scene.here), headers=known)
        assert (again.status_code, again.data) == (304, b"")


def test_an_unknown_layer_or_a_formula_is_refused_by_code(person, client, scene):
    template = shown(person("supervisor"), scene)["layer_tiles"]
    for layer in ("nbr", "no-such", "band-swir16", "(nir-red)", "__import__", "%7B%7B7*7%7D%7D"):
        answer = client.get(at(template, layer, *scene.here))
        assert (answer.status_code, answer.json["code"]) == (404, "tile.no_layer")
    free = at(template, "ndvi", *scene.here) + "&expression=b1/0&bands=nir"
    assert client.get(free).data == client.get(at(template, "ndvi", *scene.here)).data


def test_without_a_grant_or_with_somebody_elses_there_is_no_layer(person, client, scene, browser):
    told = shown(person("supervisor"), scene)
    address = at(told["layer_tiles"], "ndvi", *scene.here)
    bare, grant = address.split("?g=")
    other, _ = browser(person("supervisor").email)
    for caller, path in (
        (client, bare),
        (client, f"{bare}?g={resigned(grant)}"),
        (client, f"{bare}?g={told['tiles'].split('?g=')[1]}"),
        (client, address.replace(f"/tiles/{scene.id}/", f"/tiles/{scene.id + 1}/")),
        (client, address.replace(f"/{scene.version}/ndvi", "/99/ndvi")),
        (other, address),
    ):
        answer = caller.get(path)
        assert (answer.status_code, answer.json["code"]) == (403, "tile.grant")


def test_a_layer_grant_does_not_open_the_stored_tiles(person, client, scene):
    told = shown(person("supervisor"), scene)
    z, x, y = scene.here
    path = urlsplit(told["tiles"].format(z=z, x=x, y=y)).path
    assert client.get(f"{path}?{told['layer_tiles'].split('?')[1]}").status_code == 403


def test_a_late_grant_opens_no_layer(person, client, scene, monkeypatch):
    told = shown(person("supervisor"), scene)
    monkeypatch.setattr("webapp.grants.time.time", lambda: told["tiles_until"] + 1.0)
    assert client.get(at(told["layer_tiles"], "ndvi", *scene.here)).status_code == 403


def test_where_nothing_is_known_the_answer_is_empty(person, client, scene):
    template = shown(person("supervisor"), scene)["layer_tiles"]
    answer = client.get(at(template, "ndvi", scene.here[0], 0, 0))
    assert (answer.status_code, answer.data) == (204, b"")


def test_corrected_bands_change_the_picture_and_its_tag(person, client, scene, engine):
    caller = person("supervisor")
    before = client.get(at(shown(caller, scene)["layer_tiles"], "ndvi", *scene.here))
    with transaction(engine) as session:
        session.get_one(Scene, scene.id).bands = ROLES | {"red": 2, "green": 3}
    after = client.get(at(shown(caller, scene)["layer_tiles"], "ndvi", *scene.here))
    assert before.headers["ETag"] != after.headers["ETag"]
    one, other = (np.asarray(Image.open(io.BytesIO(a.data))) for a in (before, after))
    assert (one != other).any()


def test_a_scene_of_unknown_bands_has_no_layers(person, engine, scene):
    with transaction(engine) as session:
        session.get_one(Scene, scene.id).bands = {}
    told = shown(person("supervisor"), scene)
    assert (told["layer_tiles"], told["layers"]) == (None, [])
    assert told["tiles"]
    assert json.dumps(told)
