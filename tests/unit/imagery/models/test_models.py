"""A model is used for what its manifest allows, tile by tile as if it were one, or not at all."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest
from shapely.geometry import box

from geo.crs import buffer_m
from geo.errors import Refused
from imagery.cli import main
from imagery.detectors import SceneInput, Zone, grid, reading
from imagery.models import ModelDetector, load
from tests.unit.imagery import rasters
from tests.unit.imagery.models.onnx_bytes import convolution

SIDE = 64
BANDS = {"red": 1, "green": 2}


def _told(data, **changes):
    return {
        "format": 1,
        "id": "red-roofs",
        "version": "1.0",
        "title": "Redder than green",
        "licence": "CC0-1.0",
        "file": "tiny.onnx",
        "sha256": hashlib.sha256(data).hexdigest(),
        "bands": ["red", "green"],
        "mean": [0.0, 0.0],
        "std": [1.0, 1.0],
        "side_px": SIDE,
        "margin_px": 8,
        "gsd_m": [0.2, 1.0],
        "activation": "softmax",
        "threshold": 0.6,
        "least_px": 20,
        "classes": [{"name": "other"}, {"name": "roof", "code": "ENV-02", "sign": "BLD"}],
        "metrics": {"precision": 0.8, "recall": 0.7, "tested_on": "generated roofs"},
    } | changes


@pytest.fixture
def model(tmp_path):
    """Write a model that calls red pixels roofs; keys may be changed."""

    def make(*, data=None, **changes):
        weights = np.array([[-10.0, 10.0], [10.0, -10.0]])
        data = convolution(weights, np.zeros(2), size=SIDE) if data is None else data
        (tmp_path / "tiny.onnx").write_bytes(data)
        path = tmp_path / "tiny.json"
        path.write_text(json.dumps(_told(data, **changes)), encoding="utf-8")
        return path

    return make


def _pixels(side=150):
    pixels = np.zeros((2, side, side), np.float32)
    pixels[0], pixels[1] = 0.2, 0.4
    pixels[:, 50:62, 40:70] = np.array([0.6, 0.2])[:, None, None]
    pixels[:, 100:103, 20:23] = np.array([0.6, 0.2])[:, None, None]
    return pixels


@pytest.fixture
def scene(tmp_path):
    def make(gsd_m=0.5, **profile):
        return SceneInput(
            rasters.write(tmp_path / "s.tif", _pixels(), gsd_m=gsd_m, **profile), BANDS
        )

    return make


def test_objects_are_found_where_they_are_across_tile_borders(model, scene):
    result = ModelDetector(load(model())).run(scene())
    (finding,) = result.findings
    assert finding.pixel_polygon.equals(box(40, 50, 70, 62))
    assert (finding.code, finding.sign, result.detector) == ("ENV-02", "BLD", "model:red-roofs")
    assert finding.area_m2 == pytest.approx(90, rel=0.02)
    assert result.mask.sum() == 30 * 12 + 9
    assert (result.assessed_fraction, result.abstained) == (1.0, None)


def test_no_finding_is_surer_than_the_model_was_measured(model, scene):
    path = model(metrics={"precision": 0.4, "recall": 0.9, "tested_on": "x"})
    assert ModelDetector(load(path)).run(scene()).findings[0].confidence <= 0.4


def test_what_has_no_data_is_not_assessed(model, scene, tmp_path):
    pixels = _pixels()
    pixels[:, :75] = np.nan
    path = rasters.write(tmp_path / "h.tif", pixels)
    result = ModelDetector(load(model())).run(SceneInput(path, BANDS))
    assert (result.mask[:75] == 255).all()
    assert (result.mask[75:] != 255).all()
    assert np.isnan(result.index[:75]).all()
    assert result.assessed_fraction == 0.5


def test_a_zone_is_all_that_is_judged(model, scene):
    place = scene()
    with reading.quiet(), reading.opened(place, ("red",), detector="x") as source:
        affine, crs = source.transform, source.crs
    lon, lat = grid.transform(crs, grid.WGS84, *([value] for value in affine @ (55, 56)))
    zone = Zone(buffer_m((lon[0], lat[0]), 10), (lon[0], lat[0]), 10.0)
    result = ModelDetector(load(model())).run(place, zone=zone)
    assert len(result.findings) == 1
    assert result.mask.shape[0] < 60
    assert (result.mask == 255).any()


@pytest.mark.parametrize("gsd_m", [0.1, 10.0])
def test_pixels_outside_the_trained_range_are_refused(model, scene, gsd_m):
    with pytest.raises(Refused) as refused:
        ModelDetector(load(model())).run(scene(gsd_m=gsd_m))
    assert refused.value.code == "model.gsd"


def test_an_unknown_pixel_size_is_refused(model, scene):
    plain = scene(crs=None)
    with pytest.raises(Refused) as refused:
        ModelDetector(load(model())).run(plain)
    assert refused.value.code == "model.gsd"


@pytest.mark.parametrize(
    "changes",
    [
        {"format": 2},
        {"extra": 1},
        {"id": "../x"},
        {"file": "../tiny.onnx"},
        {"bands": ["red", "red"]},
        {"mean": [0.0]},
        {"std": [0.0, 1.0]},
        {"side_px": 64.0},
        {"margin_px": 32},
        {"gsd_m": [1.0, 0.2]},
        {"activation": "relu"},
        {"threshold": 1.5},
        {"classes": [{"name": "other"}]},
        {"classes": [{"name": "roof", "code": "ENV-02", "sign": "WEATHER"}]},
        {"metrics": {}},
        {"licence": ""},
    ],
)
def test_a_manifest_with_one_wrong_key_is_refused_by_name(model, changes):
    with pytest.raises(Refused) as refused:
        load(model(**changes))
    assert refused.value.code == "model.bad_manifest"
    assert refused.value.text("en")


def test_a_missing_key_is_refused_by_name(model):
    path = model()
    told = json.loads(path.read_text("utf-8"))
    del told["licence"]
    path.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load(path)
    assert refused.value.params["key"] == "licence"


def test_another_file_of_the_same_name_is_refused(model):
    path = model()
    (path.parent / "tiny.onnx").write_bytes(b"something else")
    with pytest.raises(Refused) as refused:
        load(path)
    assert refused.value.code == "model.other_file"
    (path.parent / "tiny.onnx").unlink()
    with pytest.raises(Refused) as refused:
        load(path)
    assert refused.value.code == "model.missing_file"


def test_what_is_no_network_or_answers_in_another_shape_is_refused(model, scene):
    with pytest.raises(Refused) as refused:
        ModelDetector(load(model(data=b"not a network")))
    assert refused.value.code == "model.not_a_network"
    three = convolution(np.ones((3, 2)), np.zeros(3), size=SIDE)
    with pytest.raises(Refused) as refused:
        ModelDetector(load(model(data=three))).run(scene())
    assert refused.value.code == "model.wrong_output"


def test_missing_bands_and_constant_images_are_refused_as_everywhere(model, scene, tmp_path):
    detector = ModelDetector(load(model()))
    with pytest.raises(Refused) as refused:
        detector.run(SceneInput(scene().path, {"red": 1}))
    assert refused.value.code == "detect.missing_bands"
    flat = rasters.write(tmp_path / "f.tif", np.full((2, 80, 80), 0.3, np.float32))
    with pytest.raises(Refused) as refused:
        detector.run(SceneInput(flat, BANDS))
    assert refused.value.code == "detect.constant_image"


def test_the_command_line_runs_a_model_by_its_manifest(model, scene, tmp_path, capsys):
    manifest, image = model(), scene().path
    out = [f"--mask={tmp_path / 'm.tif'}", f"--findings={tmp_path / 'f.geojson'}"]
    code = main(
        ["detect", f"model:{manifest}", "--image", str(image), "--bands", "red=1,green=2", *out]
    )
    answer = json.loads(capsys.readouterr().out)
    assert (code, answer["detector"], answer["findings"]) == (0, "model:red-roofs", 1)
