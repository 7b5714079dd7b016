"""Every refusal of the command line names the file as it was given, and its role."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import rasterio
from shapely.geometry import box, mapping

from imagery.cli import main
from imagery.evaluation.sets.obstacles import LONLAT, SITES, Thing, built
from imagery.guess import ROLES
from tests.unit.imagery import rasters


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Hold a two-band image of May, one of April elsewhere, a text, a flat one, a far zone."""
    made = tmp_path_factory.mktemp("named")
    pixels = rasters.texture(2, 60, 60, dtype="uint16")
    names = ("green", "nir")
    rasters.write(made / "may_2024-05-02.tif", pixels, gsd_m=10, descriptions=names)
    rasters.write(
        made / "april_2024-04-02.tif", pixels, gsd_m=10, descriptions=names, crs="EPSG:32650"
    )
    rasters.write(made / "flat.tif", np.full_like(pixels, 900), gsd_m=10, descriptions=names)
    (made / "text.tif").write_text("no image", encoding="utf-8")
    (made / "far.geojson").write_text(json.dumps(mapping(box(10, 50, 10.1, 50.1))), "utf-8")
    return made


@pytest.fixture
def refused(folder, tmp_path, capsys):
    """Run a detector with files of the folder; return the refusal."""

    def run(name, *options):
        files = [str(folder / o) if (folder / o).is_file() else o for o in options]
        outputs = ["--mask", str(tmp_path / "m.tif"), "--findings", str(tmp_path / "f.geojson")]
        code = main(["detect", name, *files, *outputs])
        answer = json.loads(capsys.readouterr().out)
        assert (code, set(answer)) == (2, {"code", "message"})
        assert list(tmp_path.iterdir()) == []
        return answer["code"], answer["message"]

    return run


MAY, APRIL, FLAT = "may_2024-05-02.tif", "april_2024-04-02.tif", "flat.tif"


@pytest.mark.parametrize(
    ("options", "code", "named"),
    [
        (("--image", "text.tif"), "intake.kind_not_allowed", ["text.tif (--image)"]),
        (
            ("--image", MAY, "--reference", "text.tif"),
            "intake.kind_not_allowed",
            ["text.tif (--reference)"],
        ),
        (("--image", MAY, "--cloud", "text.tif"), "intake.kind_not_allowed", ["(--cloud)"]),
        (("--image", MAY, "--dsm", "text.tif"), "intake.kind_not_allowed", ["(--dsm)"]),
        (("--image", FLAT), "detect.constant_image", ["flat.tif (--image)"]),
        (
            ("--image", MAY, "--zone", "far.geojson"),
            "detect.no_overlap",
            [f"{MAY} (--image)", "far.geojson (--zone)"],
        ),
        (("--image", MAY, "--zone", "text.tif"), "geojson.not_json", ["text.tif (--zone)"]),
        (
            ("--image", MAY, "--reference", APRIL),
            "detect.no_overlap",
            [f"{APRIL} (--reference)", f"{MAY} (--image)"],
        ),
        (
            ("--image", APRIL, "--reference", MAY),
            "detect.baseline_newer",
            [f"{APRIL} (--image)", f"{MAY} (--reference)"],
        ),
        (("--image", MAY, "--bands", "green=1,nir=9"), "detect.band_number", [MAY]),
    ],
)
def test_a_refusal_names_the_file_as_given_and_its_role(refused, options, code, named):
    said, message = refused("water", *options)
    assert said == code
    assert [name for name in named if name not in message] == []
    assert "analysis.tif" not in message
    assert "image.tif" not in message


def test_unknown_bands_are_refused_with_the_known_ones_and_case_does_not_matter(refused):
    code, message = refused("water", "--image", MAY, "--bands", "green=1,nirr=2")
    assert code == "cli.unknown_band"
    assert "--bands" in message
    assert "nirr" in message
    assert all(role in message for role in ROLES)
    code, message = refused(
        "water", "--image", MAY, "--reference", APRIL, "--bands", "GREEN=1,Nir=2",
        "--reference-bands", "gren=1",
    )  # fmt: skip
    assert (code, "--reference-bands" in message) == ("cli.unknown_band", True)


@pytest.mark.parametrize(
    ("detector", "bands"), [("water", "green=2,nir=1"), ("flood-sar", "vv=1,vh=2")]
)
def test_bands_that_the_file_itself_names_otherwise_are_refused(refused, detector, bands):
    code, message = refused(detector, "--image", MAY, "--bands", bands, "--scale", "0.0001")
    assert code == "cli.bands_contradict"
    assert all(word in message for word in (MAY, "--bands", "green=1,nir=2"))


def test_a_wrong_scale_of_the_reference_is_said_of_its_own_option(refused):
    code, message = refused(
        "water", "--image", MAY, "--reference", APRIL, "--reference-scale", "-1"
    )
    assert (code, "--reference-scale" in message) == ("detect.bad_option", True)


def test_the_help_lists_every_band_name(capsys):
    with pytest.raises(SystemExit):
        main(["detect", "--help"])
    told = capsys.readouterr().out
    assert [role for role in ROLES if role not in told] == []


@pytest.mark.parametrize(
    "options",
    [
        ("--image",),
        ("--image", MAY, "--scale", "much"),
        ("--image", MAY, "--fast"),
        ("--image", MAY, "--cloud", MAY, "--cloud-band", "1"),
        ("--image", MAY, "--diagram", "d.svg"),
        (),
        ("--dsm", MAY),
    ],
)
def test_wrong_usage_is_said_in_one_language(refused, monkeypatch, options):
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    code, message = refused("water", *options)
    assert code == "cli.usage"
    assert not {"required", "expected", "unrecognized", "allowed", "argument"} & set(
        message.replace(":", " ").split()
    )
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    _, message = refused("water", *options)
    assert message.isascii()


def test_a_file_the_system_does_not_give_is_a_refusal(tmp_path, capsys):
    assert main(["intake", str(tmp_path / ("a" * 300)), "--out", str(tmp_path / "o.tif")]) == 2
    assert json.loads(capsys.readouterr().out)["code"] == "cli.file"


def test_what_an_answers_codes_mean_is_said_on_stderr(folder, tmp_path, capsys):
    outputs = ["--mask", str(tmp_path / "m.tif"), "--findings", str(tmp_path / "f.geojson")]
    assert main(["detect", "water", "--image", str(folder / MAY), *outputs]) == 0
    told = capsys.readouterr()
    answer = json.loads(told.out)
    assert answer["flags"]
    assert all(f"{flag}: " in told.err for flag in answer["flags"])
    assert f"{MAY} (--image): --bands green=1,nir=2" in told.err


def test_obstacles_need_no_image_beside_the_surface(tmp_path, capsys):
    site = replace(SITES[0], things=(Thing(0, -20, 4, 30),))
    dsm, truth = built(site, tmp_path)
    lon, lat = LONLAT
    found, mask = tmp_path / "f.geojson", tmp_path / "m.tif"
    outputs = ["--mask", str(mask), "--findings", str(found)]
    inlet = ["--inlet", f"{lon},{lat},6"]
    code = main(["detect", "obstacles", "--dsm", str(dsm), *inlet, *outputs])
    told = capsys.readouterr()
    assert (code, json.loads(told.out)["findings"]) == (0, 1)
    with rasterio.open(mask) as raster:
        assert raster.shape == truth.shape
    code = main(["detect", "obstacles", "--dtm", str(dsm), *inlet, *outputs])
    assert (code, json.loads(capsys.readouterr().out)["code"]) == (2, "cli.usage")
