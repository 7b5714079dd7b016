from __future__ import annotations

import cv2
import numpy as np
import pytest

from geo.errors import Refused
from imagery.mosaic import crop, frames_seeing
from tests.unit.imagery.mosaic.flight import lonlat

EAST, NORTH = 281_000.0, 3_403_000.0


def _frame(name: str, east: float, north: float = 0.0) -> dict:
    """A north-up frame of 400 x 300 pixels of 0.1 m whose middle is beside the flight's."""
    west, top = EAST + east - 20, NORTH + north + 15
    matrix = [[0.1, 0, west], [0, -0.1, top], [0, 0, 1]]
    size = {"width": 400, "height": 300}
    return {"name": name, "ground_from_pixel": matrix, "crs": "EPSG:32651", **size}


def _square(east: float, north: float, half: float = 1.0) -> dict:
    corners = [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)]
    ring = [lonlat(east + x, north + y) for x, y in corners]
    return {"type": "Polygon", "coordinates": [ring]}


def test_frames_come_nearest_to_their_middle_first_with_pixels_of_the_place():
    frames = [_frame("edge", 15), _frame("middle", 1), _frame("elsewhere", 90)]
    seen = frames_seeing(_square(0, 0), [*frames, {"name": "unplaced", "ground_from_pixel": None}])
    assert [name for name, _, _ in seen] == ["middle", "edge"]
    ring = np.array(seen[0][1])
    assert ring.min(axis=0) == pytest.approx((180, 140), abs=0.3)
    assert ring.max(axis=0) == pytest.approx((200, 160), abs=0.3)
    assert seen[0][2] == pytest.approx(10 / 250, abs=0.01)


def test_a_place_mostly_outside_is_not_shown_and_one_half_inside_is_cut():
    frame = _frame("a", 0)
    assert frames_seeing(_square(20.6, 0), [frame]) == []
    (_, ring, _), *_ = frames_seeing(_square(19.8, 0), [frame])
    assert max(x for x, _ in ring) == 400


def test_a_place_larger_than_the_frame_is_shown_where_its_middle_is():
    frames = [_frame("in", 0), _frame("out", 55)]
    assert [name for name, _, _ in frames_seeing(_square(0, 0, 40), frames)] == ["in"]


def test_a_place_of_several_parts_is_one_outline():
    two = [_square(-2, 0)["coordinates"], _square(3, 0)["coordinates"]]
    (_, ring, _), *_ = frames_seeing({"type": "MultiPolygon", "coordinates": two}, [_frame("a", 0)])
    assert np.ptp([x for x, _ in ring]) == pytest.approx(70, abs=0.5)


def test_a_crop_is_square_around_the_place_and_grey_beyond_the_edge(tmp_path):
    picture = np.zeros((300, 400, 3), np.uint8)
    picture[100:120, 380:400] = (0, 0, 255)
    path = tmp_path / "a.jpg"
    cv2.imwrite(str(path), picture)
    ring = [[380, 100], [400, 100], [400, 120], [380, 120], [380, 100]]
    small = cv2.imdecode(np.frombuffer(crop(path, ring, 192), np.uint8), cv2.IMREAD_COLOR)
    assert small.shape == (192, 192, 3)
    assert small[96, 90, 2] > 200
    assert small[96, 180].tolist() == pytest.approx([128, 128, 128], abs=6)


def test_a_photo_that_cannot_be_decoded_is_refused(tmp_path):
    broken = tmp_path / "a.jpg"
    broken.write_bytes(b"no picture")
    with pytest.raises(Refused, match="unreadable"):
        crop(broken, [[0, 0], [1, 1], [0, 1]], 64)
