from __future__ import annotations

import json
import subprocess
import sys

import pytest
import rasterio

import settings
from imagery.cli import main, names
from tests.unit.imagery import rasters
from tests.unit.imagery.photos import pictures


def lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_intake_prints_one_object_and_writes_the_stored_file(tmp_path):
    source = rasters.write(tmp_path / "a.tif", rasters.texture(3, 60, 80))
    done = subprocess.run(
        [sys.executable, "-m", "imagery", "intake", str(source), "--out", str(tmp_path / "b.tif")],
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout.splitlines()[-1])
    assert answer.pop("sha256")
    assert answer.pop("proposed")["bands"] == {"red": 1, "green": 2, "blue": 3}
    assert "guess.bands_from_colours: " in done.stderr
    assert answer == {
        "accepted": True,
        "flags": [],
        "driver": "GTiff",
        "width": 80,
        "height": 60,
        "bands": 3,
        "crs": rasters.CRS,
    }
    with rasterio.open(tmp_path / "b.tif") as stored:
        assert stored.count == 3
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.tif", "b.tif"]


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        ([], "cli.usage"),
        (["paint"], "cli.usage"),
        (["intake"], "cli.usage"),
        (["intake", "a.tif"], "cli.usage"),
        (["intake", "a.tif", "--out", "{tmp}/b.tif", "--fast"], "cli.usage"),
        (["intake", "a.tif", "--out", "{tmp}/absent/b.tif"], "cli.usage"),
        (["intake", "{tmp}/absent.tif", "--out", "{tmp}/b.tif"], "intake.not_a_file"),
        (["photo"], "cli.usage"),
        (["photo", "{tmp}/absent.jpg"], "intake.not_a_file"),
    ],
)
def test_a_refusal_is_one_object_with_code_and_message_and_exit_two(tmp_path, capsys, argv, code):
    assert main([a.format(tmp=tmp_path) for a in argv]) == 2
    (answer,) = lines(capsys)
    assert answer["code"] == code
    assert answer["message"]
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_never_replaced_by_its_own_copy(tmp_path, capsys):
    source = rasters.write(tmp_path / "a.tif", rasters.texture(1, 20, 20))
    before = source.read_bytes()
    assert main(["intake", str(source), "--out", str(source)]) == 2
    assert source.read_bytes() == before


def test_photo_prints_one_object_for_every_file_and_goes_on_after_a_bad_one(tmp_path, capsys):
    good = pictures.jpeg(
        tmp_path / "good.jpg", exif=pictures.exif(), xmp=pictures.xmp(**pictures.NADIR)
    )
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(b"no picture")
    assert main(["photo", str(bad), str(good)]) == 2
    first, second = lines(capsys)
    assert (first["file"], first["code"]) == (str(bad), "intake.kind_not_allowed")
    assert set(second) == {
        "file",
        "taken_at",
        "lon",
        "lat",
        "placed",
        "height_agl_m",
        "yaw_deg",
        "pitch_deg",
        "gsd_m",
        "footprint",
        "footprint_reason",
        "quality",
    }
    assert second["placed"]
    assert second["footprint"]["type"] == "Polygon"


def test_commands_are_found_by_their_files():
    assert {"intake", "photo"} <= set(names())


def test_messages_are_chinese_unless_the_shell_is_english(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("LC_ALL", raising=False)
    for shell, word in (("C.UTF-8", "文件"), ("en_US.UTF-8", "file")):
        monkeypatch.setenv("LANG", shell)
        main(["photo", str(tmp_path / "absent.jpg")])
        assert word in lines(capsys)[0]["message"]
