from __future__ import annotations

import subprocess
import sys

import pytest
import spyndex

from geo import messages
from geo.errors import NotFound
from imagery.tiles import colours, layers

ALL = {
    "blue": 1,
    "green": 2,
    "red": 3,
    "rededge705": 4,
    "nir": 5,
    "swir16": 6,
    "swir22": 7,
}


def keys(*roles: str) -> list[str]:
    return [layer.key for layer in layers.offered({r: n for n, r in enumerate(roles, 1)})]


def test_a_scene_offers_only_layers_whose_bands_it_has():
    assert keys("red", "green", "blue") == [
        "truecolor",
        "band-red",
        "band-green",
        "band-blue",
    ]
    assert keys("red", "nir") == ["ndvi", "band-red", "band-nir"]
    assert keys() == []
    everything = keys(*ALL)
    assert everything[: len(layers.NAMED)] == [layer.key for layer in layers.NAMED]


def test_the_narrow_near_infrared_stands_in_where_the_broad_one_is_missing():
    assert layers.named("ndvi", {"red": 1, "nir08": 2}).roles == ("nir08", "red")
    assert layers.named("ndvi", {"red": 1, "nir": 3, "nir08": 2}).roles == ("nir", "red")


@pytest.mark.parametrize(
    "key", ["", "evil", "ndwi", "band-", "band-swir16", "band-../x", "(red-nir)/2", "band-red/2"]
)
def test_an_unknown_layer_or_one_without_its_bands_is_refused_by_code(key):
    with pytest.raises(NotFound, match=r"tile\.no_layer"):
        layers.named(key, {"red": 1, "nir": 2, "../x": 3, "red/2": 4})


def test_every_layer_has_a_name_in_both_languages_and_every_index_a_legend():
    for layer in layers.offered(ALL):
        zh, en = (
            messages.text(layer.name_code, lang, role=layer.roles[0]) for lang in ("zh", "en")
        )
        assert zh not in (en, layer.name_code)
        if layer.index:
            assert layer.low < layer.high
            assert len(colours.palette(layer.stops)) == 768


def test_the_letters_of_an_index_are_those_of_its_published_formula():
    for layer in layers.NAMED:
        if layer.index:
            assert set(layer.letters) == set(spyndex.indices[layer.index].bands)


def test_a_palette_runs_from_its_first_colour_to_its_last():
    table = colours.palette(("#102030", "#ffffff", "#a0b0c0"))
    assert table[:6] == bytes((0, 0, 0, 0x10, 0x20, 0x30))
    assert table[128 * 3 : 129 * 3] == b"\xff\xff\xff"
    assert table[-3:] == bytes.fromhex("a0b0c0")


def test_layers_are_listed_without_a_raster_or_science_library():
    code = (
        "import sys, imagery.tiles.layers;"
        "print([m for m in ('rasterio','numpy','rio_tiler','cv2','spyndex') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
