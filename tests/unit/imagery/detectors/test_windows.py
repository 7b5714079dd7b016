"""Windows, georeference and smoothing: quicker ways give what the plain ways give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from pyproj import Transformer
from rasterio.transform import Affine
from scipy import ndimage

from geo.errors import Refused
from imagery.detectors import SceneInput, georeference, reading, smoothing
from imagery.detectors.grid import Frame

ROLES = ("green", "nir")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> SceneInput:
    """A turned 80 x 90 image in UTM with two bands of random numbers and a no-data corner."""
    path: Path = tmp_path_factory.mktemp("windows") / "s.tif"
    values = np.random.default_rng(3).integers(1, 9000, (2, 80, 90)).astype(np.uint16)
    values[:, :5, :5] = 0
    turned = Affine.translation(500_000, 3_400_000) @ Affine.rotation(20) @ Affine.scale(10, -10)
    profile = {"driver": "GTiff", "width": 90, "height": 80, "count": 2, "dtype": "uint16"}
    with rasterio.open(path, "w", crs="EPSG:32651", transform=turned, nodata=0, **profile) as out:
        out.write(values)
    return SceneInput(path, {"green": 1, "nir": 2}, scale=1e-4, offset=-0.01)


class Counted:
    """An open image that counts how often it is read."""

    def __init__(self, source: Any) -> None:
        self.source, self.reads = source, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.source, name)

    def read(self, *args: Any, **named: Any) -> Any:
        self.reads += 1
        return self.source.read(*args, **named)


def test_a_window_inside_the_last_one_is_not_read_again_and_holds_the_same(scene):
    wide, narrow = Frame(10, 20, 40, 30), Frame(12, 25, 9, 7)
    with rasterio.open(scene.path) as opened:
        source = Counted(opened)
        reading.stored_window(source, scene, ROLES, wide)
        held = reading.stored_window(source, scene, ROLES, narrow)
        assert source.reads == 1
        assert np.array_equal(held, opened.read(window=narrow.window))
        reading.stored_window(source, scene, ROLES, Frame(9, 25, 9, 7))
        assert source.reads == 2


def test_other_bands_or_a_thinned_window_are_read_anew(scene):
    frame = Frame(0, 0, 40, 40)
    with rasterio.open(scene.path) as source:
        reading.stored_window(source, scene, ROLES, frame)
        turned = reading.stored_window(source, scene, ("nir", "green"), frame)
        assert np.array_equal(turned[0], source.read(2, window=frame.window))
        thin = reading.stored_window(source, scene, ROLES, frame, (20, 20))
        assert thin.shape == (2, 20, 20)


def test_what_is_remembered_cannot_be_written_to(scene):
    with rasterio.open(scene.path) as source:
        held = reading.stored_window(source, scene, ROLES, Frame(0, 0, 9, 9))
        planes = reading.read(source, scene, ROLES, Frame(0, 0, 9, 9))
        planes["green"][:] = 7
        assert not (reading.read(source, scene, ROLES, Frame(0, 0, 9, 9))["green"] == 7).any()
    with pytest.raises(ValueError, match="read-only"):
        held[:] = 0


def test_no_data_is_unknown_and_the_rest_is_scaled(scene):
    with rasterio.open(scene.path) as source:
        planes = reading.read(source, scene, ROLES, Frame(-3, -3, 20, 20))
        stored = source.read(1)
    green = planes["green"]
    assert np.isnan(green[:8, :8]).all()
    assert np.allclose(green[8:, 8:], stored[5:17, 5:17] * 1e-4 - 0.01, atol=1e-6)


def test_pixels_and_positions_agree_with_the_file_and_with_pyproj(scene):
    lon, lat = np.array([123.001, 123.004]), np.array([30.72, 30.724])
    with rasterio.open(scene.path) as source:
        ground = georeference.of(source)
        x, y = Transformer.from_crs(4326, 32651, always_xy=True).transform(lon, lat)
        cols, rows = ~source.transform @ (x, y)
        assert np.allclose(ground.pixels(lon, lat), (rows, cols), atol=1e-6)
        assert np.allclose(ground.positions(rows, cols), (x, y), atol=1e-4)
        assert ground.step_m == pytest.approx((10, 10), rel=2e-3)
        assert georeference.of(source) is ground


def test_smoothing_is_the_normalised_gaussian():
    rng = np.random.default_rng(1)
    values = rng.normal(size=(40, 50)).astype(np.float32)
    plain = ndimage.gaussian_filter(values, 0.7)
    assert np.allclose(smoothing.smoothed(values, np.ones((40, 50), bool), 0.7), plain, atol=1e-5)
    known = rng.random((40, 50)) > 0.3
    weight = ndimage.gaussian_filter(known.astype(np.float32), 0.7)
    wanted = ndimage.gaussian_filter(np.where(known, values, 0), 0.7) / np.maximum(weight, 1e-3)
    holes = np.where(known, values, np.nan)
    got = smoothing.smoothed(holes, known, 0.7)
    assert np.allclose(got[known], wanted[known], atol=1e-5)
    assert np.isnan(got[~known]).all()


def test_one_band_for_two_roles_is_refused(scene):
    twice = SceneInput(scene.path, {"green": 2, "nir": 2})
    with pytest.raises(Refused) as refused, reading.opened(twice, ROLES, detector="x"):
        pass
    assert refused.value.code == "detect.band_repeated"
    assert refused.value.params["roles"] == "green, nir"
