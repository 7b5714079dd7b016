"""The domain's tables as versioned rows, and the views of the ledger that people keep."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.models.base import Base, CreatedAt, Key, Pk
from ledger.models.people import User


class RuleRow(Base):
    """One version of one row of a domain table; never updated, never deleted.

    A row counts from :attr:`valid_from` until a later version of the same key does.
    """

    __tablename__ = "rule_row"
    __table_args__ = (UniqueConstraint("table_name", "key", "version"),)

    id: Mapped[Pk]
    table: Mapped[Key] = mapped_column("table_name")
    """Name of the domain table, e.g. ``taxonomy``."""
    key: Mapped[str] = mapped_column(String(128))
    """What names the row in its table, e.g. ``ENV-01``."""
    version: Mapped[int]
    """From 1 for each key."""
    edition: Mapped[int] = mapped_column(unique=True)
    """Place among all changes of the rulebook, from 1 without a gap: what an issue refers to."""
    place: Mapped[int]
    """Place in the table; a new row comes last."""
    standard: Mapped[str] = mapped_column(String(255), default="")
    standard_edition: Mapped[str] = mapped_column(String(64), default="")
    valid_from: Mapped[date | None]
    """None: since ever."""
    valid_to: Mapped[date | None]
    """Last day; None: until a later version counts."""
    certainty: Mapped[str] = mapped_column(String(64), default="")
    content: Mapped[dict[str, Any]]
    """The row, column by column, as text."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    """None: loaded from the file of the release."""
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]

    by: Mapped[User | None] = relationship()


class SavedView(Base):
    """A filter of the ledger that a person kept under a name."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[Pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    query: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The filter as the ledger page's address says it."""
    shared: Mapped[bool] = mapped_column(default=False)
    """Everybody of the owner's organisation may use it."""
    is_default: Mapped[bool] = mapped_column(default=False)
    """What the owner sees on opening the ledger."""
    created_at: Mapped[CreatedAt]

    user: Mapped[User] = relationship()
