"""Obstacles against generated surface models: exact masks, honest arcs, coded refusals."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import rasterio
from rasterio.warp import transform

from geo.errors import Refused
from imagery.cli import main
from imagery.detectors import SceneInput, Zone, detect, output
from imagery.evaluation.sets.obstacles import LONLAT, SITES, Site, Thing, built, zone_of
from tests.unit.imagery import rasters

UTM = SITES[0]
LEVEL = Site("level", 32651, (0.5, 0.5), ())
EMPTY = replace(LEVEL, things=(Thing(-95, 95, 3, 2),))


def look(path, zone=None, **companions):
    scene = SceneInput(path, {}, companions=companions)
    return detect("obstacles", scene, zone=zone or zone_of())


def changed(path, change):
    """Rewrite a model's heights (rows, cols) in place."""
    with rasterio.open(path) as source:
        profile, heights = source.profile, source.read(1)
    change(heights)
    with rasterio.open(path, "w", **profile) as target:
        target.write(heights, 1)
    return path


def centre(path):
    """Row and column of the pixel that holds the inlet."""
    with rasterio.open(path) as source:
        xs, ys = transform("EPSG:4326", source.crs, [LONLAT[0]], [LONLAT[1]])
        return source.index(xs[0], ys[0])


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_the_mask_is_the_rule_in_every_pixel(site, tmp_path):
    path, truth = built(site, tmp_path)
    result = look(path)
    assert np.array_equal(result.mask, truth)
    assert (len(result.findings) > 0) == bool(truth.any())


def test_a_box_is_found_with_its_distance_ratio_and_azimuth(tmp_path):
    path, _ = built(replace(LEVEL, things=(Thing(0, -20, 4, 30),)), tmp_path)
    (found,) = look(path).findings
    assert found.detail["top_above_inlet_m"] == pytest.approx(24, abs=0.01)
    assert found.detail["measured"] == pytest.approx(16 / 24, abs=0.03)
    assert found.detail["elevation_angle_deg"] == pytest.approx(56.3, abs=1)
    assert found.detail["worst_azimuth_deg"] == pytest.approx(180, abs=1.5)
    assert found.distance_m == pytest.approx(16, abs=0.6)
    assert (found.detail["rule_ref"], found.detail["limit"]) == ("A-02", 2.0)
    assert found.area_m2 == pytest.approx(64, abs=8)
    assert (found.code, found.detail["kind"], found.detail["level"]) == (
        "ENV-01",
        "unknown",
        "fail",
    )
    half = np.degrees(np.arctan2(4, 16))
    assert found.detail["azimuth_from_deg"] == pytest.approx(180 - half, abs=2)
    assert found.detail["azimuth_to_deg"] == pytest.approx(180 + half, abs=2)


def test_between_26_57_and_30_degrees_is_a_warning(tmp_path):
    path, _ = built(replace(LEVEL, things=(Thing(17.25, 0, 0.7, 15),)), tmp_path)
    (found,) = look(path).findings
    assert 26.57 < found.detail["elevation_angle_deg"] < 30
    assert found.detail["level"] == "warn"


def test_an_obstacle_exactly_at_its_distance_passes(tmp_path):
    path, _ = built(EMPTY, tmp_path)
    row, col = centre(path)
    with rasterio.open(path) as source:
        x, y = source.xy(row, col)
        crs = source.crs
    lon, lat = transform(crs, "EPSG:4326", [x], [y])

    def wall(heights):
        heights[row, col + 20] = 4 + 6 + 5
        heights[row, col - 20] = 4 + 6 + 5.01

    result = look(changed(path, wall), zone_of((lon[0], lat[0])))
    assert result.mask[row, col + 20] == 0
    assert result.mask[row, col - 20] == 1


def test_half_a_ring_of_wall_leaves_half_the_arc(tmp_path):
    path, _ = built(EMPTY, tmp_path)
    row, col = centre(path)

    def west(heights):
        y, x = np.mgrid[: heights.shape[0], : heights.shape[1]]
        away = np.hypot(y - row, x - col) * 0.5
        heights[(abs(away - 15) < 2) & (x <= col)] = 40

    detail = look(changed(path, west)).detail
    assert detail["open_arc_deg"] == pytest.approx(178, abs=3)
    assert detail["open_arc_deg"] + detail["blocked_arc_deg"] == 360
    assert detail["longest_open_arc_deg"] == detail["open_arc_deg"]
    assert detail["open_arc"] == "fail"


def test_beside_a_building_half_the_arc_is_enough_and_unknown_gives_both_answers(tmp_path):
    path, _ = built(replace(LEVEL, things=(Thing(0, 25, 20, 40),)), tmp_path)
    both = look(path).detail
    assert 180 <= both["open_arc_deg"] < 270
    assert (both["open_arc"], both["open_arc_beside_building"]) == ("fail", "pass")
    told = look(path, replace(zone_of(), beside_building=True)).detail
    assert (told["open_arc"], told["open_arc_limit_deg"]) == ("pass", 180)
    assert "open_arc_beside_building" not in told


def test_what_has_no_height_is_not_assessed_and_never_open(tmp_path):
    path, _ = built(EMPTY, tmp_path)
    _, col = centre(path)

    def east(heights):
        heights[:, col + 60 :] = np.nan

    result = look(changed(path, east))
    assert (result.mask[:, col + 60 :] == 255).all()
    assert (result.mask[:, : col + 60] == 0).all()
    assert result.detail["unseen_arc_deg"] == pytest.approx(145, abs=3)
    assert result.detail["open_arc_deg"] + result.detail["unseen_arc_deg"] == 360
    assert result.detail["open_arc_as_seen_deg"] == 360
    assert result.detail["seen_to_m"] == pytest.approx(30, abs=1)
    assert "detect.arc_partly_unseen" in result.flags
    assert result.abstained == "detect.arc_not_seen"


def test_a_model_that_ends_near_the_inlet_leaves_every_direction_unseen(tmp_path):
    path, _ = built(replace(LEVEL, side_px=160, things=(Thing(20, 0, 3, 5),)), tmp_path)
    result = look(path)
    assert result.detail["open_arc_deg"] == 0
    assert result.detail["unseen_arc_deg"] == 360
    assert result.abstained == "detect.arc_not_seen"
    assert (result.mask == 0).all()


@pytest.mark.parametrize("fill", [-9999.0, -32768.0, 3.4e38])
def test_fill_values_without_a_tag_are_no_heights(tmp_path, fill):
    path, _ = built(EMPTY, tmp_path)

    def corner(heights):
        heights[:40, :40] = fill

    result = look(changed(path, corner))
    assert (result.mask[:40, :40] == 255).all()
    assert (result.mask[40:, 40:] == 0).all()


def test_the_stations_own_mast_is_spared_and_a_wall_beside_it_is_not(tmp_path):
    path, _ = built(EMPTY, tmp_path)
    row, col = centre(path)

    def mast(heights):
        heights[row - 1 : row + 2, col - 1 : col + 2] = 12

    own = look(changed(path, mast))
    assert (own.mask == 0).all()
    assert own.detail["open_arc_deg"] == 360
    assert "detect.inlet_below_surface" in own.flags

    def wall(heights):
        heights[row - 30 : row + 30, col + 2] = 12

    beside = look(changed(path, wall))
    assert beside.mask[row, col + 2] == 1
    assert beside.detail["blocked_arc_deg"] > 90


def test_the_inlet_counts_from_the_terrain_under_it(tmp_path):
    path, _ = built(UTM, tmp_path)
    lower = (look(path).mask == 1).sum()

    def terrace(heights):
        heights[:] = np.maximum(heights, 9)

    path = changed(path, terrace)
    terrain = tmp_path / "dtm.tif"
    with rasterio.open(path) as source:
        with rasterio.open(terrain, "w", **source.profile) as target:
            target.write(np.full(source.shape, 9, np.float32), 1)
        surface = source.read(1).astype(float)
    result = look(path, dtm=terrain)
    assert result.detail["inlet_height_m"] == 15
    assert "detect.ground_estimated" not in result.flags
    assert result.mask[surface <= 15].max() == 0
    assert (result.mask == 1).sum() < lower


def test_a_terrain_that_stands_above_the_surface_is_refused(tmp_path):
    path, _ = built(UTM, tmp_path)
    flat = tmp_path / "flat.tif"
    with rasterio.open(path) as source, rasterio.open(flat, "w", **source.profile) as target:
        target.write(np.full(source.shape, source.read(1).max() + 5, np.float32), 1)
    with pytest.raises(Refused) as refused:
        look(path, dtm=flat)
    assert refused.value.code == "detect.surface_below_ground"


def test_without_terrain_the_ground_is_inferred_on_a_slope_under_trees_too(tmp_path):
    path, _ = built(LEVEL, tmp_path)
    _, col = centre(path)

    def slope(heights):
        y, x = np.mgrid[: heights.shape[0], : heights.shape[1]]
        heights[:] = 20 + 0.05 * (x - col)
        heights[((x // 9 + y // 7) % 4 == 0) & (x > col)] += 11

    result = look(changed(path, slope))
    assert result.detail["ground_height_m"] == pytest.approx(20, abs=0.1)
    assert "detect.ground_estimated" in result.flags


def test_a_zone_with_a_ring_reads_only_what_lies_within_reach(tmp_path):
    path, truth = built(replace(UTM, side_px=900), tmp_path)
    result = look(path, replace(zone_of(), radius_m=20.0))
    assert result.mask.shape < truth.shape
    top, left = result.mask_offset
    rows, cols = result.mask.shape
    assert np.array_equal(result.mask, truth[top : top + rows, left : left + cols])


@pytest.mark.parametrize(("factor", "rule"), [(4, np.min), (1 / 4, np.max)])
def test_an_image_of_another_grid_gets_the_mask_on_its_own_pixels(tmp_path, factor, rule):
    path, truth = built(UTM, tmp_path)
    other = tmp_path / "ortho.tif"
    side = round(truth.shape[0] * factor)
    with rasterio.open(path) as source:
        step = source.transform @ rasterio.Affine.scale(1 / factor)
        crs = source.crs
    with rasterio.open(other, "w", driver="GTiff", width=side, height=side, count=3,
                       dtype="uint8", crs=crs, transform=step) as target:  # fmt: skip
        target.write(np.full((3, side, side), 90, np.uint8))
    result = look(other, dsm=path)
    expected = np.kron(truth, np.ones((4, 4))) if factor > 1 else None
    if expected is None:
        expected = truth.reshape(side, 4, side, 4).max(axis=(1, 3))
    assert np.array_equal(result.mask, expected)
    (first, *_) = result.findings
    inside = first.pixel_polygon.representative_point()
    assert result.mask[int(inside.y), int(inside.x)] == 1


@pytest.mark.parametrize(
    ("colour", "code", "kind"),
    [((40, 120, 40), "ENV-01", "plant"), ((150, 140, 135), "ENV-02", "not_green")],
)
def test_colours_of_the_image_tell_crowns_from_houses(tmp_path, colour, code, kind):
    path, _ = built(replace(LEVEL, things=(Thing(20, 3, 4, 18),)), tmp_path)
    ortho = tmp_path / "ortho.tif"
    with rasterio.open(path) as source:
        profile = {**source.profile, "count": 3, "dtype": "uint8"}
    with rasterio.open(ortho, "w", **profile) as target:
        for band, value in enumerate(colour, 1):
            target.write(np.full((480, 480), value, np.uint8), band)
    scene = SceneInput(ortho, {"red": 1, "green": 2, "blue": 3}, companions={"dsm": path})
    result = detect("obstacles", scene, zone=zone_of())
    assert [(f.code, f.detail["kind"]) for f in result.findings] == [(code, kind)]
    assert "detect.kind_unknown" not in result.flags


def _level(path):
    return look(built(LEVEL, path)[0])


def _nothing(path):
    def blank(heights):
        heights[:] = np.nan

    return look(changed(built(UTM, path)[0], blank))


def _far(path):
    return look(built(UTM, path)[0], zone_of((121.2, 30.2)))


def _no_inlet(path):
    return look(built(UTM, path)[0], Zone(zone_of().polygon))


def _cliff(path):
    def raise_half(heights):
        heights[:240] += 5000

    return look(changed(built(UTM, path)[0], raise_half))


@pytest.mark.parametrize(
    ("case", "code"),
    [
        (_level, "detect.constant_image"),
        (_nothing, "detect.no_valid_pixels"),
        (_far, "detect.no_overlap"),
        (_no_inlet, "detect.needs_inlet"),
        (_cliff, "detect.not_heights"),
    ],
)
def test_what_cannot_be_judged_is_refused_with_its_code(case, code, tmp_path):
    with pytest.raises(Refused) as refused:
        case(tmp_path)
    assert refused.value.code == code


def test_a_colour_picture_is_no_surface_model(tmp_path):
    path = rasters.write(tmp_path / "rgb.tif", rasters.texture(3, 9, 9))
    with pytest.raises(Refused) as refused:
        look(path)
    assert refused.value.code == "detect.needs_dsm"


def test_the_command_line_writes_mask_findings_and_diagram(tmp_path, capsys):
    path, truth = built(UTM, tmp_path)
    files = {name: str(tmp_path / f"out.{name}") for name in ("tif", "geojson", "svg")}
    code = main(["detect", "obstacles", "--image", str(path), "--dsm", str(path), "--inlet",
                 f"{LONLAT[0]},{LONLAT[1]},6", "--mask", files["tif"], "--findings",
                 files["geojson"], "--diagram", files["svg"]])  # fmt: skip
    answer = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (code, answer["abstained"]) == (0, None)
    with rasterio.open(files["tif"]) as mask:
        assert np.array_equal(mask.read(1), truth)
    with open(files["geojson"], encoding="utf-8") as file:  # noqa: PTH123
        features = json.load(file)["features"]
    assert len(features) == answer["findings"] == 3
    with open(files["svg"], encoding="utf-8") as file:  # noqa: PTH123
        assert file.read(4) == "<svg"


def test_real_heights_give_a_plausible_horizon(sample_data):
    folder = sample_data / "drone" / "rasters" / "elevation_buildings"
    lon, lat = transform("EPSG:26918", "EPSG:4326", [321650], [4297900])
    zone = zone_of((lon[0], lat[0]))
    result = look(folder / "dsm.tif", replace(zone, inlet_height_m=4.0), dtm=folder / "dtm.tif")
    assert result.detail["ground_from"] == "dtm"
    assert 0 < result.detail["blocked_arc_deg"] < 180
    assert output.collection(result)["features"]
    higher = look(folder / "dsm.tif", replace(zone, inlet_height_m=15.0), dtm=folder / "dtm.tif")
    assert higher.detail["blocked_arc_deg"] < result.detail["blocked_arc_deg"]
