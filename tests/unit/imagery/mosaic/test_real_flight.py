"""Brighton Beach: eleven photos of which six record their heading the wrong way round."""

from __future__ import annotations

import json

import numpy as np
import pytest
import rasterio

from imagery.cli import main

FLIPPED = {f"DJI_00{n}.JPG" for n in range(24, 30)}
NATIVE_M = 0.0173


@pytest.mark.slow
def test_eleven_photos_hold_together_and_their_flips_are_found(sample_data, tmp_path, capsys):
    photos = sample_data / "drone" / "photos" / "brighton_beach"
    out = tmp_path / "out.tif"
    assert main(["mosaic", str(photos), "--out", str(out)]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    frames = told["frames"]
    assert len(frames) == 11
    assert {f["placed_by"] for f in frames} == {"ties"}
    assert min(f["ties"] for f in frames) >= 30
    assert {f["file"] for f in frames if f["yaw_flipped"]} == FLIPPED
    assert np.ptp([f["yaw_deg"] for f in frames]) < 20  # flown there and back without turning
    assert max(f["shift_m"] for f in frames) < 5
    assert {abs(f["height_m"] / 40 - 1) < 0.08 for f in frames} == {True}
    assert told["ties_held_out"] > 300
    assert told["tie_median_gsd"] * told["gsd_m"] < 3 * NATIVE_M
    with rasterio.open(out) as file:
        assert file.crs.to_epsg() == 32615
        small = file.read(out_shape=(3, 80, 80), masked=True)
    red, green, blue = small.mean(axis=(1, 2))
    assert green > red > blue  # lawns and trees


@pytest.mark.parametrize(
    ("folder", "code", "reasons"),
    [
        ("seneca_nir", "mosaic.nothing_fits", {"mosaic.no_neighbour"}),
        ("lewis_oblique", "mosaic.no_frames", {"photo.no_height"}),
        ("litter_aquatrash", "mosaic.no_frames", {"photo.unplaced"}),
    ],
)
def test_photos_far_apart_or_without_pose_make_no_mosaic(
    sample_data, tmp_path, capsys, folder, code, reasons
):
    photos = sample_data / "drone" / "photos" / folder
    assert main(["mosaic", str(photos), "--out", str(tmp_path / "out.tif")]) == 2
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["code"] == code
    assert {f["reason"] for f in told["frames"]} == reasons
