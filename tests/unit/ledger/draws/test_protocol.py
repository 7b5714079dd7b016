"""From the announcement to the proof: who may do what when, and what can never be changed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from geo.errors import Conflict, Forbidden, Refused
from ledger import audit, draws
from ledger.draws import document, inspectors, pools, records, seed
from ledger.draws.replay import replay
from ledger.models import Draw, DrawnStation, DrawRecord, Inspector, IssueEvent
from tests.factories import make_district, make_issue, make_organisation, make_station, make_user

SECRETS = {"a": "a1" * 32, "b": "b2" * 32}
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class Office:
    """A bureau with two parties, a reviewer, five stations and six inspectors."""

    def __init__(self, session) -> None:
        self.session = session
        bureau = make_organisation(session, key="bureau", kind="city_bureau", name_zh="市局")
        self.company = make_organisation(session, key="om-x")
        self.boss = make_user(session, "supervisor", organisation=bureau)
        self.reviewer = make_user(session, "bureau_reviewer", organisation=bureau)
        branch = make_organisation(session, key="branch", kind="district_bureau")
        self.clerk = make_user(session, "district", organisation=branch)
        self.district = make_district(session).code
        for n in range(5):
            make_station(
                session, code=f"S{n}", company_id=self.company.id, stands_in_code=self.district
            )
        for n in range(6):
            self.inspector(f"检查员{n}")

    def inspector(self, name, **fields):
        data = {
            "name": name,
            "organisation": "bureau",
            "kinds": ["air", "water"],
            "qualified_until": date(2099, 1, 1),
        }
        return inspectors.add(self.session, actor=self.boss, data=data | fields)

    def leave(self, number, actor, **fields):
        """Put a leave of today, or what ``fields`` say, into an inspector's entry."""
        row = self.session.scalar(select(Inspector).where(Inspector.number == number))
        data = {
            "name": row.name,
            "organisation": "bureau",
            "kinds": row.kinds,
            "qualified_until": row.qualified_until,
        }
        data |= fields or {"leave": [{"from": "2000-01-01", "until": "2099-01-01"}]}
        inspectors.change(self.session, row, actor=actor, version=row.version, data=data)

    def announce(self, **fields) -> Draw:
        data = {
            "title": "四季度抽查",
            "percent": 40,
            "kinds": ["air"],
            "party_a": self.boss.id,
            "party_b": self.clerk.id,
        }
        return draws.announce(self.session, actor=self.boss, data=data | fields)

    def step(self, draw, how, *, actor=None, **more):
        self.session.refresh(draw)
        how(self.session, draw, actor=actor or self.boss, version=draw.version, **more)

    def commit(self, draw):
        self.step(draw, draws.publish, actor=self.reviewer, what="notice")
        for party, person in (("a", self.boss), ("b", self.clerk)):
            value = seed.commit_of(SECRETS[party], draw.number)
            self.step(draw, draws.commit, actor=person, value=value)

    def drawn(self, **fields) -> Draw:
        draw = self.announce(**fields)
        self.step(draw, draws.freeze)
        self.commit(draw)
        self.step(draw, draws.reveal, actor=self.clerk, secret=SECRETS["b"])
        self.step(draw, draws.reveal, secret=SECRETS["a"])
        return draw

    def file(self, draw) -> bytes:
        return document.as_bytes(records.papers(self.session, draw).whole())


@pytest.fixture
def office(session):
    return Office(session)


def test_a_draw_goes_from_the_announcement_to_a_proof_that_replays(office, session):
    draw = office.drawn()
    assert draw.state == "drawn"
    assert replay(office.file(draw)).drawn == 2
    rows = session.scalars(select(DrawnStation)).all()
    assert [len(row.inspectors) for row in rows] == [2, 2]
    office.step(draw, draws.publish, actor=office.reviewer, what="proof", visited=True)
    assert draw.notice_published_at is not None
    with pytest.raises(Conflict, match=r"draw\.published"):
        office.step(draw, draws.replace, inspector="JC-0001", station=None, note="离岗")
    told = session.scalars(select(IssueEvent.action).order_by(IssueEvent.position)).all()
    steps = [
        "announce",
        "freeze",
        "publish_notice",
        "commit",
        "commit",
        "reveal",
        "reveal",
        "drawn",
    ]
    assert told[6:] == [f"draw.{step}" for step in (*steps, "publish_proof")]
    assert audit.verify(session).ok


def test_names_and_the_kind_of_an_interest_stay_out_of_the_file(office):
    office.inspector("亲属某", relatives=["om-x"])
    office.inspector("旧职某", former=[{"company": "om-x", "until": "2099-01-01"}])
    draw = office.drawn()
    told = office.file(draw).decode()
    assert "检查员" not in told
    assert "某" not in told
    assert "relative" not in told
    assert draw.inner["JC-0007"] == {"om-x": "relative"}
    frozen = json.loads(told)["pools"]["inspectors"]
    assert [p["interests"] for p in frozen[-2:]] == [["om-x"], ["om-x"]]


def test_pools_stay_as_they_were_frozen(office, session):
    draw = office.announce()
    office.step(draw, draws.freeze)
    before = records.papers(session, draw).hash_of("pools")
    make_station(session, code="NEW")
    office.inspector("后来者")
    office.commit(draw)
    office.step(draw, draws.reveal, secret=SECRETS["a"])
    office.step(draw, draws.reveal, actor=office.clerk, secret=SECRETS["b"])
    made = json.loads(office.file(draw))
    assert made["pool_hash"] == before
    assert len(made["pools"]["objects"]) == 5


@pytest.mark.parametrize("verb", ["UPDATE draw_record SET body = 'x'", "DELETE FROM draw_record"])
def test_the_database_itself_refuses_to_change_a_draws_documents(office, session, verb):
    office.announce()
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(text(verb))


def test_no_secret_is_taken_before_both_commits_and_none_that_fits_no_commit(office):
    draw = office.announce()
    office.step(draw, draws.freeze)
    with pytest.raises(Conflict, match=r"draw\.wrong_state"):
        office.step(draw, draws.reveal, secret=SECRETS["a"])
    office.commit(draw)
    with pytest.raises(Refused, match=r"draw\.bad_secret"):
        office.step(draw, draws.reveal, secret=SECRETS["b"])
    with pytest.raises(Forbidden, match=r"draw\.not_a_party"):
        office.step(draw, draws.reveal, actor=office.reviewer, secret=SECRETS["a"])


def test_a_party_cannot_copy_the_others_commit_nor_commit_twice(office):
    draw = office.announce()
    office.step(draw, draws.freeze)
    office.step(draw, draws.publish, actor=office.reviewer, what="notice")
    value = seed.commit_of(SECRETS["a"], draw.number)
    office.step(draw, draws.commit, value=value)
    with pytest.raises(Refused, match=r"draw\.bad_commit"):
        office.step(draw, draws.commit, actor=office.clerk, value=value)
    with pytest.raises(Conflict, match=r"draw\.committed"):
        office.step(draw, draws.commit, value="c" * 64)


def test_who_reveals_last_finds_the_first_secret_nowhere_in_the_record(office, session):
    draw = office.announce()
    office.step(draw, draws.freeze)
    office.commit(draw)
    office.step(draw, draws.reveal, secret=SECRETS["a"])
    told = [json.dumps(payload) for payload in session.scalars(select(IssueEvent.payload))]
    assert not any(SECRETS["a"] in text for text in told)
    office.step(draw, draws.reveal, actor=office.clerk, secret=SECRETS["b"])
    told = [json.dumps(payload) for payload in session.scalars(select(IssueEvent.payload))]
    assert SECRETS["a"] in told[-1]


def test_no_party_commits_before_the_notice_is_public(office):
    draw = office.announce()
    office.step(draw, draws.freeze)
    value = seed.commit_of(SECRETS["a"], draw.number)
    with pytest.raises(Conflict, match=r"draw\.no_notice"):
        office.step(draw, draws.commit, value=value)
    office.step(draw, draws.publish, actor=office.reviewer, what="notice")
    office.step(draw, draws.commit, value=value)


def test_of_two_at_once_the_second_is_told(office, session):
    draw = office.announce()
    seen = draw.version
    draws.freeze(session, draw, actor=office.boss, version=seen)
    with pytest.raises(Conflict, match=r"draw\.changed"):
        draws.freeze(session, draw, actor=office.boss, version=seen)


def test_the_announced_public_string_is_waited_for_and_entered_by_two_who_are_no_party(
    office, session, monkeypatch
):
    today = records.clock.now(session)
    due = (today + timedelta(days=2)).date()
    draw = office.drawn(entropy_source="开奖号码", entropy_due=due, entropy_count=3)
    assert draw.state == "committed"
    other = make_user(session, "supervisor")
    with pytest.raises(Refused, match=r"draw\.entropy_early"):
        office.step(draw, draws.enter_entropy, actor=other, value="03 11 19")
    monkeypatch.setattr("ledger.clock.now", lambda _s: today + timedelta(days=3))
    with pytest.raises(Forbidden, match=r"draw\.party_enters"):
        office.step(draw, draws.enter_entropy, value="03 11 19")
    for value in ("随便写的任何文字", "第1期 03 11 19", "03 11"):
        with pytest.raises(Refused, match=r"draw\.bad_entropy"):
            office.step(draw, draws.enter_entropy, actor=other, value=value)
    office.step(draw, draws.enter_entropy, actor=other, value=" 03,11-１９\n")
    assert draw.state == "committed"
    with pytest.raises(Forbidden, match=r"draw\.second_person"):
        office.step(draw, draws.confirm_entropy, actor=other, value="03 11 19")
    with pytest.raises(Refused, match=r"draw\.entropy_differs"):
        office.step(draw, draws.confirm_entropy, actor=office.reviewer, value="03 11 18")
    office.step(draw, draws.confirm_entropy, actor=office.reviewer, value="3 11 19")
    assert json.loads(office.file(draw))["public_entropy"] == "3 11 19"
    assert replay(office.file(draw)).seed


def test_a_party_that_never_reveals_does_not_hold_the_draw_for_ever(office, session, monkeypatch):
    draw = office.announce()
    office.step(draw, draws.freeze)
    office.commit(draw)
    office.step(draw, draws.reveal, secret=SECRETS["a"])
    with pytest.raises(Refused, match=r"draw\.void_early"):
        office.step(draw, draws.void, reason="no_reveal", note="未揭示")
    with pytest.raises(Refused, match=r"draw\.void_unfounded"):
        office.step(draw, draws.void, reason="wrong_pools", note="名单有误")
    later = records.clock.now(session) + timedelta(days=9)
    monkeypatch.setattr("ledger.clock.now", lambda _s: later)
    office.step(draw, draws.void, reason="no_reveal", note="未揭示")
    assert draw.state == "void"
    assert records.papers(session, draw).one("void") == {"reason": "no_reveal"}
    assert session.scalar(select(DrawnStation.id)) is None


def test_a_drawn_draw_can_never_be_voided(office):
    with pytest.raises(Conflict, match=r"draw\.wrong_state"):
        office.step(office.drawn(), draws.void, reason="wrong_pools", note="不满意")


def test_leave_redraws_every_station_of_who_leaves_and_a_conflict_one(office, session):
    draw = office.drawn(percent=100)
    before = {row.station.code: list(row.inspectors) for row in draw.stations}
    gone = before["S0"][0]
    office.leave(gone, office.reviewer)
    office.step(draw, draws.replace, inspector=gone, station=None, note="病假，不公开")
    session.expire_all()
    after = {row.station.code: list(row.inspectors) for row in draw.stations}
    for code, people in before.items():
        assert gone not in after[code]
        assert len(set(after[code])) == 2
        assert (after[code] == people) == (gone not in people)
    office.step(draw, draws.replace, inspector=after["S1"][0], station="S1", note="亲属")
    office.step(draw, draws.confirm_replace, actor=office.reviewer)
    data = office.file(draw)
    assert replay(data).drawn == 5
    assert "病假" not in data.decode()
    assert [c["kind"] for c in json.loads(data)["changes"]] == ["away", "conflict"]


def test_nobody_steers_who_inspects_after_the_seed(office, session):
    draw = office.drawn()
    row = draw.stations[0]
    before = list(row.inspectors)
    gone = {"inspector": before[0], "note": "回避"}
    with pytest.raises(Refused, match=r"draw\.no_leave"):
        office.step(draw, draws.replace, station=None, **gone)
    office.leave(before[0], office.boss)
    with pytest.raises(Refused, match=r"draw\.own_entry"):
        office.step(draw, draws.replace, station=None, **gone)
    office.leave(before[0], office.boss, relatives=["om-x"])
    office.step(draw, draws.replace, station=row.station.code, **gone)
    session.refresh(row)
    assert row.inspectors == before  # it waits for somebody else
    with pytest.raises(Forbidden, match=r"draw\.not_allowed"):
        office.step(draw, draws.confirm_replace)
    office.step(draw, draws.confirm_replace, actor=office.reviewer)
    session.refresh(row)
    assert before[0] not in row.inspectors
    with pytest.raises(Conflict, match=r"draw\.nothing_asked"):
        office.step(draw, draws.confirm_replace, actor=office.reviewer)


def test_an_interest_that_somebody_else_filed_is_a_reason_by_itself(office, session):
    draw = office.drawn()
    row = draw.stations[0]
    gone = row.inspectors[0]
    office.leave(gone, office.reviewer, relatives=["om-x"])
    office.step(draw, draws.replace, inspector=gone, station=row.station.code, note="亲属")
    session.refresh(row)
    assert gone not in row.inspectors


def test_a_station_not_drawn_for_a_year_is_forced_in_and_the_last_inspectors_stay_away(
    office, session
):
    first = office.drawn(percent=100)
    old = {row.station.code: set(row.inspectors) for row in first.stations}
    for row in first.stations:
        row.drawn_on = date(2020, 1, 1)
    session.flush()
    made = json.loads(office.file(office.drawn(percent=5)))
    assert all(o["forced"] for o in made["pools"]["objects"])
    assert len(made["result"]["drawn"]) == 5
    for row in made["result"]["drawn"]:
        assert not set(row["inspectors"]) & old[row["object"]]


def test_complaints_credit_and_months_weigh(office, session):
    station = session.scalars(select(pools.Station)).first()
    make_issue(session, station, office.boss, found_way="hotline", code="ENV-01")
    draw = office.announce()
    office.step(draw, draws.freeze)
    rows = {o["id"]: o for o in records.papers(session, draw).one("pools")["objects"]}
    assert rows[station.code]["parts"]["complaints"] == 1
    make_issue(session, station, office.boss, found_way="hotline", code="HUM-01", withheld=True)
    draw = office.announce()
    office.step(draw, draws.freeze)
    rows = {o["id"]: o for o in records.papers(session, draw).one("pools")["objects"]}
    assert rows[station.code]["parts"]["complaints"] == 1  # a withheld one would show
    assert rows[station.code]["weight"] == max(o["weight"] for o in rows.values())


def test_who_is_away_unqualified_or_of_the_company_is_not_drawn(office, session):
    absent = [
        office.inspector("甲", leave=[{"from": "2000-01-01", "until": "2099-01-01"}]),
        office.inspector("乙", qualified_until=date(2020, 1, 1)),
        office.inspector("丙", active=False),
    ]
    barred = [
        office.inspector("丁", organisation="om-x"),
        office.inspector("戊", districts=[office.district]),
        office.inspector("己", relatives=["S0", "S1", "S2", "S3", "S4"]),
    ]
    made = json.loads(office.file(office.drawn(percent=100)))
    assert {row["id"] for row in made["pools"]["left_out"]} == {row.number for row in absent}
    chosen = {n for row in made["result"]["drawn"] for n in row["inspectors"]}
    assert not chosen & {row.number for row in barred}


def test_a_pool_without_two_inspectors_for_a_station_is_not_frozen(office, session):
    make_station(session, code="W1", kind="water", stands_in_code=office.district)
    for row in session.scalars(select(pools.Inspector)):
        row.kinds = ["air"]
    draw = office.announce(kinds=["water"])
    with pytest.raises(Refused, match=r"draw\.too_few_inspectors"):
        office.step(draw, draws.freeze)
    assert session.scalar(select(DrawRecord.id).where(DrawRecord.kind == "pools")) is None


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": " "}, "draw.title_missing"),
        ({"percent": 1}, "draw.percent"),
        ({"kinds": ["soil"]}, "draw.kinds"),
        ({"party_b": None}, "draw.party_unfit"),
        ({"entropy_source": "开奖"}, "draw.entropy_source"),
        ({"entropy_source": "开奖", "entropy_due": date(2020, 1, 1)}, "draw.entropy_source"),
        ({"entropy_source": "开奖", "entropy_due": date(2099, 1, 1)}, "draw.entropy_source"),
    ],
)
def test_an_announcement_that_leaves_something_open_is_refused(office, fields, code):
    with pytest.raises(Refused, match=code):
        office.announce(**fields)


def test_two_of_one_office_or_of_none_are_not_two_parties(office, session):
    homeless = make_user(session, "district")
    for party in (office.reviewer, office.boss, homeless):
        with pytest.raises(Refused, match=r"draw\.parties_same"):
            office.announce(party_b=party.id)
    with pytest.raises(Refused, match=r"draw\.parties_same"):
        office.announce(party_a=make_user(session, "supervisor").id, party_b=homeless.id)
    company = make_user(session, "om_manager", organisation=office.company)
    with pytest.raises(Refused, match=r"draw\.party_unfit"):
        office.announce(party_b=company.id)


def test_only_another_person_with_the_right_publishes_and_only_after_the_visits(office, session):
    draw = office.drawn()
    with pytest.raises(Forbidden, match=r"draw\.not_allowed"):
        office.step(draw, draws.publish, what="proof", visited=True)
    with pytest.raises(Refused, match=r"draw\.not_visited"):
        office.step(draw, draws.publish, actor=office.reviewer, what="proof")
    both = make_user(session, "supervisor", "bureau_reviewer")
    draw.announced_by_id = both.id
    session.flush()
    with pytest.raises(Forbidden, match=r"draw\.own_work"):
        office.step(draw, draws.publish, actor=both, what="notice")


@pytest.mark.parametrize(
    ("since", "on", "months"),
    [
        ((2025, 11, 24), (2026, 11, 24), 12),
        ((2025, 11, 25), (2026, 11, 24), 11),
        ((2026, 1, 31), (2026, 2, 28), 1),
        ((2026, 11, 24), (2026, 1, 1), 0),
    ],
)
def test_months_are_whole_ones(since, on, months):
    assert pools.months_between(date(*since), date(*on)) == months
