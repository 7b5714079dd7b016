"""The ledger's coded refusals in Chinese and English."""

from __future__ import annotations

from geo import messages

messages.register(
    {
        "finding.not_found": ("没有这条线索", "There is no such finding"),
        "finding.already_decided": (
            "{name} 于 {at} 已判为“{decision}”，您的意见未提交",
            "{name} decided “{decision}” at {at}; yours was not sent",
        ),
        "finding.changed": (
            "这条线索刚被更新，请重新查看后再判",
            "This finding has just changed; look at it again before deciding",
        ),
        "finding.reason_missing": (
            "请写明理由，例如“阴影，不是植被”",
            "Give a reason, for example “shadow, not plants”",
        ),
        "finding.unknown_code": (
            "问题类型 {value} 不在分类表中",
            "Issue type {value} is not in the taxonomy",
        ),
        "finding.wrong_kind": (
            "问题类型 {value} 不适用于这类站点",
            "Issue type {value} does not apply to this kind of station",
        ),
        "finding.wrong_grade": (
            "等级 {value} 无效，应为 1、2 或 3",
            "Grade {value} is not valid: 1, 2 or 3",
        ),
        "finding.merge_target": (
            "只能并入同一站点未销号的问题；{number} 不是",
            "A finding merges only into an open issue of the same station; {number} is not one",
        ),
        "issue.not_found": ("没有编号为 {number} 的问题", "There is no issue {number}"),
        "issue.illegal_step": (
            "问题现在是“{state}”，不能执行“{action}”",
            "The issue is “{state}” now; “{action}” is not possible",
        ),
        "issue.changed": (
            "问题刚被他人更新（{state}），您的操作未提交，请重新查看",
            "Somebody else has just changed the issue ({state}); nothing was sent, look again",
        ),
        "issue.reason_missing": ("请写明理由", "Give a reason"),
        "issue.note_missing": ("请写明整改情况", "Say what was rectified"),
        "issue.own_work": (
            "核查人不能是整改人，也不能来自整改单位",
            "The verifier may be neither the rectifier nor of the same organisation",
        ),
        "issue.working_days_unknown": (
            "{code} 的限期以工作日计，工作日历尚未导入，不能推算日期",
            "{code} counts working days; without a calendar the date is not guessed",
        ),
        "audit.broken": (
            "第 {position} 条记录起链条断裂（{reason}）",
            "The chain breaks at record {position} ({reason})",
        ),
    }
)
