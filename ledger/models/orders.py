"""Work orders (运维工单) as a company handed them in, their photos, imports and samples."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.models.base import Base, CreatedAt, Key, Pk, Sha256
from ledger.models.people import Organisation, User
from ledger.models.places import Station

PHOTO_STATES = ("waiting", "stored", "missing", "refused")
VERDICTS = ("", "ok", "problem", "unclear")


class OrderImport(Base):
    """One file of orders that was taken in."""

    __tablename__ = "order_import"

    id: Mapped[Pk]
    company_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    filename: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[Sha256]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{"new", "change", "same", "months": [...]}."""
    photos_upload: Mapped[str] = mapped_column(String(36), default="")
    """The upload with the photos' archive; empty when none came."""
    photos: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What became of them: {"stored", "missing", "refused", "unused"}."""
    state: Mapped[Key] = mapped_column(default="waiting")
    """waiting (for photos and checks), done, failed."""
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime]

    company: Mapped[Organisation] = relationship()
    made_by: Mapped[User] = relationship()


class OrderMapping(Base):
    """Which header means which field in the files of one company, as last imported."""

    __tablename__ = "order_mapping"

    id: Mapped[Pk]
    company_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), unique=True)
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Header -> field; an empty field: not used."""


class WorkOrder(Base):
    """One order of one company: planned, done, written down."""

    __tablename__ = "work_order"
    __table_args__ = (UniqueConstraint("company_id", "number"),)

    id: Mapped[Pk]
    number: Mapped[Key]
    company_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"), index=True)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("order_import.id"), index=True)
    month: Mapped[str] = mapped_column(String(7), index=True)
    """YYYY-MM of the planned day in the city."""
    kind: Mapped[Key] = mapped_column(index=True)
    planned_at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    person: Mapped[str] = mapped_column(String(64), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    instrument: Mapped[str] = mapped_column(String(128), default="")
    consumable: Mapped[str] = mapped_column(String(128), default="")
    consumable_age_days: Mapped[float | None]
    parameters: Mapped[str] = mapped_column(String(255), default="")
    digest: Mapped[Sha256]
    """Of the row's values: the same row again changes nothing."""
    checks: Mapped[list[Any]] = mapped_column(default=list)
    """[{"rule", "check", "verdict": pass|hit|not_assessed, "why", "measured", "limit"}]."""
    checked_at: Mapped[datetime | None]
    covered: Mapped[bool] = mapped_column(default=False, index=True)
    """Every rule that applies could be judged: none was skipped for missing data."""
    late: Mapped[bool | None]
    """Whether it was closed late; None: cannot be said."""
    created_at: Mapped[CreatedAt]
    version: Mapped[int] = mapped_column(default=1)

    station: Mapped[Station] = relationship()
    company: Mapped[Organisation] = relationship()
    photos: Mapped[list[OrderPhoto]] = relationship(
        back_populates="order", order_by="OrderPhoto.id", cascade="all, delete-orphan"
    )
    __mapper_args__ = {"version_id_col": version}


class OrderPhoto(Base):
    """A photo that an order names; its picture may come later, or never."""

    __tablename__ = "order_photo"
    __table_args__ = (UniqueConstraint("order_id", "name"),)

    id: Mapped[Pk]
    order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"))
    name: Mapped[str] = mapped_column(String(160))
    state: Mapped[Key] = mapped_column(default="waiting")
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    """Of the bytes that came."""
    stored_sha: Mapped[str | None] = mapped_column(String(64))
    thumb_sha: Mapped[str | None] = mapped_column(String(64))
    look_hash: Mapped[str] = mapped_column(String(16), default="", index=True)
    taken_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(String(64), default="")
    """Code of the refusal."""

    order: Mapped[WorkOrder] = relationship(back_populates="photos")


class OrderSample(Base):
    """A random sample of one month's orders for a human check; the seed replays it."""

    __tablename__ = "order_sample"

    id: Mapped[Pk]
    month: Mapped[str] = mapped_column(String(7), index=True)
    company_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    seed: Mapped[Sha256]
    pool: Mapped[Sha256]
    """Digest of the numbers drawn from, sorted."""
    pool_size: Mapped[int]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime]

    company: Mapped[Organisation] = relationship()
    made_by: Mapped[User] = relationship()
    items: Mapped[list[OrderSampleItem]] = relationship(
        order_by="OrderSampleItem.place", cascade="all, delete-orphan"
    )


class OrderSampleItem(Base):
    """One sampled order and what a supervisor said of it."""

    __tablename__ = "order_sample_item"
    __table_args__ = (UniqueConstraint("sample_id", "order_id"),)

    id: Mapped[Pk]
    sample_id: Mapped[int] = mapped_column(ForeignKey("order_sample.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"), index=True)
    place: Mapped[int]
    verdict: Mapped[Key] = mapped_column(default="")
    """Empty until judged; ok, problem or unclear."""
    note: Mapped[str] = mapped_column(Text, default="")
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    judged_at: Mapped[datetime | None]

    order: Mapped[WorkOrder] = relationship()
    judged_by: Mapped[User | None] = relationship()
