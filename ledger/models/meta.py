"""Facts about the installation: which demo is loaded, the demo clock, chosen defaults."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ledger.models.base import Base


class Counter(Base):
    """A number that only grows, counted in the transaction that uses it."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[int]


class Meta(Base):
    """One named fact, e.g. ``demo`` -> ``{"set": "sample", "now": "..."}``."""

    __tablename__ = "meta"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[dict[str, Any]]
