"""Signing in and out: neutral refusals, no lock held while a password is checked."""

from __future__ import annotations

from functools import cache

from flask import session as cookie
from flask_security.utils import login_user, logout_user, verify_password
from sqlalchemy import func, select

from geo import messages
from geo.errors import Forbidden
from ledger import people
from ledger.db import reading
from ledger.models import User
from ledger.models.base import now
from webapp import accounts, db, limits
from webapp.accounts import Account

messages.register(
    {"session.refused": ("邮箱或密码不正确", "The e-mail or the password is not right")}
)


def sign_in(email: str, password: str) -> User:
    """Open a session in the browser's cookie.

    Raises
    ------
    Forbidden
        ``session.refused`` (whatever was wrong) or ``session.too_many``.
    """
    user = _checked(email, password)
    cookie.clear()
    cookie.permanent = True
    login_user(Account(user), remember=False)
    cookie["xz_user"] = user.id
    return user


def issue_token(email: str, password: str) -> tuple[User, str]:
    """Return the person and a token for the ``Authentication-Token`` header; errors as above."""
    user = _checked(email, password)
    return user, str(Account(user).get_auth_token())


def sign_out() -> None:
    """End the browser's session."""
    logout_user()
    cookie.clear()


def _checked(email: str, password: str) -> User:
    key = email.strip().lower()
    limits.check_sign_in(key)
    user_id, stored = _stored_hash(key)
    if not verify_password(password, stored) or user_id is None:
        limits.count_failed_sign_in(key)
        raise Forbidden("session.refused")
    user = db.session().get_one(User, user_id)
    user.last_login_at = now()
    return user


def _stored_hash(email: str) -> tuple[int | None, str]:
    """Return the id and hash of an active account, or None and a hash that costs as much time."""
    with reading(db.engine()) as session:
        row = session.execute(
            select(User.id, User.password).where(
                func.lower(User.email) == email, User.active, *accounts.admitted()
            )
        ).one_or_none()
    if row is None or not row.password.startswith("$argon2"):
        return None, _nobodys_hash()
    return row.id, row.password


@cache
def _nobodys_hash() -> str:
    return people.hash_password("nobody signs in with this")
