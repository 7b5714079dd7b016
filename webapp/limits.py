"""How often an address or an account may try something."""

from __future__ import annotations

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import RateLimitItem, parse

from geo import messages
from geo.errors import Forbidden

messages.register(
    {
        "session.too_many": (
            "尝试次数过多，请 {minutes} 分钟后再试",
            "Too many attempts; try again in {minutes} minutes",
        )
    }
)

limiter = Limiter(get_remote_address, headers_enabled=False)

FAILURES_BY_ADDRESS = parse("30 per 15 minutes")
FAILURES_BY_ACCOUNT = parse("8 per 15 minutes")


def init_app(app: Flask) -> None:
    """Keep the counters in memory, or in Redis when several processes share them."""
    settings = app.extensions["xunzhan_settings"]
    app.config["RATELIMIT_STORAGE_URI"] = settings.ratelimit_url or "memory://"
    limiter.init_app(app)


def _sign_in_counters(email: str) -> list[tuple[RateLimitItem, str]]:
    return [
        (FAILURES_BY_ADDRESS, f"sign-in-address:{get_remote_address()}"),
        (FAILURES_BY_ACCOUNT, f"sign-in-account:{email}"),
    ]


def check_sign_in(email: str) -> None:
    """Refuse when this address or this account failed too often.

    Raises
    ------
    Forbidden
        ``session.too_many``; the same whether or not the account exists.
    """
    for item, key in _sign_in_counters(email):
        if not limiter.limiter.test(item, key):
            raise Forbidden("session.too_many", minutes=item.multiples or 15)


def count_failed_sign_in(email: str) -> None:
    """Count one failure against the address and the account."""
    for item, key in _sign_in_counters(email):
        limiter.limiter.hit(item, key)
