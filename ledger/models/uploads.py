"""Resumable uploads (tus 1.0) on their way in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ledger.models.base import Base, CreatedAt, Key


class Upload(Base):
    """One file being received; the bytes lie in the upload folder until it is complete."""

    __tablename__ = "upload"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    filename: Mapped[str] = mapped_column(String(255))
    length: Mapped[int] = mapped_column(BigInteger)
    offset: Mapped[int] = mapped_column(BigInteger, default=0)
    state: Mapped[Key] = mapped_column(default="receiving")
    """receiving, complete, taken (became a scene or a flight), cancelled, expired."""
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the uploader declared: station, source kind, capture time, baseline, bands."""
    sha256: Mapped[str | None] = mapped_column(String(64))
    scene_id: Mapped[int | None] = mapped_column(ForeignKey("scene.id"))
    flight_id: Mapped[int | None] = mapped_column(ForeignKey("flight.id"))
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    duplicate: Mapped[bool] = mapped_column(default=False)
    """Whether the same bytes had already come in."""
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[datetime]
