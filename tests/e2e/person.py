"""A person at the running service: signs in, walks the pages, hears every complaint."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

import settings
from tests.e2e.stack import Stack

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
expect.set_options(timeout=20_000)


class Person:
    """One signed-in person in one browser window."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, line: object) -> None:
        kind, text = line.type, line.text
        if kind == "error" or "Content Security Policy" in text:
            self.complaints.append(text)

    def sign_in(self, email: str, password: str) -> None:
        """Go through the sign-in page."""
        self.page.goto(f"{self.url}/")
        self.page.fill("input[name=email]", email)
        self.page.fill("input[name=password]", password)
        self.page.click("button.btn--main")
        expect(self.page.locator("header")).to_be_visible()
        assert "/login" not in self.page.url

    def go(self, path: str) -> Page:
        """Open a page."""
        self.page.goto(f"{self.url}{path}")
        return self.page

    def picture(self, name: str) -> None:
        """Keep a screenshot; ``XZ_UPDATE_SCREENSHOTS=1`` puts it into the documentation."""
        update = os.environ.get("XZ_UPDATE_SCREENSHOTS")
        folder = settings.ROOT / ("docs/img" if update else "test-results")
        folder.mkdir(parents=True, exist_ok=True)
        if update:
            self.page.wait_for_timeout(2500)  # pictures and tiles: a documentation matter only
        self.page.screenshot(path=folder / f"{name}.png")


@contextmanager
def person(
    chromium: Browser,
    stack: Stack,
    role: str,
    *,
    size: dict[str, int] = DESKTOP,
    lang: str = "zh-CN",
) -> Iterator[Person]:
    """Sign a demo account in and close its window in the end; any complaint fails the test."""
    context = chromium.new_context(viewport=size, locale=lang, timezone_id="Asia/Shanghai")
    somebody = Person(context.new_page(), stack.url)
    try:
        somebody.sign_in(*stack.account(role))
        yield somebody
        assert not somebody.complaints, "\n".join(somebody.complaints)
        assert "content security policy" not in web_log(stack.home)
    finally:
        context.close()


def web_log(home: Path) -> str:
    """Return what the web process wrote so far."""
    return (home / "logs" / "web.log").read_text("utf-8", "replace")
