"""Ledger people as Flask-Security wants to see them; the ledger's models stay plain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, override

from flask_security import RoleMixin, UserMixin
from flask_security.datastore import UserDatastore
from sqlalchemy import ColumnElement, func, select

from ledger.models import User
from webapp import config, db


@dataclass(frozen=True, eq=False)
class Role(RoleMixin):
    """A role by its key; what it may do is the ledger's business (``ledger.access``)."""

    name: str


class Account(UserMixin):
    """One person who can sign in, wrapped around the ledger's row."""

    fs_uniquifier: str = ""
    """Flask-Security looks for it on the class; every account has its own."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.id = user.id
        self.email = user.email
        self.fs_uniquifier = user.fs_uniquifier
        self.active = user.active
        self.password = user.password
        self.roles = [Role(grant.role) for grant in user.grants]

    def __getattr__(self, name: str) -> Any:
        """Let templates ask the account what they would ask the person (``name``, ``lang``)."""
        if name == "user":
            raise AttributeError(name)
        return getattr(self.user, name)


def admitted() -> list[ColumnElement[bool]]:
    """Return what an account must be to sign in: in production, no demo account.

    Production refuses to start with one; a database migrated or filled later may still bring one.
    """
    return [~User.demo] if config.current().production else []


class AccountStore(UserDatastore):
    """Reads accounts through the request's session; changes go through ``ledger.people``."""

    def __init__(self) -> None:
        super().__init__(Account, Role)

    @override
    def find_user(self, case_insensitive: bool = False, **where: Any) -> Account | None:
        """Return the account whose one given column has the given value."""
        ((name, value),) = where.items()
        column = getattr(User, name)
        same = func.lower(column) == str(value).lower() if case_insensitive else column == value
        user = db.session().scalars(select(User).where(same, *admitted())).one_or_none()
        return None if user is None else Account(user)

    @override
    def find_role(self, role: str) -> Role:
        """Return the role of that key."""
        return Role(role)
