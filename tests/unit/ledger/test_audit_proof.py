"""Entries put in or moved are named; heads are kept; an issue says what it said on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from ledger import audit, chain, clock, heads
from ledger.models import IssueEvent
from tests.factories import make_user
from tests.unit.ledger.issue_world import World

_COPIED = (
    "id, position, issue_id, issue_number, finding_id, seq, at, recorded_at, actor_id, actor_name,"
    " action, from_state, to_state, payload, payload_hash, previous_hash, hash"
)


@pytest.fixture
def record(session):
    """Five entries, and a database whose guard was taken away."""
    actor = make_user(session, "supervisor")
    for step in "abcde":
        chain.append(session, actor=actor, action=step, from_state=None, to_state=None, payload={})
    session.commit()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("DROP TRIGGER issue_event_append_only ON issue_event"))
    else:
        for verb in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER issue_event_append_only_{verb}"))
    return session


def _broken(session):
    session.expire_all()
    found = audit.verify(session).broken
    return (found.position, found.reason) if found else None


def _move(session, before, after):
    session.execute(
        text("UPDATE issue_event SET position = :after WHERE position = :before"),
        {"before": before, "after": after},
    )


def _put_in(session, position):
    """Copy the third entry to another place, under a hash that nobody has yet."""
    old = f"{_COPIED},"
    new = old.replace("id, position", f"99, {position}", 1).replace(" hash,", " :forged,")
    copied = f"INSERT INTO issue_event ({_COPIED}) SELECT {new[:-1]} FROM issue_event WHERE id = 3"  # noqa: S608
    session.execute(
        text(copied),
        {"forged": "f" * 64},
    )


@pytest.mark.parametrize("place", [0, -7])
def test_an_entry_before_the_first_is_seen(record, place):
    _put_in(record, place)
    assert _broken(record) == (place, "inserted")


def test_an_entry_after_the_last_is_named(record):
    _put_in(record, 6)
    assert _broken(record) == (6, "hash")


def test_an_entry_put_in_the_middle_is_named(record):
    for position in (5, 4, 3):
        _move(record, position, position + 1)
    _put_in(record, 3)
    assert _broken(record) == (3, "hash")


def test_a_well_made_entry_in_the_middle_breaks_the_one_after_it(record):
    second = record.query(IssueEvent).filter_by(position=2).one()
    for position in (5, 4, 3):
        _move(record, position, position + 1)
    _put_in(record, 3)
    record.expire_all()
    forged = record.query(IssueEvent).filter_by(position=3).one()
    forged.actor_name = "别人"
    forged.previous_hash = second.hash
    forged.hash = chain.entry_hash(forged)
    record.flush()
    assert _broken(record) == (4, "hash")


def test_entries_that_changed_places_are_named(record):
    for before, after in ((2, 99), (4, 2), (99, 4)):
        _move(record, before, after)
    assert _broken(record) == (2, "hash")


def test_a_head_a_day_is_kept_once_and_shows_a_cut_tail(record, tmp_path):
    assert heads.export(record, tmp_path) == heads.export(record, tmp_path)
    (kept,) = heads.kept(tmp_path)
    assert kept.position == 5
    record.execute(text("DELETE FROM issue_event WHERE position >= 4"))
    assert _broken(record) is None
    found = audit.verify(record, heads.kept(tmp_path)).broken
    assert (found.position, found.reason) == (4, "cut")


def test_nothing_recorded_is_nothing_to_export(session, tmp_path):
    assert heads.export(session, tmp_path) is None
    assert heads.kept(tmp_path) == []


def test_a_hash_is_printed_in_groups_that_make_it_again():
    assert "".join(heads.groups("ab" * 32)) == "ab" * 32
    assert {len(group) for group in heads.groups("ab" * 32)} == {8}


def test_an_issue_says_what_it_said_on_that_day(session, monkeypatch):
    world = World(session, monkeypatch, deadline_on=date(2026, 3, 21))
    day = world.at.date()
    assert audit.as_of(session, world.issue, day) is None
    world.take("one", "assign")
    world.at += timedelta(days=2)
    world.take("manager", "file_plan", plan={"text": "x", "measures": []} | _plan())
    before = audit.as_of(session, world.issue, day + timedelta(days=1))
    after = audit.as_of(session, world.issue, day + timedelta(days=2))
    assert (before.fields["state"], before.events) == ("assigned", 1)
    assert (after.fields["state"], after.events) == ("plan_filed", 2)
    assert before.fields["grade"] == world.issue.grade
    assert audit.as_of(session, world.issue, day - timedelta(days=1)) is None
    world.issue.grade = 3  # the row of today is not asked
    assert audit.as_of(session, world.issue, day + timedelta(days=9)).fields["grade"] == 2


def test_a_day_ends_at_midnight_of_the_city(session, monkeypatch):
    world = World(session)
    late = datetime(2026, 3, 6, 16, 30, tzinfo=UTC)  # 00:30 on the 7th
    monkeypatch.setattr(clock, "now", lambda _session: late)
    world.take("one", "assign")
    assert audit.as_of(session, world.issue, date(2026, 3, 6)) is None
    assert audit.as_of(session, world.issue, date(2026, 3, 7)).events == 1


def _plan():
    return {"text": "清理", "measures": [{"text": "清理杂物", "due_on": "2026-03-12"}]}
