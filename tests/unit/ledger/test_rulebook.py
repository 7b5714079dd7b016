"""The domain's tables as versioned rows: loaded once, edited with a reason, never backwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from geo.errors import Conflict, Forbidden, NotFound, Refused
from ledger import audit, catalog, clock, in_force, issues, rulebook
from ledger.certainty import CERTAINTIES
from ledger.deadlines import local_date
from ledger.in_force import release
from ledger.keyed_rules import keyed
from ledger.models import IssueEvent, RuleRow
from tests.factories import make_station, make_user


@pytest.fixture
def loaded(session):
    rulebook.load(session)
    return session


@pytest.fixture
def boss(session):
    return make_user(session, "bureau_reviewer", name="复核员甲")


def _change(session, boss, said, key="ENV-01", table="taxonomy", **more):
    given = {"reason": "省厅新文件", "version": 1} | more
    return rulebook.change(session, table, key, said, actor=boss, **given)


def test_what_is_loaded_says_what_the_files_say(loaded):
    book = rulebook.at(loaded)
    for name in rulebook.EDITABLE:
        assert book.tables[name] == release(name)
    with in_force.using(lambda: book):
        assert dict(catalog.taxonomy()) == dict(_released(catalog.taxonomy))
        assert catalog.rules() == _released(catalog.rules)
        assert catalog.ladder() == _released(catalog.ladder)


def _released(ask):
    with in_force.using(lambda: in_force.RELEASE):
        return ask()


@pytest.mark.parametrize("table", rulebook.TABLES.values(), ids=lambda table: table.name)
def test_a_key_names_one_row(table):
    rows = release(table.name)
    assert len({table.key(row) for row in rows}) == len(rows)
    assert table.untouchable <= set(rows[0])


def test_loading_twice_changes_nothing_and_is_one_event(loaded):
    before = loaded.query(RuleRow).count()
    assert rulebook.load(loaded) == rulebook.Loaded(added=0, renewed=0, kept=0)
    assert loaded.query(RuleRow).count() == before
    assert [e.action for e in loaded.scalars(select(IssueEvent))] == ["rules.load"]
    assert audit.verify(loaded).ok


def test_without_a_rulebook_the_files_count(session):
    assert rulebook.at(session) is in_force.RELEASE


def test_a_change_counts_for_new_issues_and_not_for_old_ones(loaded, boss):
    station = make_station(loaded)

    def opened():
        with in_force.using(lambda: rulebook.at(loaded)):
            return issues.open_issue(
                loaded, station=station, code="OPS-01", actor=boss, source="onsite"
            )

    old = opened()
    row = _change(loaded, boss, {"deadline_days": "99"}, key="OPS-01")
    new = opened()
    assert (old.deadline_days, new.deadline_days) == (
        catalog.taxonomy()["OPS-01"].deadline_days,
        99,
    )
    assert new.events[0].payload["rules"] == row.edition
    assert old.events[0].payload["rules"] < row.edition
    assert audit.verify(loaded).ok


def test_a_change_is_an_event_with_both_values_and_the_reason(loaded, boss):
    _change(loaded, boss, {"grade": "3"})
    last = loaded.scalars(select(IssueEvent).order_by(IssueEvent.position.desc())).first()
    assert last.action == "rules.change"
    assert last.payload["subject"] == "rule:taxonomy:ENV-01"
    assert last.payload["changed"]["grade"] == ["2", "3"]
    assert last.payload["changed"]["grade_zh"] == ["较重", "严重"]
    assert (last.payload["reason"], last.actor_name) == ("省厅新文件", "复核员甲")


def test_a_rule_counts_from_its_day_on(loaded, boss):
    today = local_date(clock.now(loaded))
    later = today + timedelta(days=10)
    _change(loaded, boss, {"credit_points": "7"}, valid_from=later)

    def points(on):
        rows = rulebook.at(loaded, on).tables["taxonomy"]
        return next(row for row in rows if row["code"] == "ENV-01")["credit_points"]

    assert (points(today), points(later - timedelta(days=1)), points(later)) == ("1", "1", "7")
    with pytest.raises(Refused, match="starts_early"):
        _change(loaded, boss, {"credit_points": "8"}, version=2, valid_from=today)


def test_what_an_administrator_changed_outlives_the_next_release(loaded, boss):
    _change(loaded, boss, {"grade": "1"})
    assert rulebook.load(loaded) == rulebook.Loaded(added=0, renewed=0, kept=1)
    assert rulebook.newest(loaded, "taxonomy", "ENV-01").content["grade"] == "1"


@pytest.mark.parametrize(
    ("table", "key", "said", "code"),
    [
        ("taxonomy", "ENV-01", {"grade": "4"}, "rules.bad_value"),
        ("taxonomy", "ENV-01", {"grade": "²"}, "rules.bad_value"),
        ("taxonomy", "ENV-01", {"deadline_days": "--5"}, "rules.bad_value"),
        ("taxonomy", "ENV-01", {"deadline_unit": "fortnight"}, "rules.bad_value"),
        ("taxonomy", "ENV-01", {"default_mode": "nowhere"}, "rules.bad_value"),
        ("taxonomy", "ENV-01", {"name_zh": " "}, "rules.bad_value"),
        ("taxonomy", "ENV-01", {"code": "ENV-99"}, "rules.fixed_column"),
        ("taxonomy", "ENV-01", {"colour": "red"}, "rules.fixed_column"),
        ("taxonomy", "ENV-01", {}, "rules.nothing_changed"),
        ("site_rules", "A-01", {"issue_code": "ENV-999"}, "rules.unknown_code"),
        ("site_rules", "A-01", {"unit": "furlong"}, "rules.bad_value"),
        ("ledger_rules", "repeat_within", {"value": "nan"}, "rules.bad_value"),
        ("ledger_rules", "repeat_within", {"value": ""}, "rules.bad_value"),
        ("transitions", "assign:confirmed", {"guard": "x"}, "rules.read_only"),
    ],
)
def test_what_would_break_the_rules_is_refused_and_writes_nothing(
    loaded, boss, table, key, said, code
):
    if table == "transitions":
        key = loaded.scalars(select(RuleRow.key).where(RuleRow.table == table)).first()
    before = loaded.query(RuleRow).count()
    with pytest.raises(Refused) as refusal:
        _change(loaded, boss, said, key=key, table=table)
    assert refusal.value.code == code
    assert loaded.query(RuleRow).count() == before


def test_a_reason_is_needed_and_no_rule_reaches_back(loaded, boss):
    with pytest.raises(Refused, match=r"reason_missing"):
        _change(loaded, boss, {"grade": "1"}, reason="  ")
    yesterday = local_date(clock.now(loaded)) - timedelta(days=1)
    with pytest.raises(Refused, match=r"starts_early"):
        _change(loaded, boss, {"grade": "1"}, valid_from=yesterday)


def test_the_second_of_two_editors_is_told(loaded, boss):
    _change(loaded, boss, {"grade": "1"})
    with pytest.raises(Conflict) as refusal:
        _change(loaded, boss, {"grade": "3"})
    assert refusal.value.code == "rules.changed"


def test_only_the_bureau_with_the_whole_city_edits(loaded):
    near = make_user(loaded, ("bureau_reviewer", "district", "330402"))
    for person in (near, make_user(loaded, "supervisor"), make_user(loaded, "leader")):
        with pytest.raises(Forbidden):
            _change(loaded, person, {"grade": "1"})


def test_an_unknown_rule_is_not_there(loaded, boss):
    with pytest.raises(NotFound):
        _change(loaded, boss, {"grade": "1"}, key="NO-99")
    with pytest.raises(NotFound):
        _change(loaded, boss, {"grade": "1"}, table="nothing")


@pytest.mark.parametrize("table", ["credit_rules", "draw_rules"])
def test_rules_of_one_value_are_those_of_the_book_that_counts(table):
    rules = keyed(table)
    rows = [row | {"certainty": "quoted"} for row in release(table)]
    book = in_force.Book(edition=7, tables={table: [{**rows[0], "value": "2099-01"}, *rows[1:]]})
    with in_force.using(lambda: book):
        assert rules()["edition"].value == "2099-01"
        assert rules()["edition"].certain("zh") == "有出处"
    assert rules()["edition"].value != "2099-01"
    assert {rule.certainty for rule in rules().values()} <= set(CERTAINTIES)
