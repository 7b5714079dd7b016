"""The record as JSON: its head, a check of it, and what it said of an issue on a day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo import messages
from geo.messages import Lang
from ledger.audit import AuditReport, Head, Said
from ledger.heads import groups
from webapp.serial.issues import step_name  # noqa: F401  (registers the words of issues)
from webapp.serial.moments import moment

messages.register(
    {
        "as_of.state": ("状态", "State"),
        "as_of.code": ("类型", "Type"),
        "as_of.grade": ("等级", "Grade"),
        "as_of.mode": ("处理方式", "Handling"),
        "as_of.deadline_on": ("整改期限", "Deadline"),
        "as_of.deadline_days": ("期限天数", "Days"),
        "as_of.deadline_unit": ("天数单位", "Unit of days"),
        "as_of.plan_due_on": ("方案期限", "Plan due"),
        "as_of.responsible_kind": ("责任类别", "Kind of duty"),
        "as_of.responsible": ("责任单位", "Responsible"),
        "as_of.responsible_person": ("责任人", "Responsible person"),
        "as_of.filing_no": ("备案号", "Filing number"),
        "as_of.close_no": ("销号编号", "Close-out number"),
        "as_of.parent": ("上级问题", "Parent issue"),
        "as_of.unit.calendar": ("自然日", "calendar days"),
        "as_of.unit.working": ("工作日", "working days"),
        "as_of.mode.on_spot": ("立行立改", "on the spot"),
        "as_of.mode.time_limit": ("限期整改", "within a time limit"),
        "as_of.mode.transfer": ("移送", "transfer"),
    }
)

_WORDS = {
    "state": "issue.state.",
    "mode": "as_of.mode.",
    "deadline_unit": "as_of.unit.",
    "responsible_kind": "responsible.",
}


def head_json(head: Head) -> dict[str, Any]:
    """Return a head with its hash in the groups that are printed."""
    return {**head.as_dict(), "groups": groups(head.hash)}


def report_json(report: AuditReport, lang: Lang) -> dict[str, Any]:
    """Return the outcome of a check, with what is broken in words."""
    broken = report.broken
    return {
        "ok": report.ok,
        "checked": report.checked,
        "against_head": report.against_head,
        "broken": broken
        and {
            "position": broken.position,
            "reason": broken.reason,
            "why": messages.text(f"audit.reason.{broken.reason}", lang),
            "issue": broken.issue_number,
        },
    }


def said_json(said: Said | None, on: str, names: Mapping[str, str], lang: Lang) -> dict[str, Any]:
    """Return what the record had said by a day: field by field, in words beside the values."""
    if said is None:
        return {"on": on, "events": 0, "position": None, "hash": None, "at": None, "fields": []}
    return {
        "on": on,
        "events": said.events,
        "position": said.position,
        "hash": said.hash,
        "at": moment(said.at),
        "fields": [_field(name, value, names, lang) for name, value in said.fields.items()],
    }


def _field(name: str, value: Any, names: Mapping[str, str], lang: Lang) -> dict[str, Any]:
    text = str(value) if value not in {None, ""} else "—"
    if name == "responsible":
        text = names.get(text, text)
    elif name in _WORDS and text != "—":
        text = messages.text(f"{_WORDS[name]}{text}", lang)
    return {
        "name": name,
        "label": messages.text(f"as_of.{name}", lang),
        "value": value,
        "text": text,
    }
