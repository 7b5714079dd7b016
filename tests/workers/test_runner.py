"""Promises of one attempt at one job."""

from __future__ import annotations

import os
import threading
from datetime import timedelta

import pytest

from geo.errors import Conflict, NotFound, Refused
from ledger import jobs
from ledger.db import reading, transaction
from ledger.models import Job, Meta
from ledger.models.base import now
from workers import context as context_module
from workers import kinds, leftovers, runner
from workers.context import LeaseLost, Stopped


def mark(session, key="result"):
    session.add(Meta(key=key, value={}))


def marks(engine) -> int:
    with reading(engine) as session:
        return session.query(Meta).count()


def steal(engine, job_id):
    """Have the sweeper take the lease away and another worker get the job."""
    with transaction(engine) as session:
        later = now() + timedelta(minutes=5)
        assert jobs.sweep(session, attempts=3, resend_after=1e9, at=later).requeued == (job_id,)
        jobs.take(session, job_id, worker="other", seconds=60)


@pytest.fixture
def run(engine, settings):
    return lambda job_id: runner.run(job_id, engine=engine, settings=settings)


def test_a_job_ends_with_its_result_in_one_transaction(engine, run, kind, enqueue, row):
    def work(ctx, job):
        ctx.stage("stage.decode", 40)
        ctx.result["seen"] = job.payload["n"]
        with ctx.finishing() as session:
            mark(session)

    job_id = enqueue(kind(work), n=7)
    assert run(job_id) == "done"
    done = row(job_id)
    assert (done.state, done.percent, done.result) == ("done", 100, {"seen": 7})
    assert done.ended_at is not None
    assert marks(engine) == 1


def test_a_task_that_has_nothing_to_write_still_ends_its_job(run, kind, enqueue, row):
    job_id = enqueue(kind(lambda _ctx, _job: None))
    assert run(job_id) == "done"
    assert row(job_id).state == "done"


def test_a_second_message_for_the_same_job_does_nothing(engine, run, kind, enqueue):
    def work(ctx, _job):
        with ctx.finishing() as session:
            mark(session)

    job_id = enqueue(kind(work))
    assert [run(job_id), run(job_id)] == ["done", "not_taken"]
    assert marks(engine) == 1


def test_an_unknown_kind_is_refused_by_name(run, enqueue, row):
    job_id = enqueue("test.nobody_knows")
    assert run(job_id) == "refused"
    assert (row(job_id).error_code, row(job_id).error_params) == (
        "job.unknown_kind",
        {"kind": "test.nobody_knows"},
    )


@pytest.mark.parametrize("error", [Refused, NotFound])
def test_a_refusal_ends_the_job_at_once_with_its_code(run, kind, enqueue, row, tmp_path, error):
    def work(_ctx, _job):
        raise error("intake.not_an_image", file=tmp_path / "a.tif", size=3)

    job_id = enqueue(kind(work))
    assert run(job_id) == "refused"
    failed = row(job_id)
    assert (failed.state, failed.attempts) == ("failed", 1)
    assert failed.error_code == "intake.not_an_image"
    assert failed.error_params == {"file": str(tmp_path / "a.tif"), "size": 3}


def test_what_a_refused_task_wrote_is_rolled_back(engine, run, kind, enqueue):
    def work(ctx, _job):
        with ctx.finishing() as session:
            mark(session)
            session.flush()
            raise Refused("intake.not_an_image")

    assert run(enqueue(kind(work))) == "refused"
    assert marks(engine) == 0


@pytest.mark.parametrize("error", [ValueError("x"), MemoryError(), Conflict("row.stale")])
def test_an_unexpected_error_is_tried_three_times_then_shown(run, kind, enqueue, row, error):
    def work(_ctx, _job):
        raise error

    job_id = enqueue(kind(work))
    assert [run(job_id) for _ in range(4)] == ["again", "again", "failed", "not_taken"]
    failed = row(job_id)
    assert (failed.state, failed.error_code) == ("failed", "job.crashed")
    assert failed.error_params == {"kind": type(error).__name__, "attempts": 3}


def test_a_task_that_lost_its_lease_writes_nothing_and_touches_no_row(
    engine, run, kind, enqueue, row
):
    def work(ctx, job):
        steal(engine, job.id)
        with ctx.finishing() as session:
            mark(session)

    job_id = enqueue(kind(work))
    assert run(job_id) == "dropped"
    assert (row(job_id).state, row(job_id).worker) == ("running", "other")
    assert marks(engine) == 0


@pytest.mark.parametrize("ending", [RuntimeError, lambda: Refused("intake.not_an_image")])
def test_a_task_that_lost_its_lease_cannot_fail_the_other_workers_job(
    engine, run, kind, enqueue, row, ending
):
    def work(_ctx, job):
        steal(engine, job.id)
        raise ending()

    job_id = enqueue(kind(work))
    assert run(job_id) == "dropped"
    assert (row(job_id).state, row(job_id).worker) == ("running", "other")


def test_progress_with_an_old_token_stops_the_work(engine, run, kind, enqueue):
    reached = []

    def work(ctx, job):
        steal(engine, job.id)
        with pytest.raises(LeaseLost):
            ctx.stage("stage.decode", 10)
        reached.append("stopped")
        raise LeaseLost

    assert run(enqueue(kind(work))) == "dropped"
    assert reached == ["stopped"]


def test_cancelling_stops_at_the_next_stage(engine, run, kind, enqueue, row):
    def work(ctx, job):
        with transaction(engine) as session:
            jobs.cancel(session, job.id)
        ctx.stage("stage.decode", 10)
        pytest.fail("the task went on")

    job_id = enqueue(kind(work))
    assert run(job_id) == "cancelled"
    assert row(job_id).state == "cancelled"


def test_cancelling_wins_over_a_result_that_is_not_written_yet(engine, run, kind, enqueue, row):
    def work(ctx, job):
        with transaction(engine) as session:
            jobs.cancel(session, job.id)
        with ctx.finishing() as session:
            mark(session)

    job_id = enqueue(kind(work))
    assert run(job_id) == "cancelled"
    assert row(job_id).state == "cancelled"
    assert marks(engine) == 0


def test_a_job_that_crashes_after_somebody_cancelled_it_is_not_tried_again(
    engine, run, kind, enqueue, row
):
    def work(_ctx, job):
        with transaction(engine) as session:
            jobs.cancel(session, job.id)
        raise KeyError("no")

    job_id = enqueue(kind(work))
    assert run(job_id) == "cancelled"
    assert row(job_id).state == "cancelled"


def test_the_lease_is_renewed_and_a_cancel_is_heard_while_one_stage_lasts(
    engine, run, kind, enqueue, row
):
    renewed = []

    def work(ctx, job):
        first = row(job.id).lease_until
        with transaction(engine) as session:
            jobs.cancel(session, job.id)
        assert ctx.keeper.cancelled.wait(10)
        renewed.append(row(job.id).lease_until > first)
        ctx.check_cancel()

    job_id = enqueue(kind(work))
    assert run(job_id) == "cancelled"
    assert renewed == [True]


def test_a_lost_lease_is_heard_while_one_stage_lasts(engine, run, kind, enqueue):
    def work(ctx, job):
        steal(engine, job.id)
        assert ctx.keeper.lost.wait(10)
        ctx.check_cancel()

    assert run(enqueue(kind(work))) == "dropped"


def test_the_keeper_ends_with_the_attempt(run, kind, enqueue):
    run(enqueue(kind(lambda _ctx, _job: None)))
    assert not [t for t in threading.enumerate() if t.name.startswith("lease-")]


def test_percent_is_written_seldom_and_a_new_stage_at_once(run, kind, enqueue, monkeypatch):
    written = []
    monkeypatch.setattr(context_module, "monotonic", lambda: 100.0)
    monkeypatch.setattr(
        context_module.jobs,
        "progress",
        lambda _s, _l, *, stage, percent: bool(written.append((stage, percent))),
    )

    def work(ctx, _job):
        ctx.stage("stage.first", 0)
        for percent in range(100):
            ctx.stage("stage.first", percent)
        ctx.stage("stage.second", 50)

    monkeypatch.setattr(runner, "Keeper", _QuietKeeper)
    run(enqueue(kind(work)))
    assert written == [("stage.first", 0), ("stage.second", 50)]


class _QuietKeeper:
    def __init__(self, *_args, **_kwargs):
        self.lost = self.cancelled = threading.Event()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        pass


@pytest.mark.parametrize("error", [None, RuntimeError, Stopped])
def test_the_attempts_folder_is_its_own_and_is_removed(run, kind, enqueue, error):
    folders = []

    def work(ctx, _job):
        (ctx.temp / "large.tif").write_bytes(b"x")
        folders.append(ctx.temp)
        if error:
            raise error

    run(enqueue(kind(work)))
    assert not folders[0].exists()


def test_a_kind_whose_code_does_not_load_is_an_error_like_any_other(run, enqueue, row, monkeypatch):
    monkeypatch.setitem(kinds._MODULES, "test.broken", "workers.tasks.not_there")
    job_id = enqueue("test.broken")
    assert run(job_id) == "again"
    assert row(job_id).state == "queued"


def test_a_killed_attempts_folder_is_swept_up_and_one_in_use_is_not(settings):
    old, young = (leftovers.work_folder(settings) / name for name in ("job-1-a", "job-2-b"))
    for folder in (old, young):
        folder.mkdir()
        (folder / "large.tif").write_bytes(b"x")
    os.utime(old, (0, 0))
    assert leftovers.remove(settings, older_than_s=3600) == 1
    assert [path.name for path in leftovers.work_folder(settings).iterdir()] == ["job-2-b"]


def test_run_pending_runs_what_jobs_bring_forth_until_none_is_left(engine, settings, kind, enqueue):
    def work(ctx, job):
        with ctx.finishing() as session:
            if job.payload["more"]:
                payload = {"more": job.payload["more"] - 1}
                jobs.enqueue(session, job.kind, subject_kind="scene", subject_id=1, payload=payload)

    first = enqueue(kind(work), more=2)
    assert len(runner.run_pending(engine, settings)) == 3
    with reading(engine) as session:
        assert {job.state for job in session.query(Job)} == {"done"}
        assert session.query(Job).count() == 3
    assert runner.run_pending(engine, settings) == []
    assert first == 1
