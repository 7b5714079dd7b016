"""Status overlays of stations: issues, data freshness, site environment, and the worst of them.

Every overlay asks the database a fixed number of questions, however many stations there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from ledger.models import Station, User
from ledger.overlays import freshness, issues, messages, site  # noqa: F401  (registers texts)
from ledger.overlays.status import OVERLAYS, Level, Overlay, Reason, Status, overall

__all__ = ["OVERLAYS", "Level", "Overlay", "Reason", "Status", "statuses"]


def statuses(
    session: Session, stations: Iterable[Station], at: datetime, *, actor: User | None
) -> dict[int, dict[Overlay, Status]]:
    """Return by station id the status of every overlay at a moment, as one person may see it.

    Parameters
    ----------
    actor : User or None
        Issues and findings that this person may not see neither colour a station nor stand among
        its reasons; nobody sees none.
    at : aware datetime
        What counts as now: :func:`ledger.clock.now`.
    """
    ids = [station.id for station in stations]
    if not ids:
        return {}
    tests = {
        "issues": issues.statuses(session, ids, at, actor=actor),
        "freshness": freshness.statuses(session, ids, at),
        "site": site.statuses(session, ids, at, actor=actor),
    }
    found: dict[int, dict[Overlay, Status]] = {}
    for id_ in ids:
        single: dict[Overlay, Status] = {
            "issues": tests["issues"][id_],
            "freshness": tests["freshness"][id_],
            "site": tests["site"][id_],
        }
        found[id_] = {"overall": overall(single), **single}
    return found
