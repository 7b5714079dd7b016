"""A job as JSON: what it does, how far it is, why it failed, what the caller may do."""

from __future__ import annotations

from typing import Any

from geo import messages
from geo.messages import Lang
from ledger import access
from ledger.models import Job, User
from webapp.serial.moments import moment

messages.register(
    {
        "job.kind.scene.intake": ("检查并入库影像", "Check and store the image"),
        "job.kind.card.intake": ("检查并入库飞行照片", "Check and store the flight's photos"),
        "job.kind.flight.place": ("照片定位与覆盖计算", "Place the photos, work out the coverage"),
        "job.kind.flight.mosaic": ("拼接正射", "Make the mosaic"),
        "job.kind.finding.sheet": ("生成证据单", "Make an evidence sheet"),
        "job.kind.finding.public_copy": ("制作公开副本", "Make public copies"),
        "job.kind.finding.pictures": (
            "截取标绘线索的证据图",
            "Cut the pictures of a drawing",
        ),
        "job.kind.scene.detect": ("查找疑似问题", "Look for suspected problems"),
        "job.kind.demo.render": ("生成演示影像", "Make the demo images"),
        "job.state.queued": ("排队中", "Waiting"),
        "job.state.running": ("处理中", "Running"),
        "job.state.done": ("已完成", "Done"),
        "job.state.failed": ("失败", "Failed"),
        "job.state.cancelled": ("已取消", "Cancelled"),
    }
)


def job_json(job: Job, lang: Lang, actor: User | None) -> dict[str, Any]:
    """Return a job for one person in one language."""
    kind = f"job.kind.{job.kind}"
    title = messages.text(kind, lang) if messages.known(kind) else job.kind
    return {
        "id": job.id,
        "kind": job.kind,
        "title": title,
        "subject_kind": job.subject_kind,
        "subject_id": job.subject_id,
        "state": job.state,
        "stage": job.stage,
        "stage_text": stage_text(job, lang),
        "percent": job.percent,
        "attempts": job.attempts,
        "error": error_json(job.error_code, job.error_params, lang),
        "created_at": moment(job.created_at),
        "started_at": moment(job.started_at),
        "ended_at": moment(job.ended_at),
        "cancel_requested": job.cancel_requested,
        "actions": _actions(job, actor),
    }


def error_json(code: str | None, params: dict[str, Any], lang: Lang) -> dict[str, Any] | None:
    """Return a coded reason with its words, or None."""
    return {"code": code, "text": messages.text(code, lang, **params)} if code else None


def stage_text(job: Job, lang: Lang) -> str:
    """Return what the job is doing, in words."""
    if job.state == "running" and job.stage:
        return messages.text(job.stage, lang)
    return messages.text(f"job.state.{job.state}", lang)


def _actions(job: Job, actor: User | None) -> list[str]:
    if not access.can(actor, "job.control", job):
        return []
    if job.state in {"queued", "running"}:
        return [] if job.cancel_requested else ["cancel"]
    return ["retry"] if job.state in {"failed", "cancelled"} else []
