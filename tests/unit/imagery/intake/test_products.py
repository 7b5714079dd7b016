"""Sentinel-2 SAFE and Landsat folders, built small in code."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime

import numpy as np
import pytest
import rasterio

from geo import messages
from geo.errors import Refused
from imagery.cli import main
from imagery.intake import take_in
from imagery.intake.products import folder as folders
from tests.unit.imagery.intake import product_folders as made

ROLES = {"coastal": 1, "blue": 2, "green": 3, "red": 4, "rededge705": 5, "rededge740": 6} | {
    "rededge783": 7,
    "nir": 8,
    "nir08": 9,
}


def taken(path, out, **options):
    return take_in(path, filename=path.name, out_dir=out, **{"display": False} | options)


def code_of(path, out):
    with pytest.raises(Refused) as refusal:
        taken(path, out)
    assert messages.known(refusal.value.code)
    assert not out.exists() or list(out.iterdir()) == []
    return refusal.value.code


@pytest.fixture
def l2a(tmp_path):
    return made.safe(tmp_path)


def test_a_level_2a_folder_becomes_one_raster_with_roles_scale_cloud_and_time(l2a, tmp_path):
    stored = taken(l2a, tmp_path / "out", display=True)
    guess = stored.guess
    assert guess.bands == ROLES | {"swir16": 11, "swir22": 12}
    assert (guess.scale, guess.offset) == pytest.approx((1e-4, -0.1))
    assert guess.cloud_band == stored.bands == 13
    assert guess.taken_at == datetime(2022, 3, 1, 2, 55, 41, tzinfo=UTC)
    assert guess.why == ("guess.from_product",)
    assert (stored.driver, stored.crs, stored.flags) == ("JP2OpenJPEG", made.CRS, ())
    assert stored.gsd_m == pytest.approx(10, rel=0.01)
    assert stored.display is not None
    with rasterio.open(stored.analysis) as after:
        assert np.array_equal(after.read(2), made.plane(10, 0))
        coarse = made.plane(20, 4)
        assert np.array_equal(after.read(5)[::2, ::2], coarse)
        assert np.array_equal(after.read(5)[1::2, 1::2], coarse)
        assert np.array_equal(after.read(1)[3::6, 5::6], made.plane(60, 10))
        cloud = after.read(13)
    assert (cloud[:10] == 80).all()
    assert (cloud[-10:] == 100).all()
    assert not cloud[10:-10].any()


def test_a_level_1c_folder_keeps_all_thirteen_bands_in_the_sensor_s_order(tmp_path):
    stored = taken(made.safe(tmp_path, level="L1C"), tmp_path / "out")
    assert stored.guess.bands == ROLES | {"swir16": 12, "swir22": 13}
    assert (stored.bands, stored.guess.cloud_band) == (13, None)
    assert stored.guess.offset == pytest.approx(-0.1)
    with rasterio.open(stored.analysis) as after:
        assert np.array_equal(after.read(11)[::6, ::6], made.plane(60, 12))


def test_before_baseline_four_there_is_no_offset(l2a, tmp_path):
    (l2a / "MTD_MSIL2A.xml").write_text(made.xml("L2A", offset=0))
    assert taken(l2a, tmp_path / "out").guess.offset == 0.0


def test_a_folder_above_the_safe_folder_is_the_same(tmp_path):
    made.safe(tmp_path / "unpacked", bands=("B03", "B08"))
    stored = taken(tmp_path / "unpacked", tmp_path / "out")
    assert {"green", "nir"} <= set(stored.guess.bands)


def test_bands_that_are_not_there_are_told(tmp_path):
    stored = taken(made.safe(tmp_path, bands=("B03", "B08", "B11")), tmp_path / "out")
    assert stored.guess.bands == {"green": 1, "nir": 2, "swir16": 3}
    assert "intake.missing_red" in stored.flags
    assert "intake.missing_nir" not in stored.flags
    assert all(messages.known(flag) for flag in stored.flags)


def test_landsat_level_2_is_stacked_with_its_scale_and_quality(tmp_path):
    stored = taken(made.landsat(tmp_path), tmp_path / "out")
    guess = stored.guess
    order = ("coastal", "blue", "green", "red", "nir", "swir16", "swir22")
    assert guess.bands == {role: n for n, role in enumerate(order, 1)}
    assert (guess.scale, guess.offset, guess.cloud_band) == (2.75e-05, -0.2, 8)
    assert guess.taken_at == datetime(2022, 3, 1, 2, 31, 20, tzinfo=UTC)
    with rasterio.open(stored.analysis) as after:
        assert np.array_equal(after.read(5), made.plane(10, 5))
        cloud = after.read(8)
    assert (cloud[:5] == 100).all()
    assert (cloud[5:] == 10).all()


@pytest.mark.parametrize("ending", ["json", "xml"])
def test_the_mtl_may_be_json_or_xml(tmp_path, ending):
    root = made.landsat(tmp_path)
    (root / f"{root.name}_MTL.txt").unlink()
    surface = {f"REFLECTANCE_MULT_BAND_{n}": "3e-05" for n in range(1, 8)} | {
        f"REFLECTANCE_ADD_BAND_{n}": "-0.25" for n in range(1, 8)
    }
    group = "LEVEL2_SURFACE_REFLECTANCE_PARAMETERS"
    text = json.dumps({"LANDSAT_METADATA_FILE": {group: surface}})
    if ending == "xml":
        inner = "".join(f"<{k}>{v}</{k}>" for k, v in surface.items())
        text = f"<LANDSAT_METADATA_FILE><{group}>{inner}</{group}></LANDSAT_METADATA_FILE>"
    (root / f"{root.name}_MTL.{ending}").write_text(text)
    stored = taken(root, tmp_path / "out")
    assert (stored.guess.scale, stored.guess.offset) == (3e-05, -0.25)
    assert stored.guess.taken_at is None


def test_landsat_level_1_becomes_reflectance_at_the_top_of_the_atmosphere(tmp_path):
    guess = taken(made.landsat(tmp_path, "L1"), tmp_path / "out").guess
    assert guess.scale == pytest.approx(2e-05 / math.sin(math.radians(30)))
    assert guess.offset == pytest.approx(-0.1 / math.sin(math.radians(30)))


def test_bands_of_unlike_scale_are_stored_as_reflectance_itself(tmp_path):
    stored = taken(made.landsat(tmp_path, "TM"), tmp_path / "out")
    assert (stored.guess.scale, stored.guess.offset) == (1.0, 0.0)
    assert "guess.stored_as_reflectance" in stored.guess.why
    with rasterio.open(stored.analysis) as after:
        nir = after.read(stored.guess.bands["nir"])
    expected = (made.plane(10, 4) * 2.4e-05 - 0.1) / math.sin(math.radians(30))
    assert nir == pytest.approx(expected, abs=1e-6)


def test_the_hash_is_of_the_files_taken_and_their_names(l2a, tmp_path):
    first = taken(l2a, tmp_path / "a").sha256
    (l2a / "preview.jpg").write_bytes(b"anything")
    assert taken(l2a, tmp_path / "b").sha256 == first
    made.raster(next(l2a.rglob("*_B03_10m.jp2")), made.plane(10, 99), 10)
    assert taken(l2a, tmp_path / "c").sha256 != first


def test_the_command_line_takes_a_folder(l2a, tmp_path, capsys):
    assert main(["intake", str(l2a), "--out", str(tmp_path / "s.tif")]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["accepted"], answer["bands"], answer["width"]) == (True, 13, made.SIDE)


def _bomb(root):
    entities = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    (root / "MTD_MSIL2A.xml").write_text(
        f'<!DOCTYPE x [<!ENTITY a0 "boom">{entities}]><x><PRODUCT_START_TIME>&a9;'
        "</PRODUCT_START_TIME></x>"
    )


def _outside(root):
    (root / "MTD_MSIL2A.xml").write_text(made.xml("L2A", image="../../../../etc/passwd"))


def _link(root):
    band = next(root.rglob("*_B03_10m.jp2"))
    target = root.parent / "elsewhere.jp2"
    band.rename(target)
    band.symlink_to(target)


def _link_folder(root):
    (root / "DATASTRIP").symlink_to(root.parent)


def _truncated(root):
    band = next(root.rglob("*_B03_10m.jp2"))
    band.write_bytes(band.read_bytes()[:-400])


def _other_grid(root):
    band = next(root.rglob("*_B03_10m.jp2"))
    made.raster(band, made.plane(10, 1), 10, crs="EPSG:32651")


def _moved(root):
    band = next(root.rglob("*_B03_10m.jp2"))
    shifted = rasterio.transform.from_origin(made.ORIGIN[0] + 10, made.ORIGIN[1], 10, 10)
    made.raster(band, made.plane(10, 1), 10, transform=shifted)


def _other_tile(root):
    band = next(root.rglob("*_B03_10m.jp2"))
    band.rename(band.with_name(band.name.replace("T50RQV", "T51RTQ")))


def _two_granules(root):
    (root / "GRANULE" / "L2A_T51RTQ").mkdir()
    (root / "GRANULE" / "L2A_T51RTQ" / "MTD_TL.xml").write_text("<x/>")


def _vrt(root):
    band = next(root.rglob("*_B03_10m.jp2"))
    band.write_text("<VRTDataset rasterXSize='1' rasterYSize='1'/>")


def _no_bands(root):
    for band in root.rglob("*.jp2"):
        band.unlink()


def _words_for_numbers(root):
    file = root / "MTD_MSIL2A.xml"
    file.write_text(file.read_text().replace(">10000<", ">1e999<"))


def _large(root):
    (root / "MTD_MSIL2A.xml").write_bytes(b"<x>" + b" " * 9 * 2**20 + b"</x>")


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (_bomb, "intake.product_metadata"),
        (_large, "intake.product_metadata"),
        (_words_for_numbers, "intake.product_metadata"),
        (_outside, "intake.product_path"),
        (_link, "intake.product_link"),
        (_link_folder, "intake.product_link"),
        (_truncated, "intake.truncated"),
        (_vrt, "intake.kind_not_allowed"),
        (_other_grid, "intake.product_grid"),
        (_moved, "intake.product_grid"),
        (_other_tile, "intake.product_mixed"),
        (_two_granules, "intake.product_mixed"),
        (_no_bands, "intake.product_no_bands"),
    ],
)
def test_a_harmed_safe_folder_is_refused_by_name_and_leaves_nothing(l2a, tmp_path, harm, code):
    harm(l2a)
    assert code_of(l2a, tmp_path / "out") == code


def test_a_harmed_part_of_a_folder_is_named(l2a, tmp_path):
    _truncated(l2a)
    with pytest.raises(Refused) as refusal:
        take_in(l2a, filename=l2a.name, out_dir=tmp_path / "out", display=False)
    assert str(refusal.value.params["about"]).endswith(".jp2")


def test_a_harmed_landsat_folder_is_refused_by_name(tmp_path):
    root = made.landsat(tmp_path, image="..\\..\\x.TIF")
    assert code_of(root, tmp_path / "out") == "intake.product_path"
    (root / f"{root.name}_MTL.txt").unlink()
    assert code_of(root, tmp_path / "out") == "intake.product_metadata"
    (root / "LC08_L2SP_118039_20220317_20220325_02_T1_SR_B4.TIF").write_bytes(b"II*\0")
    assert code_of(root, tmp_path / "out") == "intake.product_mixed"


def test_a_folder_of_anything_else_is_no_product(tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_bytes(b"x")
    assert code_of(tmp_path / "photos", tmp_path / "out") == "intake.product_unknown"


def test_a_folder_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "MAX_FILES", 20)
    root = made.landsat(tmp_path)
    for number in range(20):
        (root / f"{number}.txt").touch()
    assert code_of(root, tmp_path / "out") == "intake.product_too_many"
