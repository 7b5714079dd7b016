"""The record shows what was changed, even by somebody who owns the database."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from ledger import audit, chain
from ledger.models import IssueEvent
from tests.factories import make_issue, make_station, make_user


@pytest.fixture
def record(session):
    """Five entries, two of them about one issue; the database's guard is taken away."""
    actor = make_user(session, "supervisor", name="督办员丙")
    issue = make_issue(session, make_station(session), actor, number="WT-330402-2026-00001")
    for step, about in (("a", None), ("b", issue), ("c", None), ("d", issue), ("e", None)):
        chain.append(
            session,
            actor=actor,
            action=step,
            issue=about,
            from_state=None,
            to_state="open" if about else None,
            payload={"step": step, "measured": 1.0, "note": "岸线后退\x00"},
        )
    session.commit()
    dialect = session.get_bind().dialect.name
    if dialect == "postgresql":
        session.execute(text("DROP TRIGGER issue_event_append_only ON issue_event"))
    else:
        for verb in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER issue_event_append_only_{verb}"))
    return session


def broken(session, exported=()):
    session.expire_all()
    return audit.verify(session, exported).broken


def test_an_untouched_record_is_whole_and_says_how_much_was_checked(record):
    report = audit.verify(record)
    assert (report.ok, report.checked, report.against_head) == (True, 5, False)
    assert report.head == audit.heads(record)[0].hash


def test_an_empty_record_is_whole_and_has_no_head(session):
    assert (audit.verify(session).ok, audit.heads(session)) == (True, [])


def test_every_entry_names_the_one_before(record):
    entries = record.query(IssueEvent).order_by(IssueEvent.position).all()
    assert [entry.position for entry in entries] == [1, 2, 3, 4, 5]
    assert entries[0].previous_hash == chain.START
    assert [e.previous_hash for e in entries[1:]] == [e.hash for e in entries[:-1]]
    assert [e.seq for e in entries if e.issue_id] == [1, 2]


@pytest.mark.parametrize(
    ("statement", "position", "reason"),
    [
        ('UPDATE issue_event SET payload = \'{"step": "x"}\' WHERE position = 3', 3, "payload"),
        ("UPDATE issue_event SET actor_name = '别人' WHERE position = 2", 2, "hash"),
        ("UPDATE issue_event SET to_state = 'closed' WHERE position = 4", 4, "hash"),
        ("UPDATE issue_event SET at = '2020-01-01 00:00:00' WHERE position = 1", 1, "hash"),
        ("UPDATE issue_event SET issue_id = NULL WHERE position = 2", 2, "hash"),
        ("DELETE FROM issue_event WHERE position = 3", 3, "missing"),
        ("DELETE FROM issue_event WHERE position = 1", 1, "missing"),
        ("UPDATE issue SET state = 'closed'", 4, "state"),
        ("DELETE FROM issue", 4, "state"),
    ],
)
def test_the_first_broken_entry_is_named(record, statement, position, reason):
    record.execute(text(statement))
    found = broken(record)
    assert (found.position, found.reason) == (position, reason)
    if position in {2, 4} and "issue_id" not in statement:
        assert found.issue_number == "WT-330402-2026-00001"


def test_a_rewritten_entry_breaks_the_next_one(record):
    entry = record.query(IssueEvent).filter_by(position=2).one()
    entry.actor_name = "别人"
    entry.hash = chain.entry_hash(entry)
    record.flush()
    found = broken(record)
    assert (found.position, found.reason) == (3, "previous")


def test_a_cut_tail_is_seen_only_against_an_exported_head(record):
    exported = audit.parse_heads(
        json.loads(json.dumps([head.as_dict() for head in audit.heads(record)]))
    )
    record.execute(text("DELETE FROM issue_event WHERE position = 5"))
    assert broken(record) is None
    found = broken(record, exported)
    assert (found.position, found.reason) == (5, "cut")


def test_a_rewritten_history_is_seen_against_an_exported_head(record):
    exported = audit.heads(record)
    previous = chain.START
    for entry in record.query(IssueEvent).order_by(IssueEvent.position).all():
        entry.actor_name, entry.previous_hash = "别人", previous
        previous = entry.hash = chain.entry_hash(entry)
    record.flush()
    assert broken(record) is None
    assert broken(record, exported).position == 5


@pytest.mark.parametrize("entries", [[{}], [{"position": 1}], ["x"], [None]])
def test_only_an_exported_head_is_compared(entries):
    with pytest.raises(ValueError, match="head"):
        audit.parse_heads(entries)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(-1e15, 1e15)
    | st.text(st.characters(codec="utf-8"), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(JSON)
def test_a_digest_outlives_a_round_through_any_json_store(value):
    kept = chain.plain(value)
    assert chain.digest(json.loads(json.dumps(kept))) == chain.digest(value)
    assert "\\u0000" not in json.dumps(kept)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e300])
def test_a_number_that_json_does_not_hold_is_refused(value):
    with pytest.raises(ValueError, match="record"):
        chain.digest({"x": value})
