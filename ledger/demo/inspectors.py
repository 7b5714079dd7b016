"""The demo's inspectors' library: enough people for a draw, with every kind of recusal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ledger import counters
from ledger.models import Inspector, Organisation

NAMES = "甲乙丙丁戊己庚辛"
QUALIFIED_UNTIL = date(2030, 12, 31)


def create_inspectors(session: Session, organisations: Mapping[str, Organisation]) -> None:
    """Put eight people into the library; one is of the district, one comes from the company."""
    city, district, company = (organisations[name] for name in ("city", "district", "company"))
    special: dict[int, dict[str, Any]] = {
        1: {"organisation": district, "districts": [district.district_code or ""]},
        2: {"former": [{"company": company.key, "until": "2029-12-31"}]},
        3: {"relatives": [company.key]},
        6: {"qualified_until": date(2020, 12, 31)},
    }
    for n, name in enumerate(NAMES):
        fields: dict[str, Any] = {
            "name": f"检查员{name}",
            "organisation": city,
            "certificate": f"DEMO-{n + 1:03d}",
            "qualified_until": QUALIFIED_UNTIL,
            "kinds": ["air", "water"],
        } | special.get(n, {})
        number = f"JC-{counters.following(session, 'inspector'):04d}"
        session.add(Inspector(number=number, **fields))
    session.flush()
