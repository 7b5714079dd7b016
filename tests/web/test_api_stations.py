from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from shapely.geometry import Point

from ledger.db import transaction
from ledger.models import Assessment, Meta, Reading
from tests.factories import (
    make_district,
    make_finding,
    make_flight,
    make_issue,
    make_organisation,
    make_scene,
    make_station,
    make_user,
)

NOW = datetime(2026, 7, 24, 8, tzinfo=UTC)


@pytest.fixture
def city(engine) -> dict[str, str]:
    """One station with everything around it, and one without."""
    with transaction(engine) as session:
        session.add(Meta(key="demo", value={"set": "generated", "now": NOW.isoformat()}))
        district = make_district(session, code="330402", name_zh="南湖区", name_en="Nanhu")
        company = make_organisation(session, key="om-1", name_zh="运维一公司", name_en="O&M One")
        full = make_station(
            session,
            code="1742A",
            name_zh="清河小学",
            name_en="Qinghe School",
            kind="water",
            anchor=Point(120.75, 30.75),
            stands_in_code=district.code,
            counts_for_code="330499",
            company_id=company.id,
        )
        make_station(session, code="9000A", name_zh="空站")
        scene = make_scene(session, full, state="ready", taken_at=NOW - timedelta(days=1))
        session.add(
            Assessment(
                scene_id=scene.id,
                station_id=full.id,
                detector="water",
                detector_version="1",
                assessed_fraction=0.9,
                found=1,
            )
        )
        finding = make_finding(session, full, scene)
        found_by = make_user(session)
        issue = make_issue(session, full, found_by, found_at=NOW)
        make_issue(session, full, found_by, state="closed")
        make_flight(session, full)
        for hour in range(4):
            session.add(
                Reading(
                    station_id=full.id,
                    parameter="ph",
                    observed_at=NOW - timedelta(hours=4 * hour),
                    value=7.0 + hour,
                )
            )
        session.add(
            Reading(
                station_id=full.id,
                parameter="ph",
                observed_at=NOW + timedelta(hours=4),
                value=99.0,
            )
        )
        return {"finding": str(finding.id), "issue": issue.number}


def test_the_map_gets_every_station_with_its_statuses(person, city):
    body = person("supervisor").get("/api/v1/stations?lang=en").json
    assert (body["as_of"], body["demo"]) == ("2026-07-24T08:00:00Z", "generated")
    full, empty = body["items"]
    assert (full["code"], full["name"], full["name_zh"]) == ("1742A", "Qinghe School", "清河小学")
    assert (full["lon"], full["lat"], full["kind"]) == (120.75, 30.75, "water")
    assert full["district"] == {"code": "330402", "name": "Nanhu"}
    assert full["duty_district"] == {"code": "330499", "name": "330499"}
    assert full["company"] == {"key": "om-1", "name": "O&M One"}
    assert set(full["statuses"]) == {"overall", "issues", "freshness", "site"}
    assert full["statuses"]["issues"]["level"] in {"alarm", "warn", "att"}
    assert full["statuses"]["issues"]["reason"]
    assert (full["open_issues"], full["pending_findings"]) == (1, 1)
    assert full["last_reading_at"] == "2026-07-24T08:00:00Z"
    assert empty["statuses"]["overall"]["level"] == "none"
    assert empty["last_reading_at"] is None


def test_a_person_sees_the_stations_within_reach_only(person, city):
    caller = person(("pilot", "station", "9000A"))
    assert [s["code"] for s in caller.get("/api/v1/stations").json["items"]] == ["9000A"]
    assert caller.get("/api/v1/stations/1742A").status_code == 404


def test_a_stations_page_says_why_and_shows_all_that_hangs_on_it(person, city):
    body = person("supervisor").get("/api/v1/stations/1742A").json
    assert body["reasons"]["issues"][0]["text"]
    assert {zone["sign"] for zone in body["zones"]}
    assert body["zones"][0]["polygon"]["type"] == "Polygon"
    assert [issue["number"] for issue in body["issues"]] == [city["issue"]]
    assert [str(finding["id"]) for finding in body["findings"]] == [city["finding"]]
    assert len(body["scenes"]) == len(body["flights"]) == 1
    assert body["assessments"][0]["assessed_fraction"] == 0.9


def test_readings_are_counted_by_day_up_to_the_services_clock(person, city):
    readings = person("supervisor").get("/api/v1/stations/1742A").json["readings"]
    assert readings["latest"] == [
        {"parameter": "ph", "value": 7.0, "unit": "", "observed_at": "2026-07-24T08:00:00Z"}
    ]
    today = readings["days"][-1]
    # 16:00 in Beijing: sixteen hours of hourly results are due, four came, one of them at 04:00.
    assert (today["date"], today["received"], today["expected"]) == ("2026-07-24", 4, 16)
    assert len(readings["days"]) == 30


def test_a_role_without_readings_gets_none(person, city):
    body = person("image_reviewer").get("/api/v1/stations/1742A").json
    assert body["readings"] is None
    assert body["last_reading_at"] is None


def test_districts_are_outlines_or_a_hint(person, engine):
    caller = person("leader")
    empty = caller.get("/api/v1/districts").json
    assert empty["features"] == []
    assert empty["hint"]
    with transaction(engine) as session:
        make_district(session, code="330402", approval_no="GS(2024)0650")
    (feature,) = caller.get("/api/v1/districts").json["features"]
    assert feature["geometry"]["type"] == "Polygon"
    assert feature["properties"]["approval_no"] == "GS(2024)0650"


def test_the_taxonomy_is_named_in_the_callers_language(person):
    caller = person("leader")
    zh, en = (caller.get(f"/api/v1/taxonomy?lang={way}").json["items"] for way in ("zh", "en"))
    assert zh[0]["code"] == en[0]["code"]
    assert zh[0]["name"] != en[0]["name"]
    assert {"grade", "mode", "deadline_days", "deadline_unit", "kind_of_station"} <= set(zh[0])


def test_me_says_what_i_may_do(person):
    can = person("om_tech").get("/api/v1/me").json["can"]
    assert can["issue.fixed"]
    assert not can["finding.view"]
