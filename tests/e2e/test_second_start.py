"""The generated city's service, after all else was tried on it, stopped and started once more."""

from __future__ import annotations

import pytest

from tests.e2e import stack
from tests.e2e.curl import Curl

pytestmark = [pytest.mark.slow]


def stations(running: stack.Stack) -> set[str]:
    curl = Curl(running.url, *running.account("supervisor"))
    return {row["code"] for row in curl.get("/api/v1/stations")["items"]}


def test_a_second_start_keeps_what_is_there_and_a_stop_is_clean(generated_stack):
    first, there = generated_stack, stations(generated_stack)
    assert stack.stop(first.process) == 0
    with stack.started(first.home, first.database, sample_data=None) as second:
        assert second.accounts == first.accounts
        assert stations(second) == there
        assert len(there) >= 40
