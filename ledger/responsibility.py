"""Who has to put an issue right, by the rule of its type."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.catalog import IssueType
from ledger.models import Organisation, Station


@dataclass(frozen=True)
class Responsible:
    """The kind of the responsible party, and the organisation where it is known."""

    kind: str
    """om_company, local_gov or other."""
    organisation: Organisation | None


def responsible_for(session: Session, kind: IssueType, station: Station) -> Responsible:
    """Return who answers for a type of issue at a station.

    O&M work falls to the station's company; local duty (roads, fences, buildings: the domain
    rules, §0.4) to the bureau of the district it stands in, whatever district it counts for.
    """
    party = kind.responsible_default
    if party == "om_company":
        return Responsible(party, station.company)
    if party == "local_gov":
        return Responsible(party, district_bureau(session, station))
    return Responsible(party, None)


def district_bureau(session: Session, station: Station) -> Organisation | None:
    """Return the bureau of the district a station stands in; None where none is known."""
    if station.stands_in_code is None:
        return None
    return session.scalar(
        select(Organisation)
        .where(
            Organisation.kind == "district_bureau",
            Organisation.district_code == station.stands_in_code,
        )
        .order_by(Organisation.id)
        .limit(1)
    )
