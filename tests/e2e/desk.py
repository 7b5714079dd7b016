"""Pages in a real browser without a server: the app answers, but for what a test says itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Route

ORIGIN = "http://localhost:5999"
"""A secure context for the browser; nothing listens there, every request is answered here."""

Answer = tuple[int, Any] | Callable[[Route], tuple[int, Any]]


@dataclass
class Desk:
    """One browser page of one signed-in person."""

    page: Page
    client: FlaskClient
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    sent: list[tuple[str, str, Any]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    first: Callable[[Route], bool] | None = None
    """Sees every request before anybody else; True: it has dealt with it."""

    def say(self, method: str, path: str, body: Any, status: int = 200) -> None:
        """Answer ``path`` with ``body`` (or what calling it with the route returns)."""
        self.answers[method, path] = body if callable(body) else (status, body)

    def open(self, path: str) -> Page:
        """Go to a page and wait until its scripts have asked for what they need."""
        self.page.goto(ORIGIN + path)
        self.page.wait_for_load_state("networkidle")
        return self.page

    def handle(self, route: Route) -> None:
        if self.first and self.first(route):
            return
        request = route.request
        parts = urlsplit(request.url)
        if parts.path == "/api/v1/jobs/stream":
            # A stream has no end to wait for; the page asks every few seconds instead.
            route.fulfill(status=503, json={"code": "stream.full", "status": 503})
            return
        if answer := self.answers.get((request.method, parts.path)):
            status, body = answer(route) if callable(answer) else answer
            self.sent.append((request.method, parts.path, request.post_data))
            route.fulfill(status=status, json=body)
            return
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        headers = {k: v for k, v in request.headers.items() if k != "cookie"}
        reply = self.client.open(
            path,
            base_url=ORIGIN,
            method=request.method,
            data=request.post_data_buffer,
            headers=headers,
        )
        data = reply.get_data()
        reply.close()
        kept = {k: v for k, v in reply.headers.items() if k.lower() != "set-cookie"}
        route.fulfill(status=reply.status_code, headers=kept, body=data)


@contextmanager
def desk(chromium: Browser, client: FlaskClient, *, phone: bool = False) -> Iterator[Desk]:
    """Open a page whose every request is answered by ``client`` or by the test."""
    size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
    page = chromium.new_page(viewport=size, locale="zh-CN")
    made = Desk(page, client)
    page.route("**/*", made.handle)
    page.on("pageerror", lambda error: made.complaints.append(str(error)))
    page.on("console", lambda line: _hear(made, line.text))
    try:
        yield made
    finally:
        page.close()


def _hear(made: Desk, text: str) -> None:
    if "Content Security Policy" in text or "Refused to" in text:
        made.complaints.append(text)
