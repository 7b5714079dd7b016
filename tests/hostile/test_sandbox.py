"""What the sandbox promises, on files built in code."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import rasterio

import settings
from geo.errors import Refused
from imagery.intake import Limits, take_in
from imagery.sandbox import running
from imagery.sandbox.gdal import READING
from tests.unit.imagery import rasters


@pytest.fixture
def source(tmp_path):
    return rasters.write(tmp_path / "a.tif", rasters.texture(1, 64, 64))


@pytest.mark.parametrize("drivers", [READING, ("GTiff", "MEM")])
def test_only_the_named_drivers_are_registered_in_the_child(drivers):
    code = (
        "import json, sys; from imagery.sandbox import gdal\n"
        f"rasterio = gdal.load({drivers!r})\n"
        "with rasterio.Env() as env: print(json.dumps(sorted(env.drivers())))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=settings.ROOT, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == sorted(drivers)


def test_the_child_inherits_nothing_from_our_environment(tmp_path, source, monkeypatch):
    monkeypatch.setenv("GDAL_DATA", "/absent")
    monkeypatch.setenv("PROJ_LIB", "/absent")
    monkeypatch.setenv("PYTHONPATH", "/absent")
    monkeypatch.setenv("XUNZHAN_SECRET_KEY", "secret")
    stored = take_in(source, filename="a.tif", out_dir=tmp_path / "out")
    assert stored.crs == rasters.CRS
    assert not {k for k in running._environment(tmp_path) if k.startswith(("XUNZHAN", "PROJ"))}


def test_side_files_beside_the_input_are_never_looked_at(tmp_path, source):
    other = rasters.write(tmp_path / "b.tif", rasters.texture(1, 64, 64, seed=9))
    (tmp_path / "a.tif.aux.xml").write_text(
        '<PAMDataset><Metadata domain="OVERVIEWS"><MDI key="OVERVIEW_FILE">'
        f"{other}</MDI></Metadata><GeoTransform>0,9,0,0,0,-9</GeoTransform></PAMDataset>"
    )
    (tmp_path / "a.tfw").write_text("9\n0\n0\n-9\n0\n0\n")
    (tmp_path / "a.tif.msk").write_bytes(other.read_bytes())
    (tmp_path / "a.tif.ovr").write_bytes(other.read_bytes())
    before = sorted(p.name for p in tmp_path.iterdir())
    stored = take_in(source, filename="a.tif", out_dir=tmp_path / "out", display=False)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([*before, "out"])
    with rasterio.open(stored.analysis) as after:
        assert after.transform.a == 0.5
        assert after.dataset_mask().all()
        assert np.array_equal(after.read(), rasters.texture(1, 64, 64))


@pytest.mark.parametrize("name", ["a.vrt", "a.tif", "a.jpg"])
def test_a_vrt_under_any_name_reads_nobody_s_file(tmp_path, source, name):
    path = tmp_path / "in"
    path.write_text(
        '<VRTDataset rasterXSize="64" rasterYSize="64"><VRTRasterBand dataType="Byte" band="1">'
        f"<SimpleSource><SourceFilename>{source}</SourceFilename></SimpleSource></VRTRasterBand>"
        "</VRTDataset>"
    )
    with pytest.raises(Refused, match=r"intake\.kind_not_allowed"):
        take_in(path, filename=name, out_dir=tmp_path / "out")


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.98])
@pytest.mark.parametrize("compress", ["none", "deflate", "jpeg"])
def test_a_geotiff_cut_short_anywhere_is_refused(tmp_path, share, compress):
    whole = rasters.write(
        tmp_path / "a.tif", rasters.texture(3, 200, 200), compress=compress, photometric="RGB"
    )
    body = whole.read_bytes()
    whole.write_bytes(body[: int(len(body) * share)])
    with pytest.raises(Refused) as refusal:
        take_in(whole, filename="a.tif", out_dir=tmp_path / "out")
    assert refusal.value.code in {"intake.truncated", "intake.damaged", "intake.unreadable"}


def test_pixels_damaged_inside_an_intact_structure_are_refused(tmp_path):
    whole = rasters.write(tmp_path / "a.tif", rasters.texture(3, 200, 200), compress="deflate")
    body = bytearray(whole.read_bytes())
    middle = len(body) // 2
    body[middle : middle + 200] = bytes(200)
    whole.write_bytes(body)
    with pytest.raises(Refused, match=r"intake\.checksum"):
        take_in(whole, filename="a.tif", out_dir=tmp_path / "out")


def test_a_child_that_crashes_or_is_killed_is_a_refusal_not_our_end(tmp_path):
    with pytest.raises(Refused, match=r"intake\.crashed"):
        running.run("no such task", {}, work=tmp_path, limits=Limits())
    with pytest.raises(Refused, match=r"intake\.crashed"):
        running.run("ingest", {"source": 1}, work=tmp_path, limits=Limits())


def test_the_cpu_limit_ends_the_child(tmp_path, source):
    with pytest.raises(Refused) as refusal:
        take_in(source, filename="a.tif", out_dir=tmp_path / "out", limits=Limits(cpu_seconds=0))
    assert refusal.value.code in {"intake.too_slow", "intake.too_heavy"}


@pytest.mark.parametrize(
    ("profile", "code"),
    [
        ({"crs": None}, "intake.crs_missing"),
        ({"crs": "EPSG:4326"}, "intake.position_implausible"),
        ({"dtype": "complex64"}, "intake.pixel_type"),
    ],
)
def test_what_cannot_be_placed_or_read_as_a_picture_is_refused(tmp_path, profile, code):
    pixels = rasters.texture(1, 32, 32).astype(profile.pop("dtype", "uint8"))
    path = rasters.write(tmp_path / "a.tif", pixels, **profile)
    with pytest.raises(Refused) as refusal:
        take_in(path, filename="a.tif", out_dir=tmp_path / "out")
    assert refusal.value.code == code


def test_a_crs_with_words_of_its_own_keeps_its_numbers_and_loses_its_words(tmp_path):
    wkt = rasterio.crs.CRS.from_proj4(
        "+proj=tmerc +lat_0=0 +lon_0=120.7 +k=0.99987 +x_0=40012 +y_0=-3000000 +ellps=GRS80"
    ).to_wkt()
    wkt = wkt.replace('PROJCS["unknown"', 'PROJCS["<script>{{7*7}}</script>"')
    path = rasters.write(
        tmp_path / "a.tif",
        rasters.texture(1, 32, 32),
        crs=wkt,
        transform=rasterio.transform.from_origin(40_000, 400_000, 1, 1),
    )
    stored = take_in(path, filename="a.tif", out_dir=tmp_path / "out")
    assert stored.footprint.centroid.x == pytest.approx(120.7, abs=0.01)
    for text in (stored.crs, stored.analysis.read_bytes().decode("latin-1")):
        assert "<script>" not in text
        assert "{{" not in text


def test_the_child_does_not_outlive_its_parent(tmp_path):
    source = rasters.write(tmp_path / "a.tif", rasters.texture(3, 1500, 1500))
    code = (
        "import sys; from pathlib import Path; from imagery.intake import take_in\n"
        "take_in(Path(sys.argv[1]), filename='a.tif', out_dir=Path(sys.argv[2]),"
        " on_stage=lambda *_: print('.', flush=True))"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(source), str(tmp_path / "out")],
        cwd=settings.ROOT,
        stdout=subprocess.PIPE,
    )
    parent.stdout.readline()
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert children
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{child}/exe").exists() for child in children):
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(
    "name",
    [
        *("../../etc/passwd", "/etc/passwd", "..", "", "a\0.tif", "con.tif", "x" * 5000),
        *("/vsicurl/http://127.0.0.1:8099/a.tif", "a.tif\n; rm -rf /", "<img src=x>.tif"),
        *("\u202efit.tif", "HDF5:x.tif://a", "{{7*7}}.tif", "\udcff.tif"),
    ],
)
def test_the_name_of_an_upload_is_never_a_path(tmp_path, source, name):
    stored = take_in(source, filename=name, out_dir=tmp_path / "out", display=False)
    assert stored.crs == rasters.CRS
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["a.tif", "analysis.tif", "out"]
