"""Filters that people keep under a name: their own, and what colleagues share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from geo.errors import NotFound, Refused
from ledger.models import SavedView, User
from ledger.words import cleaned

MOST = 50


def views(session: Session, actor: User) -> Sequence[SavedView]:
    """Return the person's views and those that others of the same organisation share."""
    seen = SavedView.user_id == actor.id
    if actor.organisation_id is not None:
        colleagues = select(User.id).where(User.organisation_id == actor.organisation_id)
        seen = or_(seen, SavedView.shared.is_(True) & SavedView.user_id.in_(colleagues))
    return session.scalars(select(SavedView).where(seen).order_by(SavedView.name)).all()


def keep(session: Session, actor: User, said: Mapping[str, Any]) -> SavedView:
    """Keep a filter; one of the same name gives way to it.

    Raises
    ------
    Refused
        ``issues.view_name``, ``issues.view_many``.
    """
    name = cleaned(said["name"], 64)
    if not name:
        raise Refused("issues.view_name")
    mine = {view.name: view for view in _mine(session, actor)}
    if name not in mine and len(mine) >= MOST:
        raise Refused("issues.view_many", limit=MOST)
    view = mine.get(name) or SavedView(user_id=actor.id, name=name)
    session.add(view)
    return _set(session, view, said)


def change(session: Session, actor: User, view_id: int, said: Mapping[str, Any]) -> SavedView:
    """Rename a view of one's own, share it, or make it what the ledger opens with.

    Raises
    ------
    NotFound
        ``access.not_found``: there is none, or it is somebody else's.
    Refused
        ``issues.view_name``: empty, or the name of another one.
    """
    view = own(session, actor, view_id)
    if "name" in said:
        name = cleaned(said["name"], 64)
        taken = {other.name for other in _mine(session, actor) if other.id != view.id}
        if not name or name in taken:
            raise Refused("issues.view_name")
        view.name = name
    return _set(session, view, said)


def own(session: Session, actor: User, view_id: int) -> SavedView:
    """Return a view of the person's own."""
    view = session.get(SavedView, view_id) if view_id < 2**31 else None
    if view is None or view.user_id != actor.id:
        raise NotFound("access.not_found")
    return view


def _mine(session: Session, actor: User) -> Sequence[SavedView]:
    return session.scalars(select(SavedView).where(SavedView.user_id == actor.id)).all()


def _set(session: Session, view: SavedView, said: Mapping[str, Any]) -> SavedView:
    for name in ("query", "shared", "is_default"):
        if name in said:
            setattr(view, name, said[name])
    session.flush()
    if view.is_default:
        others = (SavedView.user_id == view.user_id) & (SavedView.id != view.id)
        session.execute(update(SavedView).where(others).values(is_default=False))
    return view
