"""The ledger's coded refusals in Chinese and English."""

from __future__ import annotations

from geo import messages

messages.register(
    {
        "finding.not_found": ("没有这条线索", "There is no such finding"),
        "finding.already_decided": (
            "{name} 于 {at} 已对这条线索作出决定，您的意见未提交，可另存",
            "{name} decided about this finding at {at}; yours was not sent and can be kept",
        ),
        "finding.unknown_reason": (
            "不认识的理由“{value}”；可用：{known}",
            "There is no reason “{value}”; there are {known}",
        ),
        "finding.wrong_mode": (
            "处理方式“{value}”无效；可用：{known}",
            "“{value}” is no way of handling; there are {known}",
        ),
        "finding.not_decided": (
            "这条线索没有可撤销的决定",
            "There is no decision about this finding to take back",
        ),
        "finding.undo_other": (
            "决定由 {name} 作出，只能由本人撤销",
            "{name} decided; only the same person takes a decision back",
        ),
        "finding.undo_late": (
            "已超过 {seconds} 秒，不能撤销；请在问题里继续处理",
            "More than {seconds} seconds have passed; go on in the issue instead",
        ),
        "finding.undo_followed": (
            "问题已有后续操作，不能撤销",
            "The issue has moved on; the decision cannot be taken back",
        ),
        "review.not_allowed": (
            "您的角色不能对这条线索作此决定",
            "Your roles do not allow this decision about the finding",
        ),
        "issue.not_allowed": (
            "您的角色不能对这个问题执行此操作",
            "Your roles do not allow this step on the issue",
        ),
        "issue.outcome_missing": (
            "移送的问题须写明办理结果才能销号",
            "A transferred issue is closed with the outcome of its case; write it down",
        ),
        "issue.not_withheld": (
            "这个问题没有限制查看，无需公开",
            "The issue is not withheld; there is nothing to release",
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
        "finding.merge_withheld": (
            "此线索尚未公开，不能并入区县和运维单位可见的问题 {number}；请另立问题",
            "This lead is withheld and cannot merge into {number}, which districts and companies "
            "see; accept it as an issue of its own",
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
        "audit.broken": (
            "第 {position} 条记录起链条断裂（{reason}）",
            "The chain breaks at record {position} ({reason})",
        ),
        "audit.whole": (
            "{checked} 条记录完好，链条未断",
            "{checked} records are what they were; the chain is whole",
        ),
        "audit.tail_unknown": (
            "未与导出的链头比对：末尾被截断的记录只有与此前导出的链头比对才能发现",
            "Not compared with an exported head: a cut tail is seen only against a head that was "
            "exported before",
        ),
        "audit.not_a_head": (
            "文件不是导出的链头（audit heads 的输出）",
            "The file holds no exported head (the output of audit heads)",
        ),
    }
)
