"""``finding.pictures``: what a person drew gets the pictures that the machine's findings have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from ledger import chain
from ledger.models import Finding, Job
from workers.context import Context
from workers.drawn import Drawn


def run(ctx: Context, job: Job) -> None:
    """Cut crop, baseline crop and frames of one finding: {"pictures": n} or {"superseded": true}.

    The finding's version stays: nobody who looks at it decides about something else than before.
    """
    with ctx.reading() as session:
        finding = session.get(Finding, job.subject_id)
        if finding is None:
            return
        drawn = Drawn.of(session, finding)
    ctx.stage("stage.evidence", 10)
    entries = drawn.pictures(ctx)
    with ctx.finishing() as session:
        row = session.get_one(Finding, job.subject_id, with_for_update=True)
        ctx.result = _written(session, row, drawn, entries)


def _written(
    session: Session, row: Finding, drawn: Drawn, entries: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    if not row.geom.equals(drawn.polygon):
        return {"superseded": True}  # its outline was changed meanwhile: a younger job cuts anew
    if not entries:
        return {"pictures": 0}
    compared = any(entry["kind"] == "baseline" for entry in entries)
    reference = drawn.reference.id if drawn.reference and compared else None
    values = {"evidence": list(entries), "reference_id": reference}
    session.execute(update(Finding).where(Finding.id == row.id).values(values))
    chain.append(
        session,
        actor=None,
        action="pictures",
        finding=row,
        from_state=row.state,
        to_state=row.state,
        payload={"evidence": [entry["sha256"] for entry in entries]},
    )
    return {"pictures": len(entries)}
