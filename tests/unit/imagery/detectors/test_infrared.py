"""A converted camera's pink plants are told; red soil and red roofs are ordinary red."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio

from imagery.detectors import reading
from imagery.infrared import converted

PINK, SOIL, ROOF, GREY = (0.75, 0.45, 0.52), (0.60, 0.42, 0.30), (0.62, 0.30, 0.22), (0.5, 0.5, 0.5)


def _picture(colour, share):
    """Planes of 0-1: so much of one colour, the rest grey, all with a little noise."""
    pixels = np.tile(np.array(GREY)[:, None, None], (1, 100, 100))
    pixels[:, : round(100 * share)] = np.array(colour)[:, None, None]
    return pixels + np.random.default_rng(4).normal(0, 0.01, pixels.shape)


def _sample(path):
    with reading.quiet(), rasterio.open(path) as source:
        shape = (3, source.height // 4, source.width // 4)
        return source.read([1, 2, 3], out_shape=shape).astype(np.float32) / 255


@pytest.mark.parametrize(("colour", "told"), [(PINK, True), (SOIL, False), (ROOF, False)])
@pytest.mark.parametrize("share", [0.3, 1.0])
def test_pink_is_told_from_the_red_of_iron(colour, told, share):
    assert converted(*_picture(colour, share)) is told


def test_every_converted_frame_is_told_and_no_tile_of_red_roofs(sample_data):
    drone = sample_data / "drone"
    pink = sorted((drone / "photos" / "seneca_nir").glob("*.jpg"))
    roofs = sorted((drone / "rasters" / "oam_kampala_z21").glob("*.png"))
    assert len(pink) >= 3
    assert len(roofs) >= 16
    assert all(converted(*_sample(path)) for path in pink)
    assert not any(converted(*_sample(path)) for path in roofs)
