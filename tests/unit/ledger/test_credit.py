"""The credit record: points from events alone, given back and never deleted, levels."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from geo.errors import Conflict, Forbidden, Refused
from ledger import chain, credit, issues, review, undo
from ledger.credit import restrictions, rules
from ledger.issues import ladder
from ledger.models import CreditEntry, CreditRestriction, Notice
from tests.factories import make_finding, make_scene, make_station
from tests.unit.ledger.issue_world import AT, World

TODAY = date(2026, 3, 6)


@pytest.fixture
def world(session, monkeypatch):
    return World(session, monkeypatch)


def opened(world, code="SMP-02", **fields):
    """An issue of the company, confirmed by a supervisor; two points unless said otherwise."""
    return issues.open_issue(
        world.session,
        station=world.station,
        code=code,
        actor=world.people["one"],
        source="onsite",
        **fields,
    )


def entries(world):
    return credit.entries_of(world.session, world.company, date(2100, 1, 1))


def points(world, on=TODAY):
    return credit.standing(world.session, world.company, on).points


def event(world):
    return chain.append(
        world.session, actor=None, action="test", from_state=None, to_state=None, payload={}
    )


def charged(world, n, **fields):
    fields = {"reason_code": "x", "event": event(world)} | fields
    return credit.charge(world.session, company=world.company, points=n, **fields)


def test_a_confirmed_issue_costs_its_points_once_and_names_its_event(world):
    issue = opened(world)
    assert [row.points for row in entries(world)] == [2]
    world.issue = issue
    (entry,) = entries(world)
    first = issue.events[0]
    assert (entry.event_position, entry.event_hash) == (first.position, first.hash)
    assert entry.issue_number == issue.number
    assert points(world) == 98
    assert points(world, date(2026, 3, 5)) == 100
    assert points(world, date(2027, 1, 1)) == 100


def test_local_duty_and_withheld_issues_cost_nothing_until_released(world):
    opened(world, "ENV-02")
    hidden = opened(world, "DAT-09")
    assert hidden.withheld
    assert entries(world) == []
    world.issue = hidden
    world.take("reviewer", "release", note="可公开")
    assert points(world) == 90


def test_a_rejected_issue_gives_its_points_back_and_both_entries_stay(world):
    world.issue = opened(world, "INS-01", mode="transfer")
    world.take("one", "reject", reason="看错了")
    assert [row.points for row in entries(world)] == [2, -2]
    assert points(world) == 100


def test_what_was_found_together_costs_ten_at_most_and_principled_is_not_capped(world):
    for code in ("QCC-02", "QCC-05", "QCC-06", "INS-01"):
        opened(world, code)
    assert points(world) == 90
    world.issue = opened(world, "PER-02")
    world.take("reviewer", "release", note="可公开")
    assert points(world) == 85
    first = entries(world)[0]
    credit.counter(world.session, first, event(world))
    assert points(world) == 86


@pytest.mark.parametrize(
    ("value", "level"),
    [(100, "A"), (90, "A"), (89, "B"), (80, "B"), (79, "C"), (60, "C"), (59, "D")],
)
def test_levels_end_where_the_rules_say(value, level):
    assert rules.level_of(value) == level


def test_an_entry_without_an_event_or_changed_later_is_refused_by_the_database(world):
    entry = charged(world, 3)
    world.session.commit()
    columns = [column.name for column in CreditEntry.__table__.columns]
    copied = {"id": "id + 1", "key": "'k'"}
    nowhere = {"event_position": "event_position + 999"}
    for statement in (
        "UPDATE credit_entry SET points = 1",
        "DELETE FROM credit_entry",
        _copy(columns, copied | nowhere),
        _copy(columns, copied | {"event_position": "NULL"}),
        _copy(columns, copied | {"event_hash": "'x'"}),
        _copy(columns, copied | {"points": "-1"}),
    ):
        with pytest.raises(DatabaseError):
            world.session.execute(text(statement))
        world.session.rollback()
    assert world.session.get_one(CreditEntry, entry.id).points == 3


def _copy(columns, changed):
    values = ", ".join(changed.get(name, name) for name in columns)
    return f"INSERT INTO credit_entry ({', '.join(columns)}) SELECT {values} FROM credit_entry"  # noqa: S608


def test_the_same_event_and_reason_charge_once(world):
    once = event(world)
    charged(world, 3, event=once)
    charged(world, 3, event=once)
    assert points(world) == 97


def test_an_appeal_is_filed_in_time_and_decided_by_another_reviewer(world):
    issue = opened(world)
    (entry,) = entries(world)
    with pytest.raises(Forbidden, match=r"credit\.not_allowed"):
        credit.appeal(world.session, entry, actor=world.people["stranger"], text="不服")
    filed = credit.appeal(world.session, entry, actor=world.people["manager"], text="不服")
    say = {"uphold": True, "reason": "证据不足", "version": filed.version}
    with pytest.raises(Forbidden, match=r"credit\.not_allowed"):
        credit.decide_appeal(world.session, filed, actor=world.people["one"], **say)
    credit.decide_appeal(world.session, filed, actor=world.people["reviewer"], **say)
    assert points(world) == 100
    assert [row.kind for row in entries(world)] == ["charge", "counter"]
    world.issue = issue
    world.session.refresh(issue)
    if issue.state == "confirmed":
        world.take("one", "assign", responsible=world.company.key)
    else:
        world.take("reviewer", "pause", reason="等备件")
    assert points(world) == 100


def test_who_made_the_entry_does_not_decide_and_late_is_late(world):
    mine = event(world)
    entry = charged(world, 3, event=mine, actor=world.people["both"])
    filed = credit.appeal(world.session, entry, actor=world.people["manager"], text="不服")
    with pytest.raises(Forbidden, match=r"credit\.own_entry"):
        credit.decide_appeal(
            world.session, filed, actor=world.people["both"], uphold=False, reason="x", version=1
        )
    late = charged(world, 1, reason_code="y")
    assert credit.appeal_until(world.session, late) == date(2026, 3, 13)
    world.at = AT + timedelta(days=8)
    with pytest.raises(Conflict, match=r"credit\.too_late"):
        credit.appeal(world.session, late, actor=world.people["manager"], text="不服")


def test_the_lowest_level_is_proposed_heard_signed_and_lifted(world):
    charged(world, 41)
    row = world.session.scalars(select(CreditRestriction)).one()
    assert (row.state, row.proposed_by_id, row.holds_on(TODAY)) == ("proposed", None, False)
    boss, session = world.people["reviewer"], world.session
    charged(world, 1, reason_code="again")
    assert len(session.scalars(select(CreditRestriction)).all()) == 1
    with pytest.raises(Forbidden):
        restrictions.give_notice(session, row, actor=world.people["one"], text="拟限制", version=1)
    restrictions.give_notice(session, row, actor=boss, text="拟限制", version=1)
    assert row.object_until == date(2026, 3, 13)
    told = session.execute(select(Notice.user_id, Notice.kind)).all()
    assert (boss.id, "notice.credit.propose") in told
    assert (world.people["manager"].id, "notice.credit.notice") in told
    assert (world.people["stranger"].id, "notice.credit.notice") not in told
    yes = restrictions.Decision(
        impose=True,
        reason="多次扣分",
        signed=world.company.name_zh,
        from_on=TODAY,
        to_on=date(2027, 3, 5),
        repair="两年无扣分",
    )
    with pytest.raises(Conflict, match=r"credit\.not_heard"):
        restrictions.decide(session, row, yes, actor=boss, version=row.version)
    manager = world.people["manager"]
    restrictions.object_to(session, row, actor=manager, text="有异议", version=row.version)
    with pytest.raises(Refused, match=r"credit\.signature"):
        wrong = restrictions.Decision(impose=False, reason="x", signed="别家")
        restrictions.decide(session, row, wrong, actor=boss, version=row.version)
    restrictions.decide(session, row, yes, actor=boss, version=row.version)
    assert row.holds_on(TODAY)
    assert not row.holds_on(date(2027, 3, 6))
    restrictions.lift(session, row, actor=boss, reason="已修复", version=row.version)
    assert not row.holds_on(TODAY)


def test_a_restriction_is_no_longer_than_the_rules_allow(world):
    charged(world, 50)
    row = world.session.scalars(select(CreditRestriction)).one()
    boss = world.people["reviewer"]
    restrictions.give_notice(world.session, row, actor=boss, text="拟限制", version=1)
    world.at = AT + timedelta(days=10)
    start = date(2026, 3, 16)
    for end in (date(2029, 3, 17), date(2026, 3, 1)):
        said = restrictions.Decision(
            impose=True, reason="x", signed=world.company.name_zh, from_on=start, to_on=end
        )
        with pytest.raises(Refused, match=r"credit\.dates"):
            restrictions.decide(world.session, row, said, actor=boss, version=row.version)


def test_proven_interference_is_the_lowest_level_until_two_clean_years(world):
    issue = opened(world, "HUM-07")
    company, boss = world.company, world.people["reviewer"]
    with pytest.raises(Refused, match=r"credit\.not_provable"):
        credit.prove(world.session, company, issue, actor=boss, reason="司法认定")
    world.issue = issue
    world.take("reviewer", "release", note="可公开")
    world.take("reviewer", "transfer", reason="移送") if issue.state == "confirmed" else None
    world.take("reviewer", "settle", case_result="查实")
    credit.prove(world.session, company, issue, actor=boss, reason="司法认定")
    assert credit.standing(world.session, company, TODAY).level == "D"
    assert credit.standing(world.session, company, date(2028, 6, 1)).level == "D"
    assert credit.standing(world.session, company, date(2029, 1, 1)).level == "A"
    assert credit.weight(world.session, company, TODAY) == rules.number("weight_D")


def test_a_day_later_in_the_past_sees_nothing_of_the_future(world):
    charged(world, 10)
    world.at = datetime(2026, 6, 1, 3, tzinfo=UTC)
    charged(world, 15, reason_code="later")
    assert [points(world, on) for on in (date(2026, 5, 31), date(2026, 6, 1))] == [90, 75]
    assert world.session.scalars(select(CreditEntry)).all()


def test_a_decision_that_is_taken_back_gives_its_points_back(world):
    session, boss = world.session, world.people["one"]
    station = make_station(session, kind="water", company=world.company)
    finding = make_finding(session, station, make_scene(session, station), code="INT-01")
    review.accept(session, finding, actor=boss, code="INT-01", grade=2, version=finding.version)
    assert points(world) == 98
    undo.reopen(session, finding, actor=boss)
    assert points(world) == 100
    assert [row.kind for row in entries(world)] == ["charge", "counter"]


def test_fifteen_days_late_costs_the_company_once_and_local_duty_nothing(world):
    world.issue = opened(world, "INS-01", mode="time_limit")
    world.at = AT + timedelta(days=60)
    for _twice in range(2):
        ladder.climb(world.session, world.issue.id)
    later = credit.entries_of(world.session, world.company, date(2026, 12, 31))
    bad = [row.points for row in later if row.reason_code == "bad_credit"]
    assert bad == [rules.number("bad_credit_points")]
