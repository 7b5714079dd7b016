"""A grade-3 issue from an imagery finding to its look-back, by six accounts in the browser."""

from __future__ import annotations

import re
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from ledger import clock, people
from ledger.audit import verify
from ledger.db import engine_for, reading, transaction
from ledger.models import Meta, User
from tests.e2e.curl import PATIENCE_S, Curl
from tests.e2e.person import Person, person
from tests.unit.imagery.photos import pictures

pytestmark = [pytest.mark.slow, pytest.mark.browser]
NUMBER = re.compile(r"WT-[\d-]+-\d{5}")
CODE, STATION = "INT-04", "SL-W40"
ROLES = ("supervisor", "second", "bureau_reviewer", "om_manager", "om_tech", "leader")
SECOND = {"email": "second@demo.xunzhan.example", "password": "two verifiers are needed"}
PLACE = (104.0765, 41.8089)


def test_a_grade_3_issue_lives_from_a_finding_to_its_look_back(chromium, generated_stack, tmp_path):
    known = generated_stack.accounts | {"second": SECOND}
    stack = replace(generated_stack, accounts=known)
    engine = engine_for(stack.database or f"sqlite:///{stack.home / 'xunzhan.db'}")
    second_supervisor(engine, stack)
    finding = the_finding(Curl(stack.url, *stack.account("supervisor")))
    with ExitStack() as windows:
        crew = {role: windows.enter_context(person(chromium, stack, role)) for role in ROLES}
        number = confirms(crew["supervisor"], finding)
        plans(crew, number)
        extends(crew, number)
        is_proven(crew, number, tmp_path)
        is_verified_by_two(crew, number)
        is_closed(crew, number)
        later(engine, days=40)
        is_looked_back_at(crew, number)
        page = issue_page(crew["leader"], number)
        expect(page.locator("#acts button")).to_have_count(0)
        expect(page.locator("#chain")).to_contain_text("与写入时一致")
    with reading(engine) as session:
        assert verify(session).ok


def second_supervisor(engine, stack) -> None:
    """A grade-3 issue is verified by two; the demo has one supervisor."""
    with transaction(engine) as session:
        first = session.query(User).filter_by(email=stack.account("supervisor")[0]).one()
        people.create_user(
            session,
            **SECOND,
            name="督办员丁",
            grants=[("supervisor", "all", "")],
            organisation=first.organisation.key,
        )


def the_finding(curl: Curl) -> int:
    """Wait until the workers have found that the reservoir fell dry; return the finding's id."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        found = curl.get(f"/api/v1/findings?state=pending&station={STATION}")["items"]
        ready = [one for one in found if one["code"] == CODE and one["evidence"]]
        if ready:
            return int(ready[0]["id"])
        time.sleep(0.5)
    raise AssertionError("the planted problem was not found")


def confirms(somebody: Person, finding: int) -> str:
    page = somebody.go(f"/review?finding={finding}")
    expect(page.locator("#facts")).to_contain_text(CODE)
    page.keyboard.press("1")
    said = page.locator("#said")
    expect(said).to_contain_text(NUMBER)
    return NUMBER.search(said.inner_text())[0]


def plans(crew: dict[str, Person], number: str) -> None:
    manager, supervisor = crew["om_manager"], crew["supervisor"]
    step(
        manager, number, "file_plan", plan_text="临时取水", measures=[("下移取水口", "2026-07-03")]
    )
    step(supervisor, number, "return_plan", reason="缺少临时措施")
    page = opened(manager, number, "file_plan")
    expect(page.locator("#step-form")).to_contain_text("缺少临时措施")
    expect(page.locator("[data-measure] input").first).to_have_value("下移取水口")
    page.click("text=加一项措施")
    measure(page, 1, ("应急泵取水", "2026-07-02"))
    confirm(manager)
    expect(page.locator("#plans")).to_contain_text("以前的 1 个版本")
    step(supervisor, number, "accept_plan", note="同意")
    expect(supervisor.page.locator("#plans")).to_contain_text(f"FA-{number}-2")


def extends(crew: dict[str, Person], number: str) -> None:
    """Two decide about it; who is second keeps the words and sees who was first."""
    step(crew["om_manager"], number, "ask_extension", reason="水泵到货晚", deadline_on="2026-07-10")
    page = opened(crew["bureau_reviewer"], number, "extend")
    fill(page, reason="情况属实", deadline_on="2026-07-09")
    step(crew["om_tech"], number, "progress", note="泵已运到")
    crew["bureau_reviewer"].page.click("#step-form [type=submit]")
    told = page.locator("#step-form [role=alert]")
    expect(told).to_contain_text("运维员乙")
    expect(page.locator("#step-form [name=reason]")).to_have_value("情况属实")
    crew["bureau_reviewer"].complaints.clear()  # the browser's own line about the answer 409
    confirm(crew["bureau_reviewer"])
    expect(page.locator("#due")).to_contain_text("原限期 2026-07-05")


def is_proven(crew: dict[str, Person], number: str, folder) -> None:
    page = opened(crew["om_manager"], number, "apply_close")
    files = [photo(folder, n) for n in (1, 2)]
    page.set_input_files("#step-form input[type=file]", files)
    expect(page.locator("[data-photo]")).to_have_count(2)
    expect(page.locator("[data-photo]").first).to_contain_text("104.07650")
    fill(page, note="两项措施完成")
    confirm(crew["om_manager"])
    expect(page.locator("#plans li", has_text="有整改后照片")).to_have_count(2)


def is_verified_by_two(crew: dict[str, Person], number: str) -> None:
    supervisor, second = crew["supervisor"], crew["second"]
    page = opened(supervisor, number, "take_up")
    for name in ("督办员丙", "督办员丁"):
        page.check(f"#step-form label:has-text('{name}') input")
    confirm(supervisor)
    step(supervisor, number, "pass", note="现场看过，水泵运行")
    expect(supervisor.page.locator("#duty")).to_contain_text("已通过 1")
    expect(supervisor.page.locator("#step-why")).to_contain_text("须由另一人核查")
    step(second, number, "pass", note="数据恢复正常")


def is_closed(crew: dict[str, Person], number: str) -> None:
    page = issue_page(crew["supervisor"], number)
    expect(page.locator("#step-why")).to_contain_text("须由市局审批")
    step(crew["bureau_reviewer"], number, "approve", note="同意销号")
    expect(crew["bureau_reviewer"].page.locator("#path .now")).to_contain_text("已销号")
    issue_page(crew["supervisor"], number)
    expect(crew["supervisor"].page.locator("#step-why")).to_contain_text("回头看须在")


def is_looked_back_at(crew: dict[str, Person], number: str) -> None:
    step(crew["second"], number, "look_back")
    step(crew["second"], number, "look_back_ok", note="取水正常")
    expect(crew["second"].page.locator("#log")).to_contain_text("回头看合格")


def later(engine, *, days: int) -> None:
    """Let the demo's clock go on: a look-back has its time after closing."""
    with transaction(engine) as session:
        row = session.get_one(Meta, clock.DEMO)
        now = datetime.fromisoformat(row.value["now"]) + timedelta(days=days)
        row.value = row.value | {"now": now.isoformat()}


def issue_page(somebody: Person, number: str) -> Page:
    page = somebody.go(f"/issues/{number}")
    expect(page.locator("#path .now")).to_be_visible()
    return page


def opened(somebody: Person, number: str, name: str) -> Page:
    """Open an issue and the form of a step."""
    page = issue_page(somebody, number)
    page.click(f"#acts [data-step={name}]")
    expect(page.locator("#step-form form")).to_be_visible()
    return page


def step(somebody: Person, number: str, name: str, *, measures=(), **texts: str) -> None:
    """Take a step by its form."""
    page = opened(somebody, number, name)
    fill(page, **texts)
    for at, one in enumerate(measures):
        measure(page, at, one)
    confirm(somebody)


def fill(page: Page, **texts: str) -> None:
    for name, text in texts.items():
        page.fill(f"#step-form [name={name}]", text)


def measure(page: Page, at: int, values: tuple[str, str]) -> None:
    inputs = page.locator("[data-measure]").nth(at).locator("input")
    for place, value in enumerate(values):
        inputs.nth(place).fill(value)


def confirm(somebody: Person) -> None:
    somebody.page.click("#step-form [type=submit]")
    expect(somebody.page.locator("#step-form form")).to_have_count(0)


def photo(folder, n: int):
    path = folder / f"after-{n}.jpg"
    told = pictures.exif(PLACE, taken=f"2026:06:30 17:0{n}:00")
    Image.new("RGB", (320, 240), (40 * n, 120, 160)).save(path, exif=told)
    return path
