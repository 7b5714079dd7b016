"""``imagery log`` prints the agreed object, or a refusal with exit code 2."""

import json

import pytest

from imagery.cli import main
from tests.unit.imagery.logs import written


@pytest.fixture
def log(tmp_path, capsys):
    def run(text, *more):
        path = tmp_path / "flight.log"
        path.write_text(text, encoding="utf-8")
        code = main(["log", str(path), *more])
        printed = capsys.readouterr()
        return code, json.loads(printed.out.splitlines()[-1]), printed.err

    return run


def test_a_track_is_printed_as_agreed(log):
    text = written.gpx(*(f"{30.75 + n / 1e4:.4f} 120.75 2026-03-01T01:00:0{n}Z" for n in (0, 1)))
    code, told, _ = log(text)
    assert code == 0
    assert told == {
        "kind": "gpx",
        "points": 2,
        "dropped": 0,
        "started_at": "2026-03-01T01:00:00+00:00",
        "ended_at": "2026-03-01T01:00:01+00:00",
        "track": {"type": "LineString", "coordinates": [[120.75, 30.75], [120.75, 30.7501]]},
        "reasons": [],
    }


def test_points_left_out_are_counted_and_their_reasons_named(log):
    code, told, said = log(written.gpx("0 0", "30.75 120.75", "30.75 120.75", "30.75 999"))
    assert (code, told["points"], told["dropped"]) == (0, 2, 2)
    assert told["reasons"] == ["log.no_clock", "log.out_of_range", "log.no_fix"]
    assert "log.no_fix × 1" in said


def test_an_unproven_order_is_asked_and_the_answer_is_an_option(log):
    text = written.subtitle("GPS(-58.4,-34.7,19)", "GPS(-58.4,-34.7,19)")
    code, told, said = log(text)
    assert (code, told["track"], told["reasons"]) == (0, None, ["log.ambiguous_order"])
    assert "--order lonlat: -58.4, -34.7" in said
    code, told, _ = log(text, "--order", "lonlat")
    assert told["track"]["coordinates"][0] == [-58.4, -34.7]


def test_a_refusal_ends_with_two(log):
    code, told, _ = log("hello")
    assert (code, set(told), told["code"]) == (2, {"code", "message"}, "log.kind_not_allowed")
    assert log("hello", "--order", "xy")[1]["code"] == "cli.usage"
