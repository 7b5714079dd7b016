"""``python -m imagery detect``: fixed options, one JSON line, files that GIS tools read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from shapely.geometry import box, mapping, shape

from geo.crs import buffer_m
from imagery.cli import main
from imagery.detectors import FindingShape, SceneInput, output
from imagery.detectors import detect as run_detector
from imagery.render import orthomosaic, satellite_pair

PLACE = (120.7512, 30.7623)
BANDS = "green=1,nir=2"


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    return satellite_pair(tmp_path_factory.mktemp("pair"), intake_lonlat=PLACE, seed=3)


@pytest.fixture(scope="module")
def zone(tmp_path_factory):
    path = tmp_path_factory.mktemp("zone") / "zone.geojson"
    path.write_text(json.dumps(mapping(buffer_m(PLACE, 100))), encoding="utf-8")
    return path


@pytest.fixture
def detect(tmp_path, capsys):
    """Run the command in an empty folder; return exit code, answer and folder."""

    def run(name, *options):
        outputs = {"mask": "mask.tif", "index": "index.tif", "findings": "found.geojson"}
        named = [
            part
            for option, file in outputs.items()
            for part in (f"--{option}", str(tmp_path / file))
        ]
        code = main(["detect", name, *map(str, options), *named])
        return code, json.loads(capsys.readouterr().out.splitlines()[-1]), tmp_path

    return run


def _read(path):
    with rasterio.open(path) as raster:
        return raster.read(1), raster.crs, raster.transform, raster.dtypes[0]


def _features(folder):
    return json.loads((folder / "found.geojson").read_text("utf-8"))["features"]


def test_shrinking_water_in_a_zone(detect, pair, zone):
    code, answer, folder = detect(
        "water", "--image", pair.image, "--reference", pair.baseline, "--bands", BANDS,
        "--scale", 0.0001, "--cloud-band", 3, "--zone", zone,
    )  # fmt: skip
    assert code == 0
    assert {"detector", "version", "assessed_fraction", "findings", "abstained"} <= set(answer)
    assert (answer["detector"], answer["findings"], answer["abstained"]) == ("water", 1, None)
    (feature,) = _features(folder)
    planted = pair.truth[0].polygon
    assert shape(feature["geometry"]).intersection(planted).area > 0
    assert {
        "code", "confidence", "area_m2", "assessed_fraction", "detector", "version",
        "smallest_object_m",
    } <= set(feature["properties"])  # fmt: skip
    assert feature["properties"]["code"] == "INT-04"


def test_mask_and_index_lie_on_the_whole_image(detect, pair, zone):
    _, _, folder = detect("water", "--image", pair.image, "--bands", BANDS, "--scale", 0.0001,
                          "--zone", zone)  # fmt: skip
    with rasterio.open(pair.image) as source:
        place = (source.crs, source.transform)
        size = source.shape
    mask, *where, kind = _read(folder / "mask.tif")
    index, *also, index_kind = _read(folder / "index.tif")
    assert tuple(where) == tuple(also) == place
    assert (mask.shape, kind, index_kind) == (size, "uint8", "float32")
    assert mask[0, 0] == 255
    assert np.isnan(index[0, 0])
    assert set(np.unique(mask[92:108, 92:108])) <= {0, 1}


def test_bands_scale_and_cloud_band_are_guessed_when_left_out(detect, pair):
    code, answer, folder = detect("water", "--image", pair.image, "--reference", pair.baseline)
    assert code == 0
    assert answer["findings"] >= 1
    assert (_read(folder / "mask.tif")[0] == 255).any()


def test_a_cloud_file_hides_what_it_covers(detect, pair, tmp_path):
    with rasterio.open(pair.baseline) as source:
        profile = {**source.profile, "count": 1, "dtype": "uint8"}
        cover = np.zeros(source.shape, np.uint8)
    cover[:, :100] = 1
    path = tmp_path / "cloud.tif"
    with rasterio.open(path, "w", **profile) as target:
        target.write(cover, 1)
    _, answer, folder = detect("water", "--image", pair.baseline, "--bands", BANDS, "--scale",
                               0.0001, "--cloud", path)  # fmt: skip
    mask = _read(folder / "mask.tif")[0]
    assert (mask[:, :100] == 255).all()
    assert (mask[:, 120:] != 255).all()
    assert 0.4 < answer["assessed_fraction"] < 0.6


def test_vegetation_on_an_orthomosaic(detect, tmp_path):
    ortho = orthomosaic(tmp_path, inlet_lonlat=PLACE, seed=7)
    zone = tmp_path / "ring.geojson"
    zone.write_text(json.dumps(mapping(buffer_m(PLACE, 20))), encoding="utf-8")
    code, answer, folder = detect("vegetation", "--image", ortho.path, "--bands",
                                  "red=1,green=2,blue=3", "--zone", zone)  # fmt: skip
    assert (code, answer["findings"]) == (0, 2)
    assert [feature["properties"]["code"] for feature in _features(folder)] == ["ENV-01"] * 2


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_photo_without_crs_gives_pixel_polygons_and_a_flag(detect, sample_data):
    photo = sample_data / "drone" / "photos" / "brighton_beach" / "DJI_0026.JPG"
    code, answer, folder = detect("vegetation", "--image", photo, "--bands",
                                  "red=1,green=2,blue=3")  # fmt: skip
    feature = _features(folder)[0]
    assert code == 0
    assert "detect.gsd_unknown" in answer["flags"]
    assert feature["geometry"] is None
    assert shape(feature["properties"]["pixel_polygon"]).area > 1000
    assert feature["properties"]["area_m2"] is None
    with rasterio.open(folder / "mask.tif") as mask:
        assert mask.shape == (2250, 4000)


@pytest.mark.parametrize(
    ("options", "refusal"),
    [
        (["--bands", "green=one"], "detect.bad_option"),
        (["--bands", "green=1,green=2"], "detect.bad_option"),
        (["--bands", BANDS, "--scale", "-1"], "detect.bad_option"),
        (["--bands", "green=1"], "detect.missing_bands"),
        (["--bands", "green=1,nir=7"], "detect.band_number"),
        (["--bands", BANDS, "--scale", "1"], "detect.wrong_scale"),
        (["--bands", BANDS, "--zone", "absent.geojson"], "detect.bad_zone"),
        (["--bands", BANDS, "--colour", "red"], "cli.usage"),
    ],
)
def test_wrong_options_are_refused_and_leave_no_file(detect, pair, options, refusal):
    code, answer, folder = detect("water", "--image", pair.image, *options)
    assert (code, answer["code"]) == (2, refusal)
    assert answer["message"]
    assert list(folder.iterdir()) == []


def test_the_scale_of_an_eight_bit_file_with_unknown_bands_follows_its_type(detect, pair, tmp_path):
    with rasterio.open(pair.baseline) as source:
        profile = {**source.profile, "count": 6, "dtype": "uint8", "nodata": None}
        green, nir = np.clip(source.read([1, 2]) / 10_000 * 255, 1, 255)
    path = tmp_path / "six.tif"
    with rasterio.open(path, "w", **profile) as target:
        target.write(np.stack([green, nir, green, nir, green, nir]).astype("uint8"))
    code, answer, folder = detect("water", "--image", path, "--bands", "green=1,nir=2")
    assert (code, answer["abstained"]) == (0, None)
    assert (_read(folder / "mask.tif")[0] == 1).any()


def test_numbers_json_does_not_know_are_null_in_the_findings(tmp_path, pair):
    scene = SceneInput(pair.image, {"green": 1, "nir": 2}, scale=1e-4)
    result = run_detector("water", scene)
    odd = {"margin": float("nan"), "count": np.float32(2), "word": "yes"}
    outline = box(0, 0, 4, 4)
    finding = FindingShape("INT-04", "DRY", None, outline, 0.5, 1.0, None, 1.0, 30.0, odd)
    output.write_findings(tmp_path / "f.geojson", replace(result, findings=(finding,)))
    (feature,) = json.loads((tmp_path / "f.geojson").read_text("utf-8"))["features"]
    assert feature["properties"]["detail"] == {"margin": None, "count": 2.0, "word": "yes"}


def test_an_unknown_detector_is_refused(detect, pair):
    code, answer, _ = detect("weather", "--image", pair.image)
    assert (code, answer["code"]) == (2, "detect.unknown_detector")


def test_a_hostile_file_is_stopped_at_intake(detect, tmp_path):
    fake = tmp_path / "image.tif"
    fake.write_text("<VRTDataset rasterXSize='5' rasterYSize='5'></VRTDataset>", encoding="utf-8")
    code, answer, folder = detect("water", "--image", fake, "--bands", BANDS)
    assert code == 2
    assert answer["code"].startswith("intake.")
    assert [path.name for path in folder.iterdir()] == ["image.tif"]


def test_an_input_is_never_overwritten(pair, capsys):
    before = Path(pair.image).read_bytes()
    code = main(["detect", "water", "--image", str(pair.image), "--bands", BANDS,
                 "--mask", str(pair.image), "--findings", "x.geojson"])  # fmt: skip
    assert code == 2
    assert json.loads(capsys.readouterr().out)["code"] == "cli.usage"
    assert Path(pair.image).read_bytes() == before
