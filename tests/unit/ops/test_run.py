"""Starting: what stops it is said in words before anything is started."""

import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import settings
from ops import run, vendor


def test_a_taken_port_is_named_with_another_to_try():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(run.CannotStart, match=f"PORT={port + 1}"):
            run.check_port("127.0.0.1", port)


def test_two_services_never_share_one_home(tmp_path):
    with run.only_one(tmp_path), pytest.raises(run.CannotStart, match="another instance"):
        run.only_one(tmp_path)
    run.only_one(tmp_path).close()


def test_every_process_gets_the_home_and_finds_the_rooms(tmp_path):
    given = run.environment(settings.from_env({"XUNZHAN_HOME": str(tmp_path)}))
    assert given["XUNZHAN_HOME"] == str(tmp_path)
    assert given["PYTHONPATH"] == str(settings.ROOT)


def test_the_python_that_is_found_is_one_the_project_runs_on():
    found = subprocess.run(
        [settings.ROOT / "ops" / "find-python"], capture_output=True, text=True, check=True
    ).stdout.strip()
    version = "import sys; print(sys.version_info[:2])"
    said = subprocess.run([found, "-c", version], capture_output=True, text=True, check=True)
    assert said.stdout.strip() in {"(3, 12)", "(3, 13)"}


def test_a_machine_without_python_is_told_what_was_looked_for(tmp_path):
    script = (settings.ROOT / "ops" / "find-python").read_text("utf-8")
    for root in ("/root/.pyenv", "/opt/pyenv"):
        script = script.replace(root, str(tmp_path))
    done = subprocess.run(
        [shutil.which("sh"), "-c", script],
        env={"PATH": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "python3.12" in done.stderr
    assert done.stderr.count("\n") == 1


def test_without_node_npm_comes_into_the_virtual_environment(monkeypatch):
    asked = []
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr(subprocess, "run", lambda command, **_: asked.append(command))
    program, environment = vendor.npm()
    own = Path(sys.executable).parent
    assert vendor.NODE_WHEEL in asked[0]
    assert program == str(own / "npm")
    assert environment["PATH"].startswith(str(own))
