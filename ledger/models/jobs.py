"""Job rows: the truth about long work; the broker only wakes workers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ledger.models.base import Base, CreatedAt, Key, Pk

STATES = ("queued", "running", "done", "failed", "cancelled")


class Job(Base):
    """One piece of long work, written in the same transaction as its cause."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state_lease", "state", "lease_until"),)

    id: Mapped[Pk]
    kind: Mapped[Key]
    """e.g. scene.intake, scene.detect, card.intake."""
    queue: Mapped[Key]
    """intake, imagery or ledger."""
    subject_kind: Mapped[Key]
    subject_id: Mapped[int] = mapped_column(index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[Key] = mapped_column(default="queued")
    stage: Mapped[str] = mapped_column(String(64), default="")
    percent: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    lease_token: Mapped[int] = mapped_column(default=0)
    """Fencing token: grows with every lease; a result with an older one is refused."""
    worker: Mapped[str] = mapped_column(String(128), default="")
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    error_code: Mapped[str | None] = mapped_column(String(96))
    error_params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[CreatedAt]
    sent_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
