"""Promises of the commands for accounts, jobs and the record."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

import settings as settings_module
from ledger import chain, jobs
from ledger.db import new_session, transaction
from ledger.models import IssueEvent, Job, User
from tests.factories import make_user

SECRET = "a long enough password"


@pytest.fixture
def flask(app, settings, monkeypatch):
    """Run ``flask`` arguments; returns (exit code, the last line of stdout as JSON, stderr)."""
    monkeypatch.setattr(settings_module, "get", lambda: settings)

    def run(*args, answers=None):
        result = app.test_cli_runner().invoke(args=[str(a) for a in args], input=answers)
        lines = result.stdout.strip().splitlines()
        return result.exit_code, json.loads(lines[-1]), result.stderr

    return run


def create(flask, *more):
    return flask(
        *("people", "create", "a@xunzhan.example", "--name", "复核员甲", "--role", "supervisor"),
        *("--password", SECRET),
        *more,
    )


def test_an_account_is_made_listed_and_closed(flask, engine):
    code, made, _ = create(flask, "--role", "district:district:330402")
    assert (code, made["roles"]) == (0, ["district", "supervisor"])
    (person,) = flask("people", "list")[1]["people"]
    assert (person["name"], person["active"]) == ("复核员甲", True)
    assert person["roles"] == ["district:district:330402", "supervisor:all"]
    with new_session(engine) as session:
        before = session.query(User).one().fs_uniquifier
    assert flask("people", "disable", "A@xunzhan.example")[:2] == (
        0,
        {"email": "a@xunzhan.example", "active": False},
    )
    with new_session(engine) as session:
        assert session.query(User).one().fs_uniquifier != before


def test_a_password_may_be_typed_and_is_never_shown(flask):
    code, _, said = flask(
        *("people", "create", "b@xunzhan.example", "--name", "乙", "--role", "pilot"),
        answers=f"{SECRET}\n{SECRET}\n",
    )
    assert code == 0
    assert SECRET not in said


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (["--role", "king"], "people.unknown_role"),
        (["--role", "district:330402"], "people.wrong_scope"),
        (["--organisation", "nowhere"], "people.unknown_organisation"),
        (["--lang", "fr"], "command.wrong_option"),
    ],
)
def test_a_wrong_account_is_refused_and_not_made(flask, engine, more, expected):
    code, said, _ = create(flask, *more)
    assert (code, said["code"]) == (2, expected)
    with new_session(engine) as session:
        assert session.query(User).count() == 0


def test_demo_accounts_are_closed_together(flask, engine):
    with transaction(engine) as session:
        make_user(session, "leader", demo=True)
        make_user(session, "leader")
    assert flask("people", "remove-demo")[:2] == (0, {"closed": 1})


def test_jobs_are_listed_cancelled_and_retried(flask, engine):
    with transaction(engine) as session:
        job_id = jobs.enqueue(session, "scene.detect", subject_kind="scene", subject_id=1).id
    assert flask("jobs", "list")[1]["jobs"][0]["subject"] == "scene:1"
    assert flask("jobs", "cancel", job_id)[1]["state"] == "cancelled"
    assert flask("jobs", "list", "--state", "queued")[1] == {"jobs": []}
    assert flask("jobs", "retry", job_id)[1]["state"] == "queued"
    code, said, _ = flask("jobs", "retry", job_id)
    assert (code, said["code"]) == (2, "job.not_retryable")
    assert flask("jobs", "cancel", 999)[1]["code"] == "job.not_found"


def test_a_failed_job_says_why_in_words(flask, engine):
    with transaction(engine) as session:
        job = jobs.enqueue(session, "scene.detect", subject_kind="scene", subject_id=1)
        job.state, job.error_code, job.error_params = "failed", "job.worker_lost", {"attempts": 3}
    error = flask("jobs", "list")[1]["jobs"][0]["error"]
    assert error["code"] == "job.worker_lost"
    assert "3" in error["text"]


@pytest.fixture
def record(engine):
    with transaction(engine) as session:
        actor = make_user(session)
        for step in "abc":
            chain.append(
                session, actor=actor, action=step, from_state=None, to_state=None, payload={}
            )


def tampered(engine, statement):
    with transaction(engine) as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("DROP TRIGGER issue_event_append_only ON issue_event"))
        else:
            for verb in ("update", "delete"):
                session.execute(text(f"DROP TRIGGER issue_event_append_only_{verb}"))
        session.execute(text(statement))


def test_a_whole_record_says_that_a_cut_tail_needs_an_exported_head(flask, record):
    code, said, words = flask("audit", "verify")
    assert (code, said["ok"], said["checked"], said["against_head"]) == (0, True, 3, False)
    assert "链头" in words


def test_the_first_broken_record_is_named_with_exit_2(flask, record, engine):
    tampered(engine, "UPDATE issue_event SET action = 'x' WHERE position = 2")
    code, said, _ = flask("audit", "verify")
    assert (code, said["code"]) == (2, "audit.broken")
    assert "2" in said["message"]


def test_a_cut_tail_is_found_with_the_exported_head(flask, record, engine, tmp_path):
    exported = flask("audit", "heads")[1]
    file = tmp_path / "heads.json"
    file.write_text(json.dumps(exported), encoding="utf-8")
    assert flask("audit", "verify", "--heads", file)[1]["against_head"] is True
    tampered(engine, "DELETE FROM issue_event WHERE position = 3")
    assert flask("audit", "verify")[0] == 0
    assert flask("audit", "verify", "--heads", file)[1]["code"] == "audit.broken"
    with new_session(engine) as session:
        assert session.query(IssueEvent).count() == 2
        assert session.query(Job).count() == 0


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"heads": [1]}', "[" * 100_000])
def test_a_file_that_is_no_head_is_refused(flask, record, tmp_path, content):
    file = tmp_path / "heads.json"
    file.write_text(content, encoding="utf-8")
    code, said, _ = flask("audit", "verify", "--heads", file)
    assert (code, said["code"]) == (2, "audit.not_a_head")
