"""``finding.public_copy``: copies of a finding's pictures that may be published."""

from __future__ import annotations

from geo.errors import Refused
from imagery.publish import public_place
from ledger import chain
from ledger.models import Finding, Job, User
from workers.context import Context
from workers.sheets.public import copies, originals


def run(ctx: Context, job: Job) -> None:
    """Make them: {"copies": [{"sha256", "kind", "gsd_m", "method", ...}], "left", "lonlat"}.

    The door that enqueues the job has asked whether the person may publish. Whether the finding
    is kept back is asked again at the end: somebody may have found interference meanwhile.
    """
    with ctx.reading() as session:
        finding = session.get(Finding, job.subject_id)
        if finding is None:
            return
        _demand_shown(finding)
        found, place = originals(session, finding), public_place(finding.geom)
    made = copies(ctx, found)
    with ctx.finishing() as session:
        finding = session.get_one(Finding, job.subject_id, with_for_update=True)
        _demand_shown(finding)
        ctx.result = {**made, "lonlat": list(place)}
        chain.append(
            session,
            actor=session.get(User, job.created_by_id) if job.created_by_id else None,
            action="publish",
            finding=finding,
            from_state=finding.state,
            to_state=finding.state,
            payload={"copies": [copy["sha256"] for copy in made["copies"]]},
        )


def _demand_shown(finding: Finding) -> None:
    """Refuse what is kept back; a refusal ends the job, a conflict would be tried again."""
    if finding.withheld:
        raise Refused("finding.publish_withheld")
