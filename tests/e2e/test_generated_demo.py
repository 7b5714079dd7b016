"""Without sample data the demo is a generated city whose planted problems are found."""

from __future__ import annotations

import os
import time

import pytest
from playwright.sync_api import expect

from tests.e2e import stack
from tests.e2e.curl import PATIENCE_S, Curl
from tests.e2e.person import person

pytestmark = [pytest.mark.slow]


@pytest.fixture(scope="module")
def curl(generated_stack) -> Curl:
    return Curl(generated_stack.url, *generated_stack.account("supervisor"))


def waiting_leads(curl: Curl) -> list[dict]:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        jobs = curl.get("/api/v1/jobs")["items"]
        if jobs and not [j for j in jobs if j["state"] in {"queued", "running"}]:
            return curl.get("/api/v1/findings?state=pending")["items"]
        time.sleep(0.5)
    raise AssertionError(f"the demo's jobs did not end: {jobs}")


def test_the_planted_problems_wait_for_review(curl):
    codes = {lead["code"] for lead in waiting_leads(curl)}
    assert codes == {"INT-04", "ENV-01"}


def test_the_city_has_forty_stations_and_says_that_it_is_generated(curl):
    answer = curl.get("/api/v1/stations")
    assert len(answer["items"]) == 40
    assert answer["demo"] == "generated"
    levels = {s["statuses"]["freshness"]["level"] for s in answer["items"]}
    assert {"ok", "none"} <= levels


@pytest.mark.browser
def test_the_page_says_which_demo_it_shows(chromium, generated_stack):
    with person(chromium, generated_stack, "leader") as somebody:
        page = somebody.go("/")
        expect(page.locator("header")).to_contain_text("演示：生成的城市")


@pytest.mark.skipif(
    "XZ_TEST_POSTGRES" in os.environ, reason="there every start gets a database of its own"
)
def test_a_second_start_keeps_what_is_there_and_a_stop_is_clean(tmp_path):
    with stack.running(tmp_path, sample_data=None) as first:
        before = first.accounts
        assert stack.stop(first.process) == 0
    with stack.running(tmp_path, sample_data=None) as second:
        assert second.accounts == before
