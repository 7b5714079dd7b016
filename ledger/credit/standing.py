"""What a company's record says on a day: points, level, and how much of each entry counts.

The cap of an inspection is worked out here, not when an entry is made: an entry that is taken back
lets the others of its inspection count again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.credit import rules
from ledger.models import CreditEntry, Organisation


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Points and level of a company on a day."""

    on: date
    points: int
    level: str
    charged: int
    """What was taken away this natural year, after caps."""
    proven_until: date | None
    """Last day of the lowest level for proven interference; None: there is none."""
    counted: Mapping[int, int]
    """Id of an entry -> how many of its points count."""


def entries_of(session: Session, company: Organisation, on: date) -> list[CreditEntry]:
    """Return a company's entries up to a day, in the order of their events."""
    query = select(CreditEntry).where(
        CreditEntry.company_id == company.id, CreditEntry.counts_on <= on
    )
    return list(session.scalars(query.order_by(CreditEntry.event_position, CreditEntry.id)))


def standing(session: Session, company: Organisation, on: date) -> Standing:
    """Return where a company stands on a day."""
    return reckon(entries_of(session, company, on), on)


def reckon(entries: Iterable[CreditEntry], on: date) -> Standing:
    """Return the standing that entries up to a day amount to."""
    rows = [entry for entry in entries if entry.counts_on <= on]
    undone = {entry.counters_id for entry in rows if entry.counters_id is not None}
    valid = [e for e in rows if e.kind != "counter" and e.id not in undone]
    counted = _counted(valid)
    charged = sum(counted[entry.id] for entry in valid if entry.year == on.year)
    points = max(0, rules.number("points_a_year") - charged)
    until = _proven_until(valid, on)
    level = rules.LEVELS[-1] if until is not None else rules.level_of(points)
    return Standing(
        on=on, points=points, level=level, charged=charged, proven_until=until, counted=counted
    )


def _counted(valid: Iterable[CreditEntry]) -> dict[int, int]:
    """Return the points of each entry after the cap of its inspection, first come first counted."""
    cap = rules.number("cap_per_inspection")
    used: dict[tuple[int, str], int] = defaultdict(int)
    found = {}
    for entry in valid:
        share = entry.points
        if entry.capped and entry.inspection:
            place = (entry.year, entry.inspection)
            share = min(share, cap - used[place])
            used[place] += share
        found[entry.id] = share
    return found


def _proven_until(valid: list[CreditEntry], on: date) -> date | None:
    """Return until when proven interference means the lowest level.

    It ends with as many natural years in a row without a point as the rules ask for.
    """
    proven = [entry.year for entry in valid if entry.kind == "proven"]
    if not proven:
        return None
    needed, year, clean = rules.number("repair_clean_years"), max(proven), 0
    stained = {entry.year for entry in valid if entry.points > 0}
    while clean < needed:
        year += 1
        clean = 0 if year in stained else clean + 1
    return date(year, 12, 31) if on.year <= year else None


def weight(session: Session, company: Organisation, on: date) -> int:
    """Return what a company's level adds to the weight of its stations in a draw."""
    return rules.number(f"weight_{standing(session, company, on).level}")
