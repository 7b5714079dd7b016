"""Draws over HTTP: who sees and does what, and what the public gets."""

from __future__ import annotations

import http.server
import io
import json
import threading
import zipfile
from functools import partial

import pytest

from ledger.db import transaction
from ledger.draws import replay, seed
from tests.factories import make_organisation, make_station

SECRETS = {"boss": "a1" * 32, "clerk": "b2" * 32}
NAME = "检查员不公开"


@pytest.fixture
def office(engine, person):
    """A bureau of three people, four stations and four inspectors; the callers by name."""
    with transaction(engine) as session:
        bureau = make_organisation(session, key="bureau", kind="city_bureau", name_zh="市局")
        branch = make_organisation(session, key="branch", kind="district_bureau", name_zh="分局")
        for n in range(4):
            make_station(session, code=f"S{n}", company_id=make_organisation(session).id)
        ids = bureau.id, branch.id
    callers = {
        "boss": person("supervisor", organisation_id=ids[0]),
        "reviewer": person("bureau_reviewer", organisation_id=ids[0]),
        "clerk": person("district", organisation_id=ids[1]),
    }
    for _ in range(4):
        entry = {"name": NAME, "organisation": "bureau", "kinds": ["air"]}
        made = callers["boss"].post("/api/v1/inspectors", entry | {"qualified_until": "2099-01-01"})
        assert made.status_code == 201
    return callers


@pytest.fixture
def draw(office) -> str:
    """The number of an announced draw."""
    made = office["boss"].post("/api/v1/draws", announcement(office))
    assert made.status_code == 201, made.json
    return made.json["number"]


def announcement(office, **fields):
    return {
        "title": "抽查",
        "percent": 20,
        "kinds": ["air"],
        "party_a": office["boss"].user_id,
        "party_b": office["clerk"].user_id,
    } | fields


def step(caller, number, path, **body):
    version = caller.get(f"/api/v1/draws/{number}").json["version"]
    answer = caller.post(f"/api/v1/draws/{number}/{path}", {"version": version, **body})
    assert answer.status_code == 200, answer.json
    return answer.json


def through(office, number):
    step(office["boss"], number, "freeze")
    step(office["reviewer"], number, "publish", what="notice")
    for name in ("boss", "clerk"):
        step(office[name], number, "commit", value=seed.commit_of(SECRETS[name], number))
    for name in ("clerk", "boss"):
        step(office[name], number, "reveal", secret=SECRETS[name])


def test_each_step_is_offered_to_whom_it_belongs(office, draw):
    def offers(name):
        return office[name].get(f"/api/v1/draws/{draw}").json["offers"]

    assert (offers("boss"), offers("reviewer"), offers("clerk")) == (
        ["freeze", "void"],
        ["void"],
        [],
    )
    step(office["boss"], draw, "freeze")
    assert offers("clerk") == []
    assert offers("reviewer") == ["publish_notice", "void"]
    step(office["reviewer"], draw, "publish", what="notice")
    assert offers("clerk") == ["commit"]
    through_commits(office, draw)
    assert offers("clerk") == ["reveal"]
    for name in ("clerk", "boss"):
        step(office[name], draw, "reveal", secret=SECRETS[name])
    assert (offers("boss"), offers("clerk")) == (["replace"], [])
    assert offers("reviewer") == ["publish_proof"]


def through_commits(office, draw):
    for name in ("boss", "clerk"):
        step(office[name], draw, "commit", value=seed.commit_of(SECRETS[name], draw))


def test_a_party_from_outside_the_bureau_keeps_a_secret_and_sees_no_result(office, draw):
    through(office, draw)
    shown = office["clerk"].get(f"/api/v1/draws/{draw}")
    assert shown.json["inside"] is None
    assert NAME not in shown.text
    assert "S0" not in shown.text
    for path in (f"/api/v1/draws/{draw}/file", f"/draws/{draw}/proof.zip"):
        assert office["clerk"].get(path).status_code == 403
    assert office["reviewer"].get(f"/api/v1/draws/{draw}").json["inside"]["standing"]


@pytest.mark.parametrize("role", ["om_manager", "image_reviewer", "district", "pilot", "public"])
def test_who_has_nothing_to_do_with_a_draw_does_not_learn_that_it_exists(person, draw, role):
    caller = person(role)
    assert caller.get("/api/v1/draws").json["items"] == []
    assert caller.get(f"/api/v1/draws/{draw}").status_code == 404
    answer = caller.post(f"/api/v1/draws/{draw}/freeze", {"version": 1})
    assert answer.status_code == 404
    assert caller.get("/api/v1/inspectors").status_code == 403


def test_a_leader_reads_and_does_nothing(person, office, draw):
    leader = person("leader")
    assert leader.get(f"/api/v1/draws/{draw}").json["offers"] == []
    assert leader.post(f"/api/v1/draws/{draw}/freeze", {"version": 1}).status_code == 403
    assert leader.post("/api/v1/draws", announcement(office)).status_code == 403


def test_the_public_gets_the_notice_then_the_proof_and_never_a_name(client, office, draw):
    address = f"/public/draws/{draw}"
    assert client.get(address).status_code == 404
    through(office, draw)
    notice = client.get(address)
    assert office["boss"].get(f"/api/v1/draws/{draw}").json["seed"]["pool_hash"] in notice.text
    assert client.get(f"{address}/draw.json").status_code == 404
    assert client.get(f"{address}/proof.zip").status_code == 404
    step(office["reviewer"], draw, "publish", what="proof", visited=True)
    file = client.get(f"{address}/draw.json")
    found = replay.replay(file.data)
    assert found.number == draw
    page = client.get(address).text
    for value in (found.pool_hash, ",".join(found.commits), found.last_change):
        assert f'="{value}"' in page  # what the browser compares with
    for page in (client.get(address), client.get("/public/draws/"), file):
        assert page.status_code == 200
        assert NAME not in page.text
        assert "人员" not in file.text
    assert draw in client.get("/public/draws/").text


def test_a_conflict_waits_for_the_reviewer_who_is_offered_it(office, draw):
    through(office, draw)
    standing = office["boss"].get(f"/api/v1/draws/{draw}").json["inside"]["standing"][0]
    body = {"inspector": standing["inspectors"][0], "station": standing["object"], "note": "亲属"}
    shown = step(office["boss"], draw, "replace", **body)
    assert shown["inside"]["changes"] == []
    assert "confirm_replace" not in shown["offers"]
    shown = office["reviewer"].get(f"/api/v1/draws/{draw}").json
    assert shown["inside"]["asked"]["note"] == "亲属"
    assert shown["offers"][0] == "confirm_replace"
    asked = {"version": shown["version"], "what": "replace"}
    for name in ("boss", "clerk"):
        assert office[name].post(f"/api/v1/draws/{draw}/confirm", asked).status_code == 403
    shown = step(office["reviewer"], draw, "confirm", what="replace")
    assert [c["inspector"] for c in shown["inside"]["changes"]] == [body["inspector"]]


def test_every_frozen_draw_is_listed_void_and_unpublished_ones_too(client, office):
    numbers = [
        office["boss"].post("/api/v1/draws", announcement(office, title="未公开名")).json["number"]
        for _ in range(3)
    ]
    for number in numbers[:2]:
        step(office["boss"], number, "freeze")
    step(office["boss"], numbers[1], "void", reason="wrong_pools", note="名单有误")
    page = client.get("/public/draws/").text
    assert [number in page for number in numbers] == [True, True, False]
    assert "作废" in page
    assert "未公开名" not in page
    assert client.get(f"/public/draws/{numbers[0]}").status_code == 404


@pytest.mark.parametrize("number", ["CC-0", "x" * 99, "%00", "é", "..%2f.."])
def test_a_foreign_number_is_not_there(client, number):
    assert client.get(f"/public/draws/{number}").status_code in {404, 400}


def test_pages_of_the_draws_open(office, draw):
    for path in ("/draws", f"/draws/{draw}", "/draws/inspectors"):
        assert office["boss"].get(path, headers={"Accept": "text/html"}).status_code == 200


def test_an_entry_of_the_library_is_changed_by_one_at_a_time(office):
    boss = office["boss"]
    entry = boss.get("/api/v1/inspectors").json["items"][0]
    body = {
        "name": "新名",
        "organisation": "bureau",
        "kinds": ["air"],
        "version": entry["version"],
        "leave": [{"from": "2026-01-01", "until": "2026-01-05"}],
        "former": [{"company": "branch", "until": "2025-05-05"}],
    }
    changed = boss.patch(f"/api/v1/inspectors/{entry['number']}", body)
    assert changed.json["leave"] == body["leave"]
    assert boss.patch(f"/api/v1/inspectors/{entry['number']}", body).status_code == 409
    body |= {"version": changed.json["version"], "relatives": ["nobody"]}
    refused = boss.patch(f"/api/v1/inspectors/{entry['number']}", body)
    assert refused.json["code"] == "inspector.unknown_key"


@pytest.mark.browser
def test_the_exported_proof_verifies_on_a_plain_file_server(chromium, office, draw, tmp_path):
    through(office, draw)
    box = office["boss"].get(f"/draws/{draw}/proof.zip")
    zipfile.ZipFile(io.BytesIO(box.data)).extractall(tmp_path)
    broken = json.loads((tmp_path / "draw.json").read_text("utf-8"))
    name = broken["pools"]["objects"][0]["name"]
    changed = (tmp_path / "draw.json").read_bytes().replace(name.encode(), "别的站".encode(), 1)
    (tmp_path / "other.json").write_bytes(changed)
    with served(tmp_path) as address:
        verdicts, complaints = verdicts_of(chromium, address, tmp_path / "other.json")
    assert verdicts[0].startswith("文件自洽")
    assert "pools.objects[0].name" in verdicts[1]
    assert complaints == []


@pytest.mark.browser
def test_a_page_with_the_notice_says_the_same_only_if_everything_fits(
    chromium, office, draw, tmp_path
):
    through(office, draw)
    box = office["boss"].get(f"/draws/{draw}/proof.zip")
    zipfile.ZipFile(io.BytesIO(box.data)).extractall(tmp_path)
    found = replay.replay((tmp_path / "draw.json").read_bytes())
    told = {
        "pool-hash": found.pool_hash,
        "commits": ",".join(found.commits),
        "last-change": found.last_change,
    }
    assert verdict_with(chromium, tmp_path, told) == "same"
    for name in told:
        assert verdict_with(chromium, tmp_path, told | {name: "0" * 63 + "1"}) == "differs"
        assert verdict_with(chromium, tmp_path, told | {name: ""}) == "itself"


def verdict_with(chromium, folder, told):
    """What the proof page says of its file when its notice says ``told``."""
    attributes = " ".join(f'data-{name}="{value}"' for name, value in told.items())
    page = (folder / "index.html").read_text("utf-8")
    (folder / "told.html").write_text(page.replace('id="replay"', f'id="replay" {attributes}'))
    with served(folder) as address:
        view = chromium.new_page()
        view.goto(address.replace("index.html", "told.html"))
        view.wait_for_selector("#verdict[data-state]")
        state = view.get_attribute("#verdict", "data-state")
        view.close()
    return state


class served:  # noqa: N801  (reads as a word in a with statement)
    """A folder on a plain file server."""

    def __init__(self, folder):
        class Quiet(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *_args):
                pass

        handler = partial(Quiet, directory=str(folder))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}/index.html"

    def __exit__(self, *_exc):
        self.server.shutdown()
        self.server.server_close()


def verdicts_of(chromium, address, other):
    """What the page says of its own file, then of another one; and what the browser complained."""
    page = chromium.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    page.wait_for_selector("#verdict[data-state=itself]")
    first = page.inner_text("#verdict")
    page.set_input_files("#other", str(other))
    page.wait_for_selector("#verdict[data-state=differs]")
    second = page.inner_text("#verdict")
    page.close()
    return [first, second], complaints
