"""Heights of a surface model at places on the map."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin
from rasterio.warp import transform

from geo.errors import Refused
from imagery.tiles.heights import heights

CRS, WEST, NORTH = "EPSG:32651", 284_600.0, 3_404_000.0


def lonlat(east, south):
    (lon,), (lat,) = transform(CRS, "EPSG:4326", [WEST + east], [NORTH - south])
    return lon, lat


def model(path, *, dtype="float32", count=1):
    """Level ground at 12 m with a block of 20 m from 10 m to 20 m, a hole, and nonsense."""
    ground = np.full((60, 60), 12.0)
    ground[20:40, 20:40] = 20.0
    ground[0, 0], ground[59, 59] = -9999.0, 1e6
    profile = {"driver": "GTiff", "crs": CRS, "dtype": dtype, "nodata": -9999.0, "count": count}
    profile |= {"transform": from_origin(WEST, NORTH, 0.5, 0.5), "width": 60, "height": 60}
    if dtype == "uint8":
        profile["nodata"] = None
    with rasterio.open(path, "w", **profile) as file:
        for band in range(1, count + 1):
            file.write(ground.clip(0, 255).astype(dtype) if dtype == "uint8" else ground, band)
    return path


def test_the_surface_is_read_where_it_is_known_and_nowhere_else(tmp_path):
    places = [lonlat(5, 5), lonlat(15, 15), lonlat(10.1, 15), lonlat(0.2, 0.2), lonlat(29.9, 29.9)]
    found = heights(model(tmp_path / "dsm.tif"), [*places, lonlat(-3, 5)])
    ground, roof, edge = found[:3]
    assert (ground.height_m, ground.spread_m, ground.step_m) == (12.0, 0.0, 0.5)
    assert (roof.height_m, roof.spread_m) == (20.0, 0.0)
    assert edge.spread_m == 8.0
    assert found[3:] == [None, None, None]


@pytest.mark.parametrize("options", [{"count": 2}, {"dtype": "uint8"}])
def test_a_picture_is_no_surface_model(tmp_path, options):
    with pytest.raises(Refused, match="flight.no_surface"):
        heights(model(tmp_path / "dsm.tif", **options), [lonlat(5, 5)])


def test_a_file_that_is_gone_is_refused(tmp_path):
    with pytest.raises(Refused, match="tiles.unreadable"):
        heights(tmp_path / "none.tif", [lonlat(5, 5)])
