"""Where no container engine exists the files are checked, not built; README says so."""

import configparser
import json
import re
import shlex
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest
import yaml
from gunicorn.config import Config
from gunicorn.glogging import Logger

import settings
from workers.app import celery

ROOT = settings.ROOT
HERE = Path(__file__).parent


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text("utf-8"))
    lines = [line.strip() for line in text.splitlines()]
    return [tuple(line.split(None, 1)) for line in lines if line and not line.startswith("#")]


def final_stage() -> list[tuple[str, str]]:
    found = instructions()
    last = max(n for n, (word, _) in enumerate(found) if word == "FROM")
    return found[last:]


def compose() -> dict:
    return yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))


def test_every_path_the_dockerfile_copies_from_the_tree_exists():
    for word, rest in instructions():
        if word == "COPY" and "--from" not in rest:
            *sources, _target = shlex.split(rest)
            assert [s for s in sources if not (ROOT / s).exists()] == []


def test_every_package_of_the_service_is_in_the_image():
    copied = " ".join(rest for word, rest in final_stage() if word == "COPY")
    for room in ("geo", "imagery", "ledger", "workers", "webapp", "static", "settings.py"):
        assert re.search(rf"(^|\s){re.escape(room)}\s", copied), room


def test_the_image_runs_as_an_ordinary_user_and_checks_its_health():
    stage = final_stage()
    users = [rest for word, rest in stage if word == "USER"]
    assert users == ["xunzhan"]
    health = next(rest for word, rest in stage if word == "HEALTHCHECK")
    assert "/healthz" in health
    compile(json.loads(health[health.index("[") :])[2], "health", "exec")


def test_the_build_has_more_than_one_stage():
    assert sum(word == "FROM" for word, _ in instructions()) == 3


def test_compose_follows_the_schema():
    schema = json.loads((HERE / "compose.schema.json").read_text("utf-8"))
    jsonschema.validate(compose(), schema)


def test_compose_names_only_volumes_and_services_that_it_declares():
    document = compose()
    for service in document["services"].values():
        assert set(service.get("depends_on", {})) <= set(document["services"])
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in document["volumes"]


def test_compose_sets_only_settings_that_exist_and_production_accepts_them(tmp_path):
    environment = compose()["services"]["web"]["environment"]
    filled = {k: re.sub(r"\$\{[^}]*\}", "x" * 40, str(v)) for k, v in environment.items()}
    filled |= {"XUNZHAN_TRUSTED_PROXIES": "1", "XUNZHAN_HOME": str(tmp_path)}
    assert settings.from_env(filled).production


def test_compose_workers_listen_to_every_queue():
    listened = set()
    for service in compose()["services"].values():
        words = service.get("command", [])
        if "--queues" in words:
            listened |= set(words[words.index("--queues") + 1].split(","))
    assert listened == {queue.name for queue in celery.conf.task_queues}


@pytest.mark.parametrize("name", sorted(settings.Settings.__dataclass_fields__))
def test_readme_names_every_setting(name):
    assert f"`XUNZHAN_{name.upper()}`" in (ROOT / "README.md").read_text("utf-8")


def log_formats() -> list[str]:
    command = next(rest for word, rest in final_stage() if word == "CMD")
    program = configparser.RawConfigParser(comment_prefixes=(";",))
    program.read(ROOT / "supervisord.conf")
    embedded = shlex.split(program["program:web"]["command"].replace("%%", "%"))
    return [
        words[words.index("--access-logformat") + 1] for words in (json.loads(command), embedded)
    ]


@pytest.mark.parametrize("pattern", log_formats(), ids=["container", "embedded"])
def test_access_logs_hold_no_tile_grant(pattern):
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/tiles/7/1/12/3340/1690",
        "RAW_URI": "/tiles/7/1/12/3340/1690?g=the-grant",
        "QUERY_STRING": "g=the-grant",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": "http://here.example/tiles/7/1/12/3340/1690?g=the-grant",
        "REMOTE_ADDR": "192.0.2.1",
    }
    answer = SimpleNamespace(status="200 OK", sent=512, headers=[], response_length=512)
    request = SimpleNamespace(headers=[("REFERER", environ["HTTP_REFERER"])])
    logger = Logger(Config())
    atoms = logger.atoms(answer, request, environ, timedelta(milliseconds=3))
    line = pattern % logger.atoms_wrapper_class(atoms)
    assert '"GET /tiles/7/1/12/3340/1690 HTTP/1.1" 200 512 3ms' in line
    assert "the-grant" not in line
