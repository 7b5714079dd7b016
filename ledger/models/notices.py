"""What people are told, and the outbox of what still has to leave the house."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.models.base import Base, CreatedAt, Key, Pk, Sha256
from ledger.models.people import User

CHANNELS = ("mail", "webhook")
"""Ways out of the house; in the app the notice itself is shown."""
SENDING_STATES = ("waiting", "sent", "failed", "dropped")


class Notice(Base):
    """One thing that one person is told; in the app it is there exactly once."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_user_id_read_at", "user_id", "read_at"),)

    id: Mapped[Pk]
    key: Mapped[Sha256] = mapped_column(unique=True)
    """Digest of cause, kind and person: the same is never told twice."""
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    kind: Mapped[Key]
    """A code of the message catalogue, e.g. ``notice.yellow``."""
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    link: Mapped[str] = mapped_column(String(255))
    """A path of this site."""
    issue_id: Mapped[int | None] = mapped_column(index=True)
    """What it is about; who may no longer see that, no longer sees the notice. No foreign key:
    an issue may be taken back."""
    event_position: Mapped[int | None]
    """Place of the cause in the record."""
    urgent: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
    """By the clock of pages and deadlines."""
    created_at: Mapped[CreatedAt]
    read_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()


class NoticeWish(Base):
    """How one person wants to be told outside the app; without a row: by mail, at any hour."""

    __tablename__ = "notice_wish"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    mail: Mapped[bool] = mapped_column(default=True)
    quiet_from: Mapped[int | None]
    """Minute of the city's day at which quiet begins; None: there is none."""
    quiet_until: Mapped[int | None]
    """Minute at which it ends, the next morning where it is the earlier one."""


class NoticeSending(Base):
    """One notice on one way out: sent by a worker, under a lease, after the commit."""

    __tablename__ = "notice_sending"
    __table_args__ = (
        UniqueConstraint("notice_id", "channel"),
        Index("ix_notice_sending_state_due_at", "state", "due_at"),
    )

    id: Mapped[Pk]
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    channel: Mapped[Key]
    state: Mapped[Key] = mapped_column(default="waiting")
    due_at: Mapped[datetime]
    """Not before; a failed attempt puts it off."""
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    lease: Mapped[str] = mapped_column(String(32), default="")
    """Whose attempt it is: only that one may say how it ended."""
    why: Mapped[str] = mapped_column(Text, default="")
    """Why the last attempt failed, or why nothing was sent."""
    sent_at: Mapped[datetime | None]

    notice: Mapped[Notice] = relationship()
