"""The rectification plan as a versioned document: filed, returned with a reason, put on file."""

from __future__ import annotations

from ledger.issues.context import Taking
from ledger.issues.outcome import Outcome
from ledger.models import IssuePlan


def file(t: Taking) -> Outcome:
    """Add the next version of the plan; earlier versions stay."""
    plan = IssuePlan(
        version=len(t.issue.plans) + 1,
        text=t.given.plan_text,
        measures=list(t.given.measures),
        author_id=t.person.id,
        organisation_id=t.person.organisation_id,
        filed_at=t.at,
    )
    t.issue.plans.append(plan)
    return Outcome({"plan": plan.version, "measures": plan.measures, "text": plan.text})


def send_back(t: Taking) -> Outcome:
    """Write the reason beside the version that is sent back."""
    plan = t.issue.plans[-1]
    plan.returned_reason = t.given.reason
    return Outcome({"plan": plan.version})


def accept(t: Taking) -> Outcome:
    """Put the newest version on file under its number."""
    plan = t.issue.plans[-1]
    plan.filing_no = f"FA-{t.issue.number}-{plan.version}"
    return Outcome({"plan": plan.version, "filing_no": plan.filing_no})
