"""Promises of the job store, on whichever database the suite runs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from geo import messages
from geo.errors import Conflict, NotFound
from ledger import jobs
from ledger.db import transaction
from ledger.models import Job
from tests.factories import make_scene

T0 = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def sent():
    told: list[tuple[int, str]] = []
    jobs.set_notifier(lambda job_id, queue: told.append((job_id, queue)))
    yield told
    jobs.set_notifier(None)


@pytest.fixture
def job_id(engine, sent) -> int:
    with transaction(engine) as session:
        scene = make_scene(session)
        created = jobs.enqueue(
            session, "scene.intake", subject_kind="scene", subject_id=scene.id
        ).id
    sent.clear()
    return created


def lease_of(engine, job_id, *, at=T0, worker="a"):
    with transaction(engine) as session:
        return jobs.take(session, job_id, worker=worker, seconds=30, at=at)


def row(engine, job_id) -> Job:
    with transaction(engine) as session:
        found = jobs.get(session, job_id)
        session.expunge(found)
        return found


def sweep(engine, *, at):
    with transaction(engine) as session:
        return jobs.sweep(session, attempts=3, resend_after=30, at=at)


def test_a_job_is_sent_only_after_its_cause_is_committed(engine, sent):
    with transaction(engine) as session:
        job = jobs.enqueue(session, "scene.detect", subject_kind="scene", subject_id=1)
        assert sent == []
        expected = (job.id, "imagery")
    assert sent == [expected]


def test_a_rolled_back_cause_leaves_no_job_and_sends_nothing(engine, sent):
    with pytest.raises(RuntimeError), transaction(engine) as session:
        jobs.enqueue(session, "scene.detect", subject_kind="scene", subject_id=1)
        raise RuntimeError
    with transaction(engine) as session:
        assert session.query(Job).count() == 0
    assert sent == []


def test_a_dead_broker_does_not_undo_the_commit(engine):
    def broken(_job_id, _queue):
        raise ConnectionError

    jobs.set_notifier(broken)
    with transaction(engine) as session:
        created = jobs.enqueue(session, "scene.detect", subject_kind="scene", subject_id=1).id
    jobs.set_notifier(None)
    assert row(engine, created).state == "queued"


def test_only_one_of_many_racing_workers_gets_the_lease(engine, job_id):
    start = Barrier(4)

    def race(name):
        start.wait()
        return lease_of(engine, job_id, worker=name)

    with ThreadPoolExecutor(4) as pool:
        leases = list(pool.map(race, "abcd"))
    assert len([lease for lease in leases if lease]) == 1
    assert row(engine, job_id).attempts == 1


def test_a_stale_token_can_neither_renew_nor_report_nor_finish(engine, job_id):
    old = lease_of(engine, job_id)
    sweep(engine, at=T0 + timedelta(seconds=31))
    new = lease_of(engine, job_id, at=T0 + timedelta(seconds=32), worker="b")
    assert new.token > old.token
    writes = [
        lambda s: jobs.renew(s, old, seconds=30),
        lambda s: jobs.progress(s, old, stage="read", percent=5),
        lambda s: jobs.finish(s, old),
        lambda s: jobs.fail(s, old, code="job.crashed", params={}),
        lambda s: jobs.try_again(s, old, attempts=3, error="x"),
        lambda s: jobs.cancelled(s, old),
    ]
    for write in writes:
        with pytest.raises(Conflict) as refusal, transaction(engine) as session:
            write(session)
        assert refusal.value.code == "job.lease_lost"
    assert row(engine, job_id).state == "running"
    assert row(engine, job_id).worker == "b"


def test_what_a_stale_worker_wrote_beside_is_rolled_back_with_it(engine, job_id):
    old = lease_of(engine, job_id)
    sweep(engine, at=T0 + timedelta(seconds=31))
    with pytest.raises(Conflict), transaction(engine) as session:
        make_scene(session, sha256="f" * 64)
        jobs.finish(session, old)
    with transaction(engine) as session:
        assert session.query(Job).one().state == "queued"
        assert session.connection().exec_driver_sql("SELECT count(*) FROM scene").scalar() == 1


def test_renewing_keeps_the_sweeper_away(engine, job_id):
    lease = lease_of(engine, job_id)
    with transaction(engine) as session:
        jobs.renew(session, lease, seconds=30, at=T0 + timedelta(seconds=20))
    assert sweep(engine, at=T0 + timedelta(seconds=45)).requeued == ()
    assert sweep(engine, at=T0 + timedelta(seconds=51)).requeued == (job_id,)


def test_a_lost_lease_is_sent_again_and_given_up_after_three(engine, job_id, sent):
    for attempt in range(3):
        at = T0 + timedelta(minutes=attempt)
        assert lease_of(engine, job_id, at=at)
        swept = sweep(engine, at=at + timedelta(seconds=31))
    assert sent == [(job_id, "intake")] * 2
    assert swept.failed == (job_id,)
    lost = row(engine, job_id)
    assert (lost.state, lost.error_code) == ("failed", "job.worker_lost")
    assert messages.known(lost.error_code)


def test_a_lost_message_is_sent_again(engine, job_id, sent):
    created = row(engine, job_id).sent_at
    assert sweep(engine, at=created + timedelta(seconds=29)).sent == ()
    assert sweep(engine, at=created + timedelta(seconds=31)).sent == (job_id,)
    assert sent == [(job_id, "intake")]
    assert sweep(engine, at=created + timedelta(seconds=32)).sent == ()


def test_an_unexpected_error_is_tried_three_times(engine, job_id):
    outcomes = []
    for _ in range(3):
        lease = lease_of(engine, job_id)
        with transaction(engine) as session:
            outcomes.append(jobs.try_again(session, lease, attempts=3, error="ValueError"))
    assert outcomes == [True, True, False]
    assert row(engine, job_id).error_code == "job.crashed"


def test_giving_up_tells_the_subject_in_the_same_transaction(engine, job_id):
    told = []
    jobs.on_failed("test.kind", lambda _s, job: told.append((job.id, job.error_code)))
    with transaction(engine) as session:
        created = jobs.enqueue(session, "test.kind", subject_kind="scene", subject_id=1).id
    lease = lease_of(engine, created)
    with transaction(engine) as session:
        jobs.fail(session, lease, code="job.unknown_kind", params={"kind": "test.kind"})
    assert told == [(created, "job.unknown_kind")]


def test_cancel_stops_a_waiting_job_and_asks_a_running_one(engine, job_id):
    with transaction(engine) as session:
        assert jobs.cancel(session, job_id).state == "cancelled"
        jobs.retry(session, job_id)
    lease = lease_of(engine, job_id)
    with transaction(engine) as session:
        assert jobs.cancel(session, job_id).state == "running"
    with transaction(engine) as session:
        assert jobs.progress(session, lease, stage="read", percent=10) is True
        jobs.cancelled(session, lease)
    assert row(engine, job_id).state == "cancelled"
    with pytest.raises(Conflict, match="job.not_cancellable"), transaction(engine) as session:
        jobs.cancel(session, job_id)


def test_a_cancelled_job_whose_worker_died_is_not_revived(engine, job_id):
    lease_of(engine, job_id)
    with transaction(engine) as session:
        jobs.cancel(session, job_id)
    assert sweep(engine, at=T0 + timedelta(seconds=31)).cancelled == (job_id,)


def test_retry_counts_anew_and_is_only_for_what_failed(engine, job_id, sent):
    lease = lease_of(engine, job_id)
    with pytest.raises(Conflict, match="job.not_retryable"), transaction(engine) as session:
        jobs.retry(session, job_id)
    with transaction(engine) as session:
        jobs.fail(session, lease, code="job.crashed", params={"kind": "x", "attempts": 1})
    with transaction(engine) as session:
        jobs.retry(session, job_id)
    again = row(engine, job_id)
    assert (again.state, again.attempts, again.error_code) == ("queued", 0, None)
    assert sent == [(job_id, "intake")]
    assert lease_of(engine, job_id).token > lease.token


def test_an_unknown_job_is_named(engine):
    with pytest.raises(NotFound, match="job.not_found"), transaction(engine) as session:
        jobs.get(session, 404)
