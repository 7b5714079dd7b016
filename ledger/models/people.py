"""Organisations, people and what role each person holds where."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.models.base import Base, CreatedAt, Key, Pk

ROLES = (
    "leader",
    "bureau_reviewer",
    "supervisor",
    "image_reviewer",
    "district",
    "om_manager",
    "om_tech",
    "pilot",
    "neighbour",
    "public",
)
ACTING_PARTIES = ("system", "public_hotline")
SCOPES = ("all", "district", "company", "station")


class Organisation(Base):
    """A bureau, a district bureau, an O&M company or a neighbouring city."""

    __tablename__ = "organisation"

    id: Mapped[Pk]
    key: Mapped[Key] = mapped_column(unique=True)
    kind: Mapped[Key]
    """city_bureau, district_bureau, om_company, neighbour."""
    name_zh: Mapped[str] = mapped_column(String(128))
    name_en: Mapped[str] = mapped_column(String(128), default="")
    district_code: Mapped[str | None] = mapped_column(String(12))
    """For a district bureau: the adcode it answers for."""


class User(Base):
    """A person who can sign in."""

    __tablename__ = "user_account"

    id: Mapped[Pk]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    demo: Mapped[bool] = mapped_column(default=False)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    lang: Mapped[str | None] = mapped_column(String(2))
    created_at: Mapped[CreatedAt]
    last_login_at: Mapped[datetime | None]

    organisation: Mapped[Organisation | None] = relationship(lazy="joined")
    grants: Mapped[list[RoleGrant]] = relationship(
        back_populates="user", lazy="selectin", cascade="all, delete-orphan"
    )


class RoleGrant(Base):
    """One role of one person, for everything or for one district, company or station."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("user_id", "role", "scope", "scope_key"),)

    id: Mapped[Pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    role: Mapped[Key]
    scope: Mapped[Key] = mapped_column(default="all")
    scope_key: Mapped[Key] = mapped_column(default="")
    """District code, organisation key or station code; empty for ``all``."""

    user: Mapped[User] = relationship(back_populates="grants")
