"""Fetching rows and asking for permission in one call, so that a view cannot forget."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from geo import messages
from geo.errors import Forbidden, NotFound
from ledger import access
from webapp import db, security

messages.register(
    {
        "access.not_found": (
            "没有这个对象，或您无权查看",
            "There is no such thing, or not for you",
        ),
        "access.forbidden": ("您的角色不能执行此操作", "Your roles do not allow this"),
    }
)


def fetch[M](model: type[M], action: str, **where: Any) -> M:
    """Return the one row with the given values, if the caller may do ``action`` to it.

    Raises
    ------
    NotFound
        No such row, or the caller may not even see it.
    Forbidden
        The caller may see it, but not do that.
    """
    actor = security.the_actor()
    if not all(_storable(value) for value in where.values()):
        raise NotFound("access.not_found")
    conditions = [getattr(model, name) == value for name, value in where.items()]
    row = db.session().scalars(select(model).where(*conditions)).one_or_none()
    if row is None:
        raise NotFound("access.not_found")
    if access.can(actor, action, row):
        return row
    seen = select(model).where(*conditions, access.visible(actor, model))
    if db.session().scalars(seen).one_or_none() is None:
        raise NotFound("access.not_found")
    raise Forbidden("access.forbidden")


def allow(action: str, obj: object = None) -> None:
    """Refuse unless the caller may do ``action``.

    Raises
    ------
    Forbidden
        ``access.forbidden``.
    """
    if not access.can(security.the_actor(), action, obj):
        raise Forbidden("access.forbidden")


def listing[M](model: type[M], action: str) -> Select[M]:
    """Return the select of the rows that the caller may do ``action`` to."""
    actor = security.the_actor()
    return select(model).where(access.visible(actor, model, action))


def _storable(value: object) -> bool:
    """Whether a column could hold the value at all: no database takes NUL or a huge key."""
    if isinstance(value, str):
        return "\x00" not in value
    return not isinstance(value, int) or abs(value) < 2**31
