"""``flask draw verify``: a file is what it says, or the first field that differs is named."""

from __future__ import annotations

import json

import pytest

from ledger.draws import document
from tests.unit.ledger.draws import generated


@pytest.fixture
def verify(app, tmp_path, monkeypatch):
    def run(data: bytes, *options: str):
        file = tmp_path / "draw.json"
        file.write_bytes(data)
        done = app.test_cli_runner().invoke(args=["draw", "verify", str(file), *options])
        return done.exit_code, json.loads(done.stdout.splitlines()[-1])

    return run


def test_a_true_file_is_ok_and_says_what_to_compare(verify):
    made = generated.draw(3)
    code, said = verify(document.as_bytes(made))
    assert code == 0
    assert said["ok"] is True
    assert said["pool_hash"] == made["pool_hash"]
    assert said["seed"] == made["seed"]


def test_one_changed_byte_is_named(verify):
    data = document.as_bytes(generated.draw(3))
    code, said = verify(data.replace(b'"name":"', b'"name":"X', 1))
    assert code == 2
    assert said["code"] == "draw.differs"
    assert "pools.objects[0].name" in said["message"]


def test_a_file_made_anew_as_a_whole_is_told_by_the_published_hash(verify):
    code, said = verify(document.as_bytes(generated.draw(3)), "--pool-hash", "0" * 64)
    assert (code, said["code"]) == (2, "draw.other_pools")


def published(made) -> list[str]:
    last = made["changes"][-1]["hash"] if made["changes"] else "0" * 64
    return [
        *("--pool-hash", made["pool_hash"], "--commits", ",".join(made["commits"])),
        *("--last-change", last),
    ]


def test_only_what_fits_all_that_was_published_is_called_the_same_draw(verify):
    made = generated.draw(3)
    code, said = verify(document.as_bytes(made), *published(made))
    assert (code, said["same_draw"]) == (0, True)
    code, said = verify(document.as_bytes(made), *published(made)[:2])
    assert (code, said["same_draw"], said["not_compared"]) == (
        *(0, False),
        ["commits", "last_change"],
    )


def test_other_secrets_over_the_published_pools_are_told_by_the_commits(verify):
    made = generated.draw(3, entropy=False)
    forged = document.complete(
        made["announcement"], made["pools"], secrets=["5" * 64, made["secrets"][1]], entropy=None
    )
    code, said = verify(document.as_bytes(forged), *published(made))
    assert (code, said["code"]) == (2, "draw.other_commits")


def test_changes_cut_off_are_told_by_the_last_ones_hash(verify):
    made = next(one for one in map(generated.draw, range(50)) if one["changes"])
    cut = document.with_changes(made, made["changes"][:-1])
    code, said = verify(document.as_bytes(cut), *published(made))
    assert (code, said["code"]) == (2, "draw.other_changes")


@pytest.mark.parametrize("data", [b"", b"{}\n", b"\x00\xff", b"[" * 10_000])
def test_what_is_no_draw_is_refused_with_a_field(verify, data):
    code, said = verify(data)
    assert (code, said["code"]) == (2, "draw.differs")
