"""A month of 2,000 orders with 80 planted faults gives exactly the figures that were planted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from shapely.geometry import Point
from sqlalchemy import insert, select

from ledger import leads, orders
from ledger.models import Lead, OrderPhoto, WorkOrder
from tests.factories import make_organisation, make_station, make_user
from tests.unit.ledger.orders.months import visit

STATIONS, WEEKS = 400, 5
ON_SPOT, TIME_LIMIT = 29, 29
PLAIN = (
    *("id", "number", "company_id", "station_id", "kind", "planned_at", "due_at", "started_at"),
    *("finished_at", "closed_at", "person", "text", "instrument", "consumable"),
    "consumable_age_days",
)


def planted() -> list:
    """The month: every station visited five times, and 80 faults of eight kinds."""
    month = {(s, w): visit(s, w) for s in range(1, STATIONS + 1) for w in range(WEEKS)}

    def spoil(first, count, week, change):
        for station in range(first, first + count):
            there = month[station, week]
            month[station, week] = replace(there, **change(there))

    spoil(1, 20, 1, lambda o: {"finished_at": o.started_at + timedelta(minutes=9)})
    spoil(21, 15, 1, lambda o: {"closed_at": o.due_at + timedelta(hours=1)})
    spoil(36, 10, 1, lambda o: {"planned_at": o.planned_at - timedelta(days=1)})
    spoil(46, 10, 1, lambda o: {"looks": month[o.station_id + 100, 0].looks})
    spoil(56, 5, 1, lambda o: {"text": month[o.station_id + 100, 0].text})
    spoil(61, 10, 1, lambda _o: {"consumable": "PM10滤膜", "consumable_age_days": 20.0})
    spoil(71, 5, 1, lambda o: {"person": f"运维员{o.station_id + 100}"})
    two_days = timedelta(days=2)
    times = ("planned_at", "due_at", "started_at", "finished_at", "closed_at")
    spoil(76, 5, 2, lambda o: {name: getattr(o, name) + two_days for name in times})
    return list(month.values())


@pytest.fixture
def company(session):
    company = make_organisation(session)
    facts = planted()
    ids = {
        fact.station_id: make_station(
            session, anchor=Point(fact.lonlat), company_id=company.id, kind="air"
        ).id
        for fact in facts[::WEEKS]
    }
    rows = [{name: getattr(fact, name) for name in PLAIN} for fact in facts]
    more = {"company_id": company.id, "month": "2026-06", "digest": "0" * 64, "checks": []}
    rows = [row | more | {"station_id": ids[row["station_id"]]} for row in rows]
    session.execute(insert(WorkOrder), rows)
    looks = [
        {"order_id": fact.id, "name": "a.jpg", "state": "stored", "look_hash": fact.looks[0]}
        for fact in facts
    ]
    session.execute(insert(OrderPhoto), looks)
    return company


def test_two_thousand_orders_eighty_leads_fifty_eight_issues_twenty_nine_on_the_spot(
    session, company
):
    boss = make_user(session, "supervisor")
    done = orders.check(session, "2026-06", company=company, actor=boss)
    assert (done.orders, done.hits, done.leads, done.covered) == (2000, 80, 80, 2000)
    assert orders.check(session, "2026-06", actor=None).leads == 0

    found = session.scalars(select(Lead).order_by(Lead.id)).all()
    plain = [lead for lead in found if lead.code != "OPS-02"]
    assert len(found) - len(plain) == 20
    assert all(lead.withheld for lead in found if lead not in plain)
    for n, lead in enumerate(plain[: ON_SPOT + TIME_LIMIT]):
        mode = "on_spot" if n < ON_SPOT else "time_limit"
        leads.confirm(session, lead, actor=boss, mode=mode, version=lead.version)
    for lead in found:
        if lead.state == "triage":
            leads.reject(session, lead, actor=boss, reason="已核实", version=lead.version)

    funnel = orders.funnel(session, "2026-06", company_id=company.id)
    assert (funnel.orders, funnel.leads, funnel.issues, funnel.on_spot) == (2000, 80, 58, 29)
    assert (funnel.rejected, funnel.waiting, funnel.merged) == (22, 0, 0)
    assert funnel.coverage == 1.0
    assert funnel.confirm_rate == 58 / 80
    assert funnel.on_spot_share == 0.5
    assert funnel.on_time_rate == 1985 / 2000


def test_an_order_whose_photos_did_not_come_is_not_covered(session, company):
    session.execute(
        OrderPhoto.__table__.update().where(OrderPhoto.order_id == 4001).values(look_hash="")
    )
    done = orders.check(session, "2026-06", actor=None)
    assert (done.orders, done.covered) == (2000, 1999)
    assert orders.funnel(session, "2026-06").coverage == 1999 / 2000


def test_a_rate_without_anything_under_the_line_is_none(session):
    funnel = orders.funnel(session, "2026-06")
    assert (funnel.orders, funnel.leads) == (0, 0)
    rates = {funnel.coverage, funnel.on_time_rate, funnel.confirm_rate, funnel.on_spot_share}
    assert rates == {None}
