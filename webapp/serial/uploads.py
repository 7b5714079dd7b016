"""An upload as JSON."""

from __future__ import annotations

from typing import Any

from ledger.models import Upload
from webapp.lang import say


def upload_json(upload: Upload, offset: int) -> dict[str, Any]:
    """Return an upload and what became of it."""
    refusal = upload.details.get("refusal")
    return {
        "id": upload.id,
        "state": upload.state,
        "offset": offset,
        "length": upload.length,
        "filename": upload.filename,
        "scene_id": upload.scene_id,
        "flight_id": upload.flight_id,
        "job_id": upload.job_id,
        "duplicate": upload.duplicate,
        "refusal": refusal
        and {"code": refusal["code"], "text": say(refusal["code"], **refusal["params"])},
    }
