"""Looking at a scene through its layers in a browser."""

from __future__ import annotations

import pytest

from imagery.intake import take_in
from ledger import media
from ledger.db import transaction
from tests.e2e.desk import desk
from tests.factories import make_scene, make_station
from tests.unit.imagery import rasters
from tests.web.conftest import app, browser, person, sent, settings  # noqa: F401

pytestmark = pytest.mark.browser

ROLES = {"blue": 1, "green": 2, "red": 3, "nir": 4}


@pytest.fixture
def scene_id(engine, settings, tmp_path) -> int:  # noqa: F811
    pixels = rasters.texture(4, 300, 300, dtype="uint16")
    file = rasters.write(tmp_path / "a.tif", pixels, descriptions=tuple(ROLES))
    made = take_in(file, filename="a.tif", out_dir=tmp_path / "out")
    store = media.store_for(settings)
    with transaction(engine) as session:
        return make_scene(
            session,
            make_station(session),
            state="ready",
            display_sha=store.put_file(made.display),
            analysis_sha=store.put_file(made.analysis),
            bands=ROLES,
            footprint=made.footprint,
            minzoom=made.minzoom,
            maxzoom=made.maxzoom,
        ).id


def test_a_chosen_layer_replaces_the_picture_and_shows_its_legend(
    chromium,
    person,  # noqa: F811
    browser,  # noqa: F811
    scene_id,
):
    with desk(chromium, browser(person("supervisor").email)[0]) as opened:
        opened.open(f"/imagery/scenes/{scene_id}")
        page = opened.page
        page.wait_for_selector("#layers select")
        assert "NDVI" not in page.inner_text("#layers [role=status]")
        page.select_option("#layers select", "ndvi")
        page.wait_for_selector(".leaflet-tile-loaded[src*='/ndvi/']")
        told = page.inner_text("#layers [role=status]")
        assert "-0.2" in told.replace("−", "-")
        assert "0.9" in told
        assert page.locator("#layers [role=status] stop").count() > 2
        page.select_option("#layers select", "truecolor")
        page.wait_for_selector(".leaflet-tile-loaded[src*='/truecolor/']")
        assert page.locator("#layers [role=status] stop").count() == 0
        page.select_option("#layers select", "")
        page.wait_for_selector(".leaflet-tile-loaded:not([src*='.png'])")
        assert opened.complaints == []
