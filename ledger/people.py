"""People who can sign in: made, disabled, listed; passwords only as argon2id hashes."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from geo import messages
from geo.errors import Conflict, NotFound, Refused
from ledger.models import Organisation, RoleGrant, User
from ledger.models.people import ROLES, SCOPES
from ledger.words import cleaned

MIN_PASSWORD = 12
MAX_PASSWORD = 1024
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,185}\.[^@\s.]{2,}")

Grant = tuple[str, str, str]
"""Role, scope (all, district, company, station), key of the scope."""

messages.register(
    {
        "people.wrong_email": ("“{value}”不是邮箱地址", "“{value}” is not an e-mail address"),
        "people.no_name": ("请填写姓名", "Give a name"),
        "people.taken": (
            "邮箱 {email} 已有账号",
            "There is already an account for {email}",
        ),
        "people.unknown": ("没有邮箱为 {email} 的账号", "There is no account for {email}"),
        "people.weak_password": (
            "密码至少 {least} 位，且不能是重复的同一字符",
            "A password has at least {least} characters, not all the same",
        ),
        "people.unknown_role": (
            "没有角色“{value}”；可用：{known}",
            "There is no role “{value}”; there are {known}",
        ),
        "people.wrong_scope": (
            "范围“{value}”无效：all，或 district、company、station 加编号",
            "“{value}” is no scope: all, or district, company, station with a code",
        ),
        "people.unknown_organisation": (
            "没有代号为“{value}”的单位",
            "There is no organisation “{value}”",
        ),
    }
)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


def hash_password(text: str) -> str:
    """Return the argon2id hash of a password."""
    return _hasher().hash(text)


def create_user(
    session: Session,
    *,
    email: str,
    name: str,
    password: str,
    grants: Iterable[Grant] = (),
    organisation: str | None = None,
    lang: str | None = None,
    demo: bool = False,
) -> User:
    """Make an account.

    Parameters
    ----------
    organisation : str, optional
        Key of the organisation the person belongs to.

    Raises
    ------
    Refused
        ``people.wrong_email``, ``people.no_name``, ``people.weak_password``,
        ``people.unknown_role``, ``people.wrong_scope``, ``people.unknown_organisation``.
    Conflict
        ``people.taken``.
    """
    user = User(
        email=_email(email),
        name=_name(name),
        password=hash_password(_password(password)),
        fs_uniquifier=secrets.token_hex(32),
        organisation=_organisation(session, organisation),
        grants=[_grant(*grant) for grant in grants],
        lang=lang,
        demo=demo,
    )
    if find_user(session, user.email) is not None:
        raise Conflict("people.taken", email=user.email)
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError:
        raise Conflict("people.taken", email=user.email) from None
    return user


def find_user(session: Session, email: str) -> User | None:
    """Return the account of an e-mail address, whatever its case."""
    with session.no_autoflush:
        return session.scalar(select(User).where(func.lower(User.email) == email.strip().lower()))


def disable_user(session: Session, user: User) -> None:
    """Close an account; its sessions and tokens end with the next request."""
    user.active = False
    user.fs_uniquifier = secrets.token_hex(32)
    session.flush()


def enable_user(session: Session, user: User) -> None:
    """Open a closed account again; the person signs in anew."""
    user.active = True
    session.flush()


def set_password(session: Session, user: User, password: str) -> None:
    """Give an account another password; its sessions and tokens end."""
    user.password = hash_password(_password(password))
    user.fs_uniquifier = secrets.token_hex(32)
    session.flush()


def get_user(session: Session, email: str) -> User:
    """Return the account of an e-mail address or raise ``NotFound("people.unknown")``."""
    user = find_user(session, email)
    if user is None:
        raise NotFound("people.unknown", email=email[:254])
    return user


def demo_accounts_present(session: Session) -> bool:
    """Return whether an active demo account exists; production refuses to start then."""
    query = select(User.id).where(User.demo, User.active).limit(1)
    return session.scalar(query) is not None


def disable_demo_accounts(session: Session) -> int:
    """Close every demo account (its name stays in the record); return how many were open."""
    users = session.scalars(select(User).where(User.demo, User.active)).all()
    for user in users:
        disable_user(session, user)
    return len(users)


def _email(text: str) -> str:
    email = text.strip().lower()
    if len(email) > 254 or not _EMAIL.fullmatch(email) or cleaned(email, 254) != email:
        raise Refused("people.wrong_email", value=cleaned(text, 80))
    return email


def _name(text: str) -> str:
    name = cleaned(text, 64).replace("\n", " ")
    if not name:
        raise Refused("people.no_name")
    return name


def _password(text: str) -> str:
    if not MIN_PASSWORD <= len(text) <= MAX_PASSWORD or len(set(text)) == 1:
        raise Refused("people.weak_password", least=MIN_PASSWORD)
    return text


def _grant(role: str, scope: str, key: str) -> RoleGrant:
    if role not in ROLES:
        raise Refused("people.unknown_role", value=role[:64], known=", ".join(ROLES))
    if scope not in SCOPES or (scope == "all") == bool(key):
        raise Refused("people.wrong_scope", value=f"{scope}:{key}"[:80])
    return RoleGrant(role=role, scope=scope, scope_key=key)


def _organisation(session: Session, key: str | None) -> Organisation | None:
    if key is None:
        return None
    found = session.scalar(select(Organisation).where(Organisation.key == key))
    if found is None:
        raise Refused("people.unknown_organisation", value=key[:64])
    return found
