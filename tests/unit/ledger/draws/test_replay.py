"""Anybody can replay a draw, in Python and in the browser; one changed byte is named."""

from __future__ import annotations

import base64
import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

import settings
from ledger.draws import document, shape
from ledger.draws.canon import Difference, digest, dumps, loads
from ledger.draws.marks import leaves
from ledger.draws.replay import replay
from tests.unit.ledger.draws import generated

SCRIPTS = settings.ROOT / "static" / "js" / "draws"
HERE = Path(__file__).parent
NODE = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
"""From PATH, or where `make vendor` puts it."""


def in_python(data: bytes) -> dict[str, object]:
    try:
        return {"ok": True, "seed": replay(data).seed}
    except Difference as found:
        return {"ok": False, "path": found.path, "why": found.why}


def in_javascript(files: list[bytes], folder: Path) -> list[dict[str, object]]:
    """Replay every file in one Node process."""
    scripts = shutil.copytree(SCRIPTS, folder / "draws")
    (scripts / "package.json").write_text('{"type": "module"}')
    done = subprocess.run(
        [NODE, HERE / "replay_many.mjs", scripts / "replay.js"],
        input=b"\n".join(base64.b64encode(data) for data in files),
        capture_output=True,
        check=True,
    )
    answers: list[dict[str, object]] = json.loads(done.stdout)
    return answers


def flipped(data: bytes, at: int, bit: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]


@pytest.mark.skipif(NODE is None, reason="Node is not here")
def test_the_browsers_script_and_python_agree_on_a_thousand_draws(tmp_path):
    rng = random.Random(5)  # noqa: S311
    whole = [document.as_bytes(generated.draw(n)) for n in range(1000)]
    broken = [flipped(one, rng.randrange(len(one)), rng.randrange(8)) for one in whole[:300]]
    here = [in_python(data) for data in (*whole, *broken)]
    assert all(answer["ok"] for answer in here[:1000])
    assert not any(answer["ok"] for answer in here[1000:])
    assert in_javascript([*whole, *broken], tmp_path) == here


DRAW = document.as_bytes(generated.draw(7, entropy=True))


def spans(value: object, path: str, at: int, out: list[tuple[int, int, str]]) -> int:
    """Collect where each field's value begins and ends in the file; return where it ends."""
    if isinstance(value, dict):
        for key in sorted(value):
            at += 1 + len(dumps(key).encode()) + 1  # brace or comma, key, colon
            at = spans(value[key], f"{path}.{key}" if path else key, at, out)
        return at + 1
    if isinstance(value, list) and value:
        for n, item in enumerate(value):
            at = spans(item, f"{path}[{n}]", at + 1, out)
        return at + 1
    end = at + len(dumps(value).encode())
    out.append((at, end, path))
    return end


SPANS: list[tuple[int, int, str]] = []
assert spans(json.loads(DRAW), "", 0, SPANS) == len(DRAW) - 1


@given(st.integers(0, len(DRAW) - 1), st.integers(0, 7))
@examples(max_examples=400)
def test_one_changed_bit_anywhere_is_noticed_and_its_field_named(at, bit):
    with pytest.raises(Difference) as found:
        replay(flipped(DRAW, at, bit))
    field = next((path for start, end, path in SPANS if start <= at < end), None)
    assert field is None or found.value.path in {field, f"{field}[0]"}  # an empty list's inside


@given(st.data())
@examples(max_examples=150)
def test_a_changed_value_is_named_by_its_own_path(data):
    made = json.loads(DRAW)
    path, value = data.draw(
        st.sampled_from([leaf for leaf in leaves(made) if leaf[1] not in (None, [])])
    )
    if isinstance(value, bool):
        new: object = not value
    elif isinstance(value, int):
        new = value + 1
    else:
        new = value[:-1] + ("1" if value[-1:] != "1" else "2")
    put(made, path, new)
    with pytest.raises(Difference) as found:
        replay(document.as_bytes(made))
    assert found.value.path == path


def put(made, path: str, new: object) -> None:
    *parents, last = path.replace("[", ".[").split(".")
    inner = made
    for step in parents:
        inner = inner[int(step[1:-1])] if step.startswith("[") else inner[step]
    inner[int(last[1:-1]) if last.startswith("[") else last] = new


def remade(change) -> bytes:
    """A file made anew as a whole, every hash right, after one thing in it was bent."""
    made = next(one for one in map(generated.draw, range(50)) if one["changes"])
    change(made)
    made["pools"]["announcement_hash"] = digest(made["announcement"])
    whole = document.complete(
        *(made["announcement"], made["pools"]),
        secrets=made["secrets"],
        entropy=made["public_entropy"],
    )
    standing = document.standing_of(whole).on
    on, people = next((on, people) for on, people in standing.items() if people)
    entry = {"kind": "conflict", "inspector": people[0], "only": on, "at": "2026-11-25T01:00:00Z"}
    entry |= made.get("bent", {})
    row = document.next_change(whole, **entry)
    return document.as_bytes(document.with_changes(whole, [row]))


BENT = {
    "pools.objects[0].stratum": lambda made: made["pools"]["objects"][0].update(stratum="x"),
    "pools.at": lambda made: made["pools"].update(at="1999-01-01T00:00:00Z"),
    "announcement.rules.strata": lambda made: made["announcement"]["rules"].update(strata=["id"]),
    "public_entropy": lambda made: (
        made["announcement"].update(
            entropy={"count": 3, "due": "2026-11-26", "format": "numbers", "source": "开奖"}
        ),
        made.update(public_entropy="03, 11 19"),
    ),
    "changes[0].inspector": lambda made: made.update(bent={"inspector": "nobody"}),
    "changes[0].only": lambda made: made.update(bent={"only": "nowhere"}),
    "changes[0].at": lambda made: made.update(bent={"at": "2000-01-01T00:00:00Z"}),
}


@pytest.mark.skipif(NODE is None, reason="Node is not here")
def test_a_file_made_anew_with_something_impossible_in_it_is_named_by_both(tmp_path):
    files = [remade(change) for change in BENT.values()]
    wanted = [{"ok": False, "path": path, "why": "value"} for path in BENT]
    assert [in_python(data) for data in files] == wanted
    assert in_javascript(files, tmp_path) == wanted
    assert in_python(remade(lambda _made: None))["ok"]


def test_two_changed_fields_name_the_first():
    made = json.loads(DRAW)
    made["pools"]["objects"][0]["name"] = "别的站"
    made["result"]["drawn"][0]["how"] = "别的"
    with pytest.raises(Difference) as found:
        replay(document.as_bytes(made))
    assert found.value.path == "pools.objects[0].name"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (b'{"a":1,"a":2}\n', "file"),
        (b'{"b":1,"a":2}\n', "file"),
        (b'{"a":1.5}\n', "a"),
        (b'{"a":-0}\n', "a"),
        (b'{"a":9007199254740992}\n', "a"),
        (b'{"a": 1}\n', "a"),
        (b'{"a":"\\u0041"}\n', "a"),
        (b'{"a":"\xff"}\n', "a"),
        (b'{"a":1}', "file"),
        (b"[" * 40 + b"\n", "[0][0][0][0][0][0][0][0][0][0][0][0][0]"),
        (b"", "file"),
    ],
)
def test_only_one_spelling_of_a_file_is_read(text, path):
    with pytest.raises(Difference) as found:
        loads(text)
    assert (found.value.path, found.value.why) == (path, "not_canonical")


def test_the_browser_holds_the_same_table_of_fields():
    text = (SCRIPTS / "shape.js").read_text("utf-8")
    table = text.partition("export const SHAPE = ")[2].strip().removesuffix(";")
    assert json.loads(table) == shape.shape()
