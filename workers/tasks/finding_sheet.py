"""``finding.sheet``: the evidence sheet of a finding, in the language that was asked for."""

from __future__ import annotations

from geo.messages import Lang
from imagery.sheet import evidence_sheet
from ledger.models import Finding, Job
from workers.context import Context
from workers.sheets import sheet_data


def run(ctx: Context, job: Job) -> None:
    """Make one PDF; the job's result names it: {"sha256", "lang", "bytes"}.

    The payload holds ``lang`` (zh or en) and ``by``, the name that stands on the sheet; the door
    that enqueues the job has asked whether that person may see the finding.
    """
    lang: Lang = "en" if job.payload.get("lang") == "en" else "zh"
    with ctx.reading() as session:
        finding = session.get(Finding, job.subject_id)
        if finding is None:
            return
        by = str(job.payload.get("by") or "")
        data = sheet_data(session, ctx.store, finding, made_by=by, made_at=job.created_at)
    ctx.stage("stage.evidence", 40)
    pdf = evidence_sheet(data, lang)
    ctx.result = {"sha256": ctx.store.put_bytes(pdf), "lang": lang, "bytes": len(pdf)}
    with ctx.finishing():
        pass
