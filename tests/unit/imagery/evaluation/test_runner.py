"""An evaluation goes a user's way and tells apart: right, wrong, hidden, abstained, refused."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest
import rasterio

from geo.errors import NotFound
from imagery.cli import evaluate as command
from imagery.cli import main
from imagery.detectors import SceneInput, calibration
from imagery.evaluation import Case, Row, runner, table
from imagery.render import satellite_pair

PLACE = (120.7512, 30.7623)
BANDS = {"green": 1, "nir": 2}


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    return satellite_pair(tmp_path_factory.mktemp("pair"), intake_lonlat=PLACE, seed=3)


def _case(pair, **fields):
    with rasterio.open(pair.image) as source:
        green, nir = source.read([1, 2]).astype(float)
    usual = {
        "set": "rendered",
        "scene": "now",
        "detector": "water",
        "image": SceneInput(pair.image, BANDS, scale=1e-4, cloud_band=3),
        "truth": (green > nir).astype(np.uint8),
    }
    return Case(**usual | fields)


def _set(*cases, **more):
    return SimpleNamespace(NAME="rendered", cases=lambda _: iter(cases), **more)


def _rows(*cases, **more):
    return list(runner.rows(_set(*cases, **more), None))


def test_a_right_answer_scores_and_reaches_its_goal(pair):
    (row,) = _rows(_case(pair, goal=">=0.8"))
    assert (row.metric, row.met) == ("f1", True)
    assert row.detail["f1"] > 0.9
    shrunk = row.detail["f1"] * min(1.0, row.assessed / 0.85)
    assert row.value == pytest.approx(shrunk, abs=0.001)


def test_a_wrong_answer_does_not(pair):
    case = _case(pair, goal=">=0.8")
    (row,) = _rows(_case(pair, truth=1 - case.truth, goal=">=0.8"))
    assert row.met is False


def test_a_refusal_scores_nothing_and_names_its_code(pair):
    (row,) = _rows(_case(pair, image=SceneInput(pair.image, {"green": 1}), goal=">=0.8"))
    assert (row.value, row.assessed, row.met) == (0, 0, False)
    assert row.detail["refused"] == "detect.missing_bands"


def test_keeping_still_is_right_where_it_is_expected_and_only_there(pair, tmp_path):
    hidden = satellite_pair(tmp_path, intake_lonlat=PLACE, seed=7, hidden=True)
    clouded = SceneInput(hidden.image, BANDS, scale=1e-4, cloud_path=_all_cloud(hidden, tmp_path))
    truth = np.zeros(_shape(hidden), np.uint8)
    (still,) = _rows(_case(hidden, image=clouded, truth=truth, abstain_expected=True))
    (bold,) = _rows(_case(pair, abstain_expected=True))
    assert (still.metric, still.value, still.met) == ("abstained", 1, True)
    assert (bold.value, bold.met) == (0, False)


def _shape(pair):
    with rasterio.open(pair.image) as source:
        return source.shape


def _all_cloud(pair, folder):
    with rasterio.open(pair.image) as source:
        profile = {**source.profile, "count": 1, "dtype": "uint8"}
    path = folder / "cloud.tif"
    with rasterio.open(path, "w", **profile) as target:
        target.write(np.ones((1, *_shape(pair)), np.uint8))
    return path


def test_labels_without_a_yes_are_judged_by_false_alarms(pair):
    case = _case(pair)
    truth = np.where(case.truth == 1, 255, 0).astype(np.uint8)
    (row,) = _rows(_case(pair, truth=truth, goal="<=0.05"))
    assert (row.metric, row.met) == ("false_share", True)


def test_cases_are_pooled_with_the_sets_goals(pair):
    rows = _rows(_case(pair), _case(pair, scene="then"), GOALS={"pooled": ">=0.8", "worst": ">1"})
    together = {row.scene: row for row in rows}
    assert set(together) == {"now", "then", "pooled", "median", "worst"}
    assert together["pooled"].met is True
    assert together["worst"].met is False
    assert together["median"].met is None


def test_a_set_may_measure_by_itself():
    own = Row(set="own", scene="a", detector="algae", metric="spearman", value=0.9)
    one = SimpleNamespace(NAME="own", measure=lambda _: iter([own]))
    assert list(runner.rows(one, None)) == [own]


def test_an_unknown_set_is_refused():
    with pytest.raises(NotFound) as refused:
        runner.chosen("weather")
    assert refused.value.code == "evaluate.unknown_set"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--set", "weather"], "evaluate.unknown_set"),
        (["--data", "/nowhere"], "evaluate.no_sample_data"),
        (["--set", "vegetation", "--write"], "cli.usage"),
    ],
)
def test_the_command_refuses_with_a_code(capsys, tmp_path, options, code):
    (tmp_path / "README.md").write_text("data", encoding="utf-8")
    data = [] if "--data" in options else ["--data", str(tmp_path)]
    assert main(["evaluate", *options, *data]) == 2
    assert json.loads(capsys.readouterr().out)["code"] == code


def test_the_command_prints_rows_then_a_summary_and_writes_the_table(
    capsys, tmp_path, monkeypatch, pair
):
    (tmp_path / "README.md").write_text("data", encoding="utf-8")
    one = _set(_case(pair, goal=">=0.8"), _case(pair, scene="hard", goal=">1"))
    monkeypatch.setattr(command, "chosen", lambda _: {"rendered": one})
    monkeypatch.setattr(command, "TABLE", tmp_path / "accuracy.md")
    assert main(["evaluate", "--write", "--data", str(tmp_path)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["scene"] for line in lines[:2]] == ["now", "hard"]
    assert lines[-1] | {"rows": 5, "goals": 2, "met": 1} == lines[-1]
    assert lines[-1]["missed"] == ["rendered/hard/water/f1"]
    text = (tmp_path / "accuracy.md").read_text("utf-8")
    assert "1 of 2 goals are met" in text
    assert "differences under .02 mean\nnothing" in text


@pytest.mark.parametrize("generated", [True, False])
def test_confidence_is_not_fitted_on_generated_scenes(
    capsys, tmp_path, monkeypatch, pair, generated
):
    (tmp_path / "README.md").write_text("data", encoding="utf-8")
    monkeypatch.setattr(calibration, "FILE", tmp_path / "calibration.json")
    reference = SceneInput(pair.baseline, BANDS, scale=1e-4, cloud_band=3)
    case = _case(pair, reference=reference, findings_truth=np.ones(_shape(pair), np.uint8))
    one = _set(case, case, GENERATED=generated)
    monkeypatch.setattr(command, "chosen", lambda _: {"rendered": one})
    assert main(["evaluate", "--fit", "--data", str(tmp_path)]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["fit"]["findings"] > 0) is not generated
    assert told["fit"]["fitted"] is False
    assert not (tmp_path / "calibration.json").exists()


def test_the_table_depends_on_rows_and_data_alone(tmp_path):
    rows = [
        Row(set="b", scene="x", detector="burn", metric="f1", value=0.9, detail={"iou": 0.8}),
        Row(set="a", scene="y", detector="algae", metric="spearman", value=0.8, goal=">=0.8",
            met=True, detail={"abstained": "detect.too_coarse"}),
    ]  # fmt: skip
    text = table.written(rows, tmp_path)
    assert text == table.written(rows, tmp_path)
    assert text.index("## algae: a") < text.index("## burn: b")
    assert "| y (`detect.too_coarse`) | spearman | 0.800 |" in text
    (tmp_path / "README.md").write_text("other data", encoding="utf-8")
    assert text != table.written(rows, tmp_path)
