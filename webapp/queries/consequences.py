"""What accepting a finding would mean: mode, deadline, who is responsible, who is told."""

from __future__ import annotations

from typing import Any

from geo import messages
from geo.errors import Refused
from ledger import review
from ledger.models import Finding
from webapp import db, lang
from webapp.serial.moments import day
from webapp.serial.people import organisation_name


def if_accepted(finding: Finding) -> dict[str, Any] | None:
    """Return the consequences for the proposed code; None when it cannot be accepted as it is."""
    try:
        plan = review.if_accepted(db.session(), finding)
    except Refused:
        return None
    way, responsible = lang.current(), plan.responsible
    name = (
        organisation_name(responsible.organisation, way)
        if responsible.organisation
        else messages.text(f"responsible.{responsible.kind}", way)
    )
    return {
        "grade": plan.grade,
        "mode": plan.mode,
        "deadline_days": plan.deadline.days,
        "deadline_unit": plan.deadline.unit,
        "deadline_on": day(plan.deadline.on),
        "responsible": {"kind": responsible.kind, "name": name},
        "told": [organisation_name(organisation, way) for organisation in plan.told],
        "withheld": plan.withheld,
    }
