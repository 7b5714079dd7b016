"""Who is calling: sessions and tokens by Flask-Security, and a guard that denies by default."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, Request, current_app, g, request
from flask_login import current_user
from flask_security import Security
from flask_security.utils import parse_auth_token
from flask_wtf.csrf import CSRFProtect
from itsdangerous import BadData

from geo import messages
from geo.errors import Forbidden
from ledger import schema
from ledger.db import reading
from ledger.models import User
from settings import SettingsError
from webapp import config
from webapp.access import is_public, is_streaming, is_token_free
from webapp.accounts import Account, AccountStore

TOKEN_HEADER = "Authentication-Token"  # noqa: S105  (the header's name)
TOKEN_HOURS = 12
PUBLIC_PAGES = frozenset({"api-docs.openapi_json", "lang.choose", "lang.messages"})
"""Pages that a visitor needs before signing in."""

csrf = CSRFProtect()
security = Security(register_blueprint=False)

messages.register(
    {
        "session.needed": ("请先登录", "Sign in first"),
        "session.csrf": (
            "页面已过期或请求不是从本站发出，请刷新页面后重试",
            "The page is out of date or the request came from elsewhere; reload and try again",
        ),
    }
)


def init_app(app: Flask) -> None:
    """Set up sign-in, CSRF and the guard; refuse to start unsafe in production."""
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106  (the algorithm's name)
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_TOKEN_AUTHENTICATION_HEADER=TOKEN_HEADER,
        SECURITY_TOKEN_MAX_AGE=timedelta(hours=TOKEN_HOURS),
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
    csrf.init_app(app)
    security.init_app(app, AccountStore(), register_blueprint=False)
    security.login_manager.request_loader(_by_token)
    app.before_request(guard)
    _refuse_demo_in_production(app)


def actor() -> User | None:
    """Return the signed-in person, in the request's session, or None."""
    account = current_user
    return account.user if isinstance(account._get_current_object(), Account) else None  # noqa: SLF001


def the_actor() -> User:
    """Return the signed-in person or refuse."""
    person = actor()
    if person is None:
        raise Forbidden("session.needed")
    return person


def guard() -> None:
    """Deny what nobody allowed; a session's changes need the CSRF token too."""
    if request.endpoint is None:
        return
    view = current_app.view_functions.get(request.endpoint)
    if is_streaming(view):
        request.max_content_length = None
    if request.endpoint == "static" or is_token_free(view):
        return
    person = actor()
    if person is None and not (is_public(view) or request.endpoint in PUBLIC_PAGES):
        raise Forbidden("session.needed")
    g.account_lang = person.lang if person else None
    if not _came_with_token():
        csrf.protect()


def _came_with_token() -> bool:
    return bool(g.get("xz_token"))


def _by_token(incoming: Request) -> Account | None:
    """Load the caller of a token; only the header counts, so that no address holds one."""
    token = incoming.headers.get(TOKEN_HEADER)
    if not token:
        return None
    try:
        uid = parse_auth_token(token)["uid"]
    except (BadData, ValueError):
        return None
    account = security.datastore.find_user(fs_uniquifier=uid)
    if not isinstance(account, Account) or not account.active:
        return None
    g.xz_token = True
    return account


def _refuse_demo_in_production(app: Flask) -> None:
    with app.app_context():
        if not config.current().production:
            return
    engine = app.extensions["xunzhan_engine"]
    if not schema.is_current(engine):
        return
    from ledger import people  # noqa: PLC0415  (loads argon2, needed at this check only)

    with reading(engine) as session:
        if people.demo_accounts_present(session):
            raise SettingsError(
                "production refuses to start with demo accounts; remove them with "
                "`flask --app webapp people remove-demo` outside production"
            )
