"""One issue and everybody who might touch it: several organisations, every role."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from ledger import clock, issues
from tests.factories import make_issue, make_organisation, make_station, make_user

AT = datetime(2026, 3, 6, 3, tzinfo=UTC)
PLAN = {
    "text": "清理并修剪",
    "measures": [
        {"text": "清理杂物", "due_on": "2026-03-10"},
        {"text": "修剪枝条", "due_on": "2026-03-12"},
    ],
}


def photo(n: int = 1, **fields: Any) -> dict[str, Any]:
    """A file already in the store, taken at the station."""
    taken = {"taken_at": AT.isoformat(), "lon": 120.75, "lat": 30.75}
    return {"sha256": f"{n:064x}", "mime": "image/jpeg"} | taken | fields


class World:
    """People by name, an issue, and the shortest way to take a step."""

    def __init__(self, session, monkeypatch=None, **fields):
        self.session, self.at, self.photos = session, AT, 100
        if monkeypatch is not None:
            monkeypatch.setattr(clock, "now", lambda _session: self.at)
        city = make_organisation(session, key="city", kind="city_bureau")
        centre = make_organisation(session, key="centre", kind="city_bureau")
        self.company = make_organisation(session, key="om-w")
        self.bureau = make_organisation(
            session, key="district-w", kind="district_bureau", district_code="330402"
        )
        self.station = make_station(session, company=self.company, stands_in_code="330402")
        self.people = {
            "tech": make_user(session, "om_tech", organisation=self.company),
            "manager": make_user(session, "om_manager", organisation=self.company),
            "stranger": make_user(session, "om_manager", organisation=make_organisation(session)),
            "district": make_user(session, "district", organisation=self.bureau),
            "one": make_user(session, "supervisor", organisation=centre),
            "two": make_user(session, "supervisor", organisation=centre),
            "reviewer": make_user(session, "bureau_reviewer", organisation=city),
            # A person with every role of the bureau, and one who works for the company too.
            "both": make_user(session, "supervisor", "bureau_reviewer", organisation=city),
            "insider": make_user(session, "supervisor", "om_manager", organisation=self.company),
            "leader": make_user(session, "leader", organisation=city),
            "image": make_user(session, "image_reviewer", organisation=city),
            "pilot": make_user(session, "pilot"),
            "neighbour": make_user(session, "neighbour"),
            "nobody": make_user(session),
        }
        self.issue = make_issue(
            session, self.station, self.people["one"], found_at=AT, evidence=[photo(99)], **fields
        )

    def take(self, who: str | None, step: str, **data: Any):
        version = data.pop("version", self.issue.version)
        actor = self.people[who] if who else None
        return issues.take(self.session, self.issue, step, actor=actor, version=version, data=data)

    def until(self, state: str) -> World:
        """Go the straight way of a time-limited issue to a state."""
        ways = {
            "assigned": lambda: self.take("one", "assign"),
            "plan_filed": lambda: self.take("manager", "file_plan", plan=PLAN),
            "rectifying": lambda: self.take("one", "accept_plan"),
            "close_applied": self.apply,
            "verify": lambda: self.take("one", "take_up", verifiers=self.ids("one", "two")),
            "approval": self.passed,
            "closed": lambda: self.take("reviewer", "approve"),
            "lookback": self.look_back,
        }
        for name, step in ways.items():
            step()
            if name == state:
                assert self.issue.state == state
                return self
        raise AssertionError(state)

    def apply(self) -> None:
        self.photos += 10
        files = [photo(self.photos + n, measure=n) for n in (1, 2)]
        self.take("manager", "apply_close", note="已改", evidence=files)

    def passed(self) -> None:
        self.take("one", "pass", note="现场看过")
        if self.issue.state == "verify":
            self.take("two", "pass", note="复核无误")

    def look_back(self) -> None:
        self.at += timedelta(days=40)
        self.take("one", "look_back")

    def ids(self, *names: str) -> list[int]:
        return [self.people[name].id for name in names]

    def offered(self, who: str) -> dict[str, str | None]:
        found = issues.offers(self.session, self.people[who], self.issue)
        return {offer.step: offer.blocked for offer in found}
