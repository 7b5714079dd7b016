"""One's own notices through the web: listed, counted on the bell, marked as read."""

from __future__ import annotations

import pytest

from ledger.db import transaction
from ledger.models import User
from tests.factories import make_issue, make_notice, make_station


@pytest.fixture
def supervisor(person, engine):
    """A supervisor with three notices, the oldest first."""
    caller = person("supervisor")
    with transaction(engine) as session:
        user = session.get_one(User, caller.user_id)
        issue = make_issue(session, make_station(session), user)
        caller.notices = [
            make_notice(session, user, issue, urgent=n == 0, link=f"/issues/{issue.number}").id
            for n in range(3)
        ]
    return caller


def test_notices_come_newest_first_in_pages_and_in_the_readers_language(supervisor):
    first = supervisor.get("/api/v1/notices?limit=2&lang=en").json
    assert [item["id"] for item in first["items"]] == supervisor.notices[:0:-1]
    assert first["unread"] == 3
    assert "to be rectified by 2026-03-12" in first["items"][0]["text"]
    rest = supervisor.get(f"/api/v1/notices?limit=2&before={first['next']}&lang=zh").json
    assert [item["id"] for item in rest["items"]] == supervisor.notices[:1]
    assert rest["items"][0]["urgent"]
    assert "限期 2026-03-12" in rest["items"][0]["text"]
    assert rest["next"] is None


def test_reading_some_or_all_of_them_is_counted(supervisor):
    some = supervisor.post("/api/v1/notices/read", {"ids": supervisor.notices[:1]})
    assert some.json == {"unread": 2}
    left = supervisor.get("/api/v1/notices?unread=true").json["items"]
    assert [item["id"] for item in left] == supervisor.notices[:0:-1]
    assert supervisor.post("/api/v1/notices/read", {}).json == {"unread": 0}


def test_nobody_reads_or_marks_what_others_were_told(person, supervisor):
    other = person("supervisor")
    assert other.get("/api/v1/notices").json["items"] == []
    assert other.post("/api/v1/notices/read", {"ids": supervisor.notices}).json == {"unread": 0}
    assert supervisor.get("/api/v1/notices").json["unread"] == 3


def test_the_bell_stands_on_every_page_with_its_count(supervisor, browser):
    client, _ = browser(supervisor.email)
    page = client.get("/me?lang=en", headers={"Accept": "text/html"}).text
    assert 'href="/notices"' in page
    assert ">3</span>" in page
    assert client.get("/notices", headers={"Accept": "text/html"}).status_code == 200


def test_without_a_role_there_is_no_bell(person, browser):
    nobody = person()
    client, _ = browser(nobody.email)
    assert 'href="/notices"' not in client.get("/me", headers={"Accept": "text/html"}).text
    assert nobody.get("/api/v1/notices").status_code == 403


def test_a_person_keeps_quiet_hours_of_ones_own(person):
    caller, other = person("supervisor"), person("supervisor")
    first = {"mail": True, "quiet_from": "", "quiet_until": ""}
    assert caller.get("/api/v1/notices/wishes").json == first
    wished = {"mail": False, "quiet_from": "22:00", "quiet_until": "07:30"}
    assert caller.post("/api/v1/notices/wishes", wished).json == wished
    assert caller.get("/api/v1/notices/wishes").json == wished
    assert other.get("/api/v1/notices/wishes").json == first
    wrong = caller.post("/api/v1/notices/wishes", wished | {"quiet_from": "25:00"})
    assert (wrong.status_code, wrong.json["code"]) == (422, "notice.bad_hours")
