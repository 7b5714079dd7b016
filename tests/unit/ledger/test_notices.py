"""Who is told of what, once, and only while they may see it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

import settings
from geo.errors import Refused
from geo.messages import text
from ledger import catalog, issues, notices
from ledger.deadlines import CITY_TIME
from ledger.models import Notice, NoticeSending
from ledger.models.issues import MODES
from ledger.models.people import ROLES
from ledger.notices import telling
from ledger.notices.quiet import after_quiet, clock_text
from ledger.notices.rules import rules
from ledger.notices.telling import LINK
from tests.factories import make_user
from tests.unit.ledger.issue_world import World


@pytest.fixture
def world(session, monkeypatch):
    return World(session, monkeypatch)


def told(world, kind=None):
    rows = world.session.scalars(select(Notice).order_by(Notice.id))
    names = {person.id: name for name, person in world.people.items()}
    return {(names[row.user_id], row.kind) for row in rows if kind in (None, row.kind)}


def test_every_rule_names_a_step_known_roles_and_words_in_both_languages():
    for rule in rules().values():
        assert rule.step in {*catalog.steps(), issues.hooks.CONFIRM}
        assert rule.duty_roles | rule.roles <= set(ROLES)
        assert rule.people <= {"verifiers"}
        assert rule.channel in {"app", "mail"}
        assert rule.mode in {"", *MODES}
        assert rule.certainty
        for lang in ("zh", "en"):
            assert text(f"notice.{rule.step}", lang) != f"notice.{rule.step}"


def test_an_order_is_told_to_the_charged_company_alone_and_not_to_who_gave_it(world):
    world.take("one", "assign")
    assert told(world) == {(name, "notice.assign") for name in ("tech", "manager", "insider")}


def test_a_local_duty_is_told_to_the_district_and_not_to_the_company(session, monkeypatch):
    world = World(session, monkeypatch, responsible_kind="local_gov")
    world.issue.responsible_org = world.bureau
    session.flush()
    world.take("one", "assign")
    assert told(world) == {("district", "notice.assign")}


def test_named_verifiers_are_told(world):
    world.until("close_applied")
    world.take("one", "take_up", verifiers=world.ids("one", "two"))
    assert told(world, "notice.take_up") == {("two", "notice.take_up")}


def test_the_ladder_tells_the_company_urgently(world):
    world.take("one", "assign")
    world.at = world.at.replace(year=world.at.year + 1)
    from ledger.issues.ladder import climb  # noqa: PLC0415

    climb(session=world.session, issue_id=world.issue.id)
    rows = world.session.scalars(select(Notice).where(Notice.kind == "notice.yellow")).all()
    assert {row.user_id for row in rows} == set(world.ids("manager", "insider"))
    assert all(row.urgent for row in rows)


def test_interference_tells_nobody_outside_the_bureau_before_its_release(session, monkeypatch):
    world = World(session, monkeypatch, withheld=True)
    world.take("one", "assign")
    assert told(world, "notice.assign") <= {("insider", "notice.assign")}
    world.take("reviewer", "release")
    assert {("manager", "notice.release"), ("insider", "notice.release")} == told(
        world, "notice.release"
    )


def test_who_may_no_longer_see_the_issue_no_longer_reads_the_notice(world):
    world.take("one", "assign")
    manager = world.people["manager"]
    assert notices.unread(world.session, manager) == 1
    world.issue.withheld = True
    world.session.flush()
    assert notices.unread(world.session, manager) == 0
    assert world.session.scalars(notices.own(manager)).all() == []
    assert notices.mark_read(world.session, manager) == 0
    world.issue.withheld = False
    world.session.flush()
    assert notices.unread(world.session, manager) == 1


def test_the_same_is_told_once(world):
    event = world.take("one", "assign")
    before = len(told(world))
    for _ in range(2):
        notices.tell(
            world.session,
            to=[world.people["manager"], world.company],
            kind="notice.assign",
            params={},
            link=f"/issues/{world.issue.number}",
            event=event,
        )
    assert len(told(world)) == before


def test_a_cause_undone_tells_nobody(session, monkeypatch):
    world = World(session, monkeypatch)
    with session.begin_nested() as undone:
        world.take("one", "assign")
        undone.rollback()
    assert told(world) == set()


def test_an_organisation_stands_for_its_active_people(world):
    make_user(world.session, "om_tech", organisation=world.company, active=False)
    made = notices.tell(
        world.session, to=[world.company], kind="notice.assign", params={}, link="/issues"
    )
    assert {n.user_id for n in made} == set(world.ids("tech", "manager", "insider"))


@pytest.mark.parametrize(
    "link", ["https://x.example/", "//x.example", "issues", "/a\nb", "", "/\\x"]
)
def test_a_link_that_leaves_the_site_is_refused(world, link):
    with pytest.raises(Refused, match="notice.bad_link"):
        notices.tell(world.session, to=[], kind="notice.assign", params={}, link=link)


MINUTE = st.integers(0, 24 * 60 - 1)
MOMENT = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def inside(moment, start, end):
    """Say it another way: walk the quiet minutes one by one."""
    local = moment.astimezone(CITY_TIME)
    minute, quiet = start, set()
    while minute != end:
        quiet.add(minute)
        minute = (minute + 1) % (24 * 60)
    return local.hour * 60 + local.minute in quiet


@given(MOMENT, MINUTE, MINUTE)
def test_quiet_hours_put_off_to_their_end_and_over_midnight_too(moment, start, end):
    later = after_quiet(moment, start, end)
    assert not inside(later, start, end)
    assert timedelta(0) <= later - moment < timedelta(days=1)
    if inside(moment, start, end):
        assert clock_text(end) == f"{later.astimezone(CITY_TIME):%H:%M}"
        assert all(
            inside(moment + timedelta(minutes=n), start, end)
            for n in range(int((later - moment) / timedelta(minutes=1)))
        )
    else:
        assert later == moment


def test_a_mail_waits_for_the_morning_an_urgent_one_does_not_and_some_want_none(
    world, monkeypatch, tmp_path
):
    night = datetime(2026, 3, 6, 23, 30, tzinfo=CITY_TIME)
    monkeypatch.setattr(telling, "now", lambda: night)
    ours = settings.Settings(home=tmp_path, smtp_host="mail.example")
    monkeypatch.setattr(telling.settings, "get", lambda: ours)
    manager, tech = (world.people[name] for name in ("manager", "tech"))
    notices.wish(world.session, manager, mail=True, quiet_from="22:00", quiet_until="07:30")
    notices.wish(world.session, tech, mail=False, quiet_from="", quiet_until="")
    for urgent in (False, True):
        notices.tell(
            world.session,
            to=[manager, tech],
            kind="notice.assign",
            params={},
            link=f"/issues/{urgent}",
            urgent=urgent,
            mail=True,
        )
    due = [row.due_at for row in world.session.scalars(select(NoticeSending))]
    assert sorted(due) == [night, datetime(2026, 3, 7, 7, 30, tzinfo=CITY_TIME)]


@pytest.mark.parametrize("hours", [("22:00", ""), ("22:00", "22:00"), ("24:00", "7"), ("x", "y")])
def test_half_hours_are_refused(world, hours):
    said = {"mail": True, "quiet_from": hours[0], "quiet_until": hours[1]}
    with pytest.raises(Refused, match=r"notice\.bad_hours"):
        notices.wish(world.session, world.people["one"], **said)


@given(st.text(max_size=40))
def test_no_link_holds_a_line_break_or_another_host(link):
    if LINK.fullmatch(link):
        assert link.startswith("/")
        assert not link.startswith("//")
        assert not set(link) & set("\r\n\\:@")
