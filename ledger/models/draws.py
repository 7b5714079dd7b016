"""Double-random draws (双随机一公开): inspectors, draws, and their unchangeable documents."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ledger.models.base import Base, CreatedAt, Key, Pk, Sha256
from ledger.models.people import Organisation, User
from ledger.models.places import Station

DRAW_STATES = ("announced", "frozen", "committed", "drawn", "void")
RECORDS = (
    *("announcement", "pools", "commit", "secret", "entropy", "seed", "change", "void"),
    *("notice", "proof"),
)
"""The documents of a draw, in the order they come into being."""


class Inspector(Base):
    """A person of the inspectors' library (检查人员库)."""

    __tablename__ = "inspector"

    id: Mapped[Pk]
    number: Mapped[Key] = mapped_column(unique=True)
    """JC-<four digits>: what is published instead of the name."""
    name: Mapped[str] = mapped_column(String(64))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    certificate: Mapped[str] = mapped_column(String(96), default="")
    qualified_until: Mapped[date | None]
    """Last day of the qualification; None: none."""
    kinds: Mapped[list[Any]] = mapped_column(default=list)
    """Kinds of stations the qualification covers: air, water."""
    districts: Mapped[list[Any]] = mapped_column(default=list)
    """Codes of districts where the person may not inspect (own district)."""
    former: Mapped[list[Any]] = mapped_column(default=list)
    """[{"company": organisation key, "until": "YYYY-MM-DD"}]: former employers."""
    relatives: Mapped[list[Any]] = mapped_column(default=list)
    """Organisation keys or station codes at which a relative was declared."""
    leave: Mapped[list[Any]] = mapped_column(default=list)
    """[{"from": "YYYY-MM-DD", "until": "YYYY-MM-DD"}]: when the person is away."""
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[CreatedAt]
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = relationship(lazy="selectin")
    __mapper_args__ = {"version_id_col": version}


class Draw(Base):
    """One draw and how far it is; what it consists of stands in its records."""

    __tablename__ = "draw"

    id: Mapped[Pk]
    number: Mapped[str] = mapped_column(String(32), unique=True)
    """CC-<city>-<year>-<five digits>."""
    title: Mapped[str] = mapped_column(String(120))
    state: Mapped[Key] = mapped_column(default="announced", index=True)
    announced_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    party_a_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    party_b_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    announced_at: Mapped[datetime]
    reveal_due_on: Mapped[date | None]
    """Last day to reveal; set by the second commit."""
    drawn_on: Mapped[date | None]
    notice_published_at: Mapped[datetime | None]
    """The announcement with the pools' hash is public."""
    proof_published_at: Mapped[datetime | None]
    """The whole draw is public."""
    inner: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Why an interest stands in the frozen pools: {inspector: {key: former|relative}}."""
    steps: Mapped[int] = mapped_column(default=0)
    """How many documents there are."""
    created_at: Mapped[CreatedAt]
    version: Mapped[int] = mapped_column(default=1)

    announced_by: Mapped[User] = relationship(foreign_keys=[announced_by_id])
    party_a: Mapped[User] = relationship(foreign_keys=[party_a_id])
    party_b: Mapped[User] = relationship(foreign_keys=[party_b_id])
    records: Mapped[list[DrawRecord]] = relationship(order_by="DrawRecord.seq", viewonly=True)
    stations: Mapped[list[DrawnStation]] = relationship(
        order_by="DrawnStation.place", viewonly=True
    )
    __mapper_args__ = {"version_id_col": version}


class DrawRecord(Base):
    """One document of a draw, byte for byte; never updated, never deleted."""

    __tablename__ = "draw_record"
    __table_args__ = (UniqueConstraint("draw_id", "seq"),)

    id: Mapped[Pk]
    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id"))
    seq: Mapped[int]
    kind: Mapped[Key]
    party: Mapped[Key] = mapped_column(default="")
    """a or b, for a commit and a secret."""
    body: Mapped[str] = mapped_column(Text)
    """Canonical JSON."""
    sha256: Mapped[Sha256]
    note: Mapped[str] = mapped_column(Text, default="")
    """Why, in words; kept inside."""
    actor_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]

    draw: Mapped[Draw] = relationship(viewonly=True)
    actor: Mapped[User] = relationship()


class DrawnStation(Base):
    """A station that was drawn, with who inspects it now."""

    __tablename__ = "drawn_station"
    __table_args__ = (UniqueConstraint("draw_id", "station_id"),)

    id: Mapped[Pk]
    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id"))
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"), index=True)
    place: Mapped[int]
    """Place in the order of the draw, from 1."""
    how: Mapped[Key]
    """forced (not checked for too long) or weighted."""
    drawn_on: Mapped[date]
    inspectors: Mapped[list[Any]] = mapped_column(default=list)
    """Numbers of the inspectors after every redraw."""

    draw: Mapped[Draw] = relationship(viewonly=True)
    station: Mapped[Station] = relationship()
