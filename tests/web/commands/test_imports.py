import json
import stat

import pytest
from sqlalchemy import func, select

import settings as settings_module
from ledger.db import new_session
from ledger.models import Station

HEAD = "站点编码,站点名称,经度,纬度"
ROW = "1252A,清河小学,120.7439,30.7780"


@pytest.fixture
def flask(app, settings, monkeypatch):
    """Run ``flask`` arguments; returns (exit code, the last line of stdout as JSON, stderr)."""
    monkeypatch.setattr(settings_module, "get", lambda: settings)

    def run(*args):
        result = app.test_cli_runner().invoke(args=[str(a) for a in args])
        lines = result.stdout.strip().splitlines()
        return result.exit_code, json.loads(lines[-1]), result.stderr

    return run


def table(tmp_path, *rows, name="list.csv"):
    path = tmp_path / name
    path.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    return path


def count(engine):
    with new_session(engine, read_only=True) as session:
        return session.scalar(select(func.count()).select_from(Station))


def test_a_station_list_is_previewed_imported_and_known_again(flask, tmp_path, engine):
    path = table(tmp_path, ROW)
    code, seen, _ = flask("stations", "import", path, "--datum", "wgs84", "--preview")
    assert (code, seen["ok"], seen["counts"]["new"], count(engine)) == (0, True, 1, 0)
    done = flask("stations", "import", path, "--datum", "wgs84", "--kind", "air")
    assert done[:2] == (0, {"imported": 1, "changed": 0, "same": 0})
    assert flask("stations", "import", path, "--datum", "wgs84")[1]["same"] == 1


def test_a_refusal_exits_2_with_its_code_and_names_the_row(flask, tmp_path, engine):
    path = table(tmp_path, ROW, "A1,坏,1e5,30")
    code, said, messages = flask("stations", "import", path, "--datum", "wgs84")
    assert (code, said["code"], count(engine)) == (2, "import.has_problems", 0)
    assert '"row": 3' in messages
    code, said, _ = flask("stations", "import", path, "--datum", "bj54")
    assert (code, said["code"]) == (2, "datum.unknown")
    assert "wgs84" in said["message"]


def test_a_wrong_option_is_refused_like_any_other_input(flask, tmp_path):
    for args in (
        ("stations", "import", table(tmp_path, ROW)),
        ("stations", "import", tmp_path / "absent.csv", "--datum", "wgs84"),
        ("districts", "import", "--nonsense"),
    ):
        code, said, _ = flask(*args)
        assert (code, said["code"]) == (2, "command.wrong_option")


def test_what_was_imported_is_exported(flask, tmp_path):
    flask("stations", "import", table(tmp_path, ROW), "--datum", "wgs84")
    out = tmp_path / "out.csv"
    assert flask("stations", "export", out)[1] == {"exported": 1}
    again = flask("stations", "import", out, "--datum", "wgs84")
    assert again[1] == {"imported": 0, "changed": 0, "same": 1}


def test_districts_and_readings_come_in_by_command(flask, tmp_path):
    flask("stations", "import", table(tmp_path, ROW), "--datum", "wgs84")
    outline = tmp_path / "d.geojson"
    ring = [[120.7, 30.7], [120.8, 30.7], [120.8, 30.8], [120.7, 30.8], [120.7, 30.7]]
    feature = {
        "type": "Feature",
        "properties": {"code": "330402", "name": "南湖区"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    outline.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    options = ("--datum", "cgcs2000", "--source", "测试", "--approval-no", "GS(2026)1号")
    code, done, _ = flask("districts", "import", outline, *options, "--city", "330400")
    assert (code, done["imported"], done["moved"]) == (0, 1, 1)
    hourly = tmp_path / "r.csv"
    hourly.write_text("time_local,station_code,pm10\n2026-07-24T19,1252A,26\n", "utf-8")
    code, done, _ = flask("readings", "import", hourly)
    assert (code, done["readings"], done["unknown"]) == (0, 1, 0)
    hourly.write_text("time_local,station_code,pm10\nlater,1252A,26\n", "utf-8")
    assert flask("readings", "import", hourly)[1]["code"] == "readings.row"


def test_the_demo_is_loaded_once_and_its_accounts_are_the_owners_alone(
    flask, settings, monkeypatch, tmp_path
):
    monkeypatch.setattr("ledger.demo.sample.available", lambda _root: False)
    monkeypatch.setattr("ledger.demo.measurements.DAYS", 2)
    code, done, _ = flask("demo", "load")
    assert (code, done["loaded"], done["set"]) == (0, True, "generated")
    path = settings.home / "demo-accounts.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    accounts = json.loads(path.read_text("utf-8"))
    assert len(accounts) == 10
    assert set(accounts[0]) == {"role", "email", "password"}
    code, again, messages = flask("demo", "load")
    assert (code, again["loaded"]) == (0, False)
    assert "already" in messages
    assert json.loads(path.read_text("utf-8")) == accounts
