"""Papers of a finding as JSON: how far the worker is, and where the result is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from geo import messages
from geo.messages import Lang
from ledger.models import Finding, Job
from webapp.serial.jobs import error_json, stage_text

NONE = "none"
"""Nobody has asked for it yet, or the finding has changed since."""
LIMITS = ("publish.limits_height", "publish.limits_known", "publish.limits_place")


def sheet_json(finding: Finding, job: Job | None, lang: Lang) -> dict[str, Any]:
    """Return the state of an evidence sheet and, once it is there, its address."""
    result = job.result if job is not None and job.state == "done" else {}
    url = f"/api/v1/media/{result['sha256']}?of=sheet:{finding.id}" if result else None
    return _progress(job, lang) | {
        "url": url,
        "name": sheet_name(finding.id),
        "bytes": result.get("bytes"),
        "lang": job.payload["lang"] if job is not None else lang,
    }


def sheet_name(finding_id: int) -> str:
    """Return the name under which a sheet is saved: the number that stands on it."""
    return f"F-{finding_id}.pdf"


def copies_json(finding: Finding, job: Job | None, lang: Lang) -> dict[str, Any]:
    """Return the state of public copies: those there are, those there cannot be and why."""
    result = job.result if job is not None and job.state == "done" else {}
    return _progress(job, lang) | {
        "copies": [_copy(copy, finding, lang) for copy in result.get("copies", ())],
        "left": [
            _coded([left["code"]], lang, **left["params"])[0] | {"kind": left["kind"]}
            for left in result.get("left", ())
        ],
        "place": result.get("lonlat"),
        "limits": _coded(LIMITS, lang),
    }


def _progress(job: Job | None, lang: Lang) -> dict[str, Any]:
    if job is None:
        return {"job": None, "state": NONE, "percent": 0, "stage_text": "", "error": None}
    return {
        "job": job.id,
        "state": job.state,
        "percent": job.percent,
        "stage_text": stage_text(job, lang),
        "error": error_json(job.error_code, job.error_params, lang),
    }


def _copy(copy: Mapping[str, Any], finding: Finding, lang: Lang) -> dict[str, Any]:
    told = ("sha256", "name", "kind", "width", "height", "gsd_m", "day")
    return {name: copy[name] for name in told} | {
        "url": f"/api/v1/media/{copy['sha256']}?of=public:{finding.id}",
        "method": _coded(copy["method"], lang),
    }


def _coded(codes: Iterable[str], lang: Lang, **params: Any) -> list[dict[str, str]]:
    return [{"code": code, "text": messages.text(code, lang, **params)} for code in codes]
