"""What a file says of its bands outlives intake in our own words; hostile text does not."""

from __future__ import annotations

import pytest
import rasterio

from imagery.intake import take_in
from tests.unit.imagery import rasters

HOSTILE = "<script>XZCANARY</script> nir"


@pytest.fixture
def named(tmp_path):
    def make(*names, **profile):
        pixels = rasters.texture(len(names), 40, 50, dtype="uint16")
        path = rasters.write(tmp_path / "a.tif", pixels, descriptions=names, **profile)
        return take_in(path, filename="a.tif", out_dir=tmp_path / "out", display=False)

    return make


def test_band_roles_scale_and_time_are_told_again_by_the_stored_file(named, tmp_path):
    tags = {"ACQUISITION_DATETIME": "2024-05-06T02:30:00Z"}
    first = named("B03 (x 10000)", "B08", "cloud probability", tags=tags)
    again = take_in(first.analysis, filename="b.tif", out_dir=tmp_path / "again", display=False)
    assert first.guess.bands == {"green": 1, "nir": 2}
    assert again.guess.bands == first.guess.bands
    assert (again.guess.scale, again.guess.cloud_band) == (0.0001, 3)
    assert again.guess.taken_at == first.guess.taken_at
    assert again.names == ("green", "nir", "cloud probability")


def test_what_was_only_supposed_is_not_written_as_if_the_file_had_said_it(named):
    stored = named("", "", "", "")
    assert "guess.order_bgrn" in stored.guess.why
    with rasterio.open(stored.analysis) as raster:
        assert set(raster.descriptions) == {None}
        assert set(raster.scales) == {1.0}


def test_hostile_band_names_are_neither_kept_nor_told(named):
    stored = named(HOSTILE, "green\u202e", "绿 band\x07", "x" * 500)
    assert stored.names[:2] == ("", "green")
    assert stored.names[3] == ""
    assert stored.guess.bands["nir"] == 1
    data = stored.analysis.read_bytes()
    assert b"CANARY" not in data
    with rasterio.open(stored.analysis) as raster:
        assert set(raster.descriptions) <= {"green", "nir", None}
