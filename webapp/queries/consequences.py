"""What accepting a finding would mean: mode, deadline, who is responsible, who is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from geo import messages
from ledger import catalog
from ledger.models import Finding, Organisation, Station
from webapp import db, lang
from webapp.queries.issues import today
from webapp.serial.moments import day
from webapp.serial.people import organisation_name


def if_accepted(finding: Finding) -> dict[str, Any] | None:
    """Return the consequences for the proposed code; None for a code outside the taxonomy."""
    kind = catalog.taxonomy().get(finding.code)
    if kind is None:
        return None
    organisation = _responsible(kind.responsible_default, finding.station)
    calendar = kind.deadline_unit == "calendar" and kind.deadline_days > 0
    name = (
        organisation_name(organisation, lang.current())
        if organisation
        else messages.text(f"responsible.{kind.responsible_default}", lang.current())
    )
    return {
        "mode": kind.default_mode,
        "deadline_days": kind.deadline_days,
        "deadline_unit": kind.deadline_unit,
        "deadline_on": day(today() + timedelta(days=kind.deadline_days)) if calendar else None,
        "responsible": {"kind": kind.responsible_default, "name": name},
        "told": [name] if organisation else [],
    }


def _responsible(kind: str, station: Station) -> Organisation | None:
    if kind == "om_company":
        return station.company
    if kind != "local_gov":
        return None
    return db.session().scalar(
        select(Organisation).where(
            Organisation.kind == "district_bureau",
            Organisation.district_code == (station.stands_in_code or station.counts_for_code),
        )
    )
