import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from geo.crs import (
    area_m2,
    buffer_m,
    cell_of,
    checked,
    distance_m,
    epsg_of,
    metre_crs,
    to_degrees,
    to_metres,
)
from geo.errors import Refused


@pytest.mark.parametrize(
    ("lonlat", "epsg"),
    [
        ((120.75, 30.75), 4549),
        ((87.6, 43.8), 4538),
        ((116.4, 39.9), 4548),
        ((-1.32343, 42.8803), 32630),
        ((-91.994, 46.8426), 32615),
        ((166.67, -77.85), 32758),
        ((180.0, 0.0), 32660),
    ],
)
def test_the_metre_crs_is_the_local_one(lonlat, epsg):
    assert epsg_of(lonlat) == epsg
    assert metre_crs(lonlat).axis_info[0].unit_name == "metre"


@given(lon=st.floats(-179, 179), lat=st.floats(-79, 83), radius=st.floats(1, 2000))
def test_a_disc_has_its_radius_on_the_ground_everywhere(lon, lat, radius):
    disc = buffer_m((lon, lat), radius)
    for edge in disc.exterior.coords[:-1:16]:
        if abs(edge[0] - lon) < 90:
            assert distance_m((lon, lat), edge) == pytest.approx(radius, rel=2e-3)


def test_there_and_back_through_metres_is_the_same_shape():
    shape = box(120.7, 30.7, 120.8, 30.8)
    back = to_degrees(to_metres(shape, around=(120.75, 30.75)), around=(120.75, 30.75))
    assert back.hausdorff_distance(shape) < 1e-9


def test_an_area_takes_holes_out_whatever_the_ring_order():
    outer = box(120.0, 30.0, 120.01, 30.01)
    hole = box(120.002, 30.002, 120.004, 30.004)
    assert area_m2(outer.difference(hole)) == pytest.approx(area_m2(outer) - area_m2(hole))
    assert area_m2(outer.reverse()) == pytest.approx(area_m2(outer))


def test_cells_of_neighbours_five_metres_apart_differ_by_one():
    anchor = (120.75, 30.75)
    first = cell_of(anchor, anchor_lonlat=anchor)
    east = (anchor[0] + 5 / (111_320 * math.cos(math.radians(30.75))), anchor[1])
    assert cell_of(east, anchor_lonlat=anchor) == (first[0] + 1, first[1])


@pytest.mark.parametrize("lonlat", [(181, 0), (0, 91), (math.inf, 0), (0, math.nan)])
def test_what_is_no_position_is_refused(lonlat):
    with pytest.raises(Refused, match=r"geo\.not_a_position"):
        checked(lonlat)


def test_the_poles_have_no_metres_here():
    with pytest.raises(Refused, match=r"geo\.polar"):
        epsg_of((0, 85))
