"""The rulebook's pages and API: who reads, who edits, and that an edit counts at once."""

from __future__ import annotations

import pytest

from ledger import rulebook
from ledger.db import transaction

ONE = "/api/v1/rules/taxonomy/ENV-01"


@pytest.fixture
def loaded(engine):
    with transaction(engine) as session:
        rulebook.load(session)


def test_an_edit_counts_for_the_next_request(person, loaded):
    boss = person("bureau_reviewer")
    before = _grade(boss)
    body = {"version": 1, "reason": "新文件", "content": {"grade": "1"}}
    assert boss.post(ONE, body).status_code == 200
    assert (before, _grade(boss)) == (2, 1)
    first, second = boss.get(ONE).json["versions"]
    assert first["changed"]["grade"] == ["2", "1"]
    assert (second["version"], second["changed"]) == (1, {})
    assert "新文件" in boss.get("/rules/taxonomy/ENV-01").text
    assert boss.post(ONE, body).status_code == 409


def _grade(caller):
    types = caller.get("/api/v1/taxonomy").json["items"]
    return next(kind["grade"] for kind in types if kind["code"] == "ENV-01")


def test_a_refused_edit_says_what_is_wrong(person, loaded):
    said = {"version": 1, "reason": "x", "content": {"grade": "9"}}
    answer = person("bureau_reviewer").post(ONE, said)
    assert (answer.status_code, answer.json["code"]) == (422, "rules.bad_value")


def test_a_supervisor_reads_and_a_company_does_not(person, loaded):
    reader = person("supervisor")
    said = {"version": 1, "reason": "x", "content": {"grade": "1"}}
    assert reader.get("/rules").status_code == 200
    assert "js/rules/edit.js" in reader.get("/rules/site_rules/A-01").text
    assert 'id="send"' not in reader.get("/rules/site_rules/A-01").text
    assert reader.post(ONE, said).status_code == 403
    for path in ("/rules", "/rules/taxonomy/ENV-01", "/api/v1/rules", ONE):
        assert person("om_manager").get(path).status_code == 403


@pytest.mark.parametrize("path", ["/rules/none", "/rules/taxonomy/NO-1", "/api/v1/rules/none"])
def test_what_is_not_there_is_not_there(person, loaded, path):
    assert person("bureau_reviewer").get(path).status_code == 404


def test_an_empty_rulebook_says_so_and_the_files_count(person):
    boss = person("bureau_reviewer")
    assert "flask rules load" in boss.get("/rules").text
    assert _grade(boss) == 2
