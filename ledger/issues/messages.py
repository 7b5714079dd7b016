"""The coded refusals of an issue's steps, and the words of its states."""

from __future__ import annotations

from geo import messages

messages.register(
    {
        "issue.unknown_step": ("没有“{step}”这一步", "There is no step “{step}”"),
        "issue.unknown_source": (
            "不认识的来源“{value}”；可用：{known}",
            "There is no source “{value}”; there are {known}",
        ),
        "issue.bad_data": ("“{field}”填写有误", "“{field}” is not valid"),
        "issue.wrong_mode": (
            "这个问题的处理方式是“{mode}”，不能走这一步",
            "The issue is handled as “{mode}”; this step is none of it",
        ),
        "issue.not_principled": (
            "只有涉嫌弄虚作假的问题才移送",
            "Only what may be tampering is referred",
        ),
        "issue.interference": (
            "人为干扰问题不能由运维单位整改销号",
            "Human interference is not closed through the O&M company's path",
        ),
        "issue.paused": ("计时已暂停，请先恢复", "The clock stands; resume it first"),
        "issue.not_paused": ("计时没有暂停", "The clock does not stand"),
        "issue.paused_already": ("计时已经暂停", "The clock stands already"),
        "issue.pause_late": (
            "没有限期或已逾期，不能暂停：暂停不追溯",
            "Without a deadline, or after it, nothing is paused: a pause is never retroactive",
        ),
        "issue.not_named": (
            "已指定其他核查人，您不在其中",
            "Other verifiers were named; you are not one of them",
        ),
        "issue.second_verifier": (
            "您已核查过本轮，须由另一人核查",
            "You have verified this round; somebody else has to",
        ),
        "issue.bureau_approval": (
            "二级及以上问题须由市局审批",
            "From grade 2 on the bureau approves",
        ),
        "issue.own_verification": (
            "核查人不能审批自己核查的问题",
            "Who verified an issue does not approve it",
        ),
        "issue.unverified": (
            "需要 {needed} 名不同的核查人通过",
            "{needed} different verifiers have to pass it",
        ),
        "issue.extended_already": (
            "已延期一次，不能再延",
            "The deadline was extended once; not again",
        ),
        "issue.lookback_window": (
            "回头看须在 {first} 至 {last} 之间",
            "A look-back is between {first} and {last}",
        ),
        "issue.rung_not_due": (
            "今天没有这一级督办，或已经发出",
            "This rung is not due today, or was reached before",
        ),
        "issue.record_missing": (
            "请写明核查情况或附上证据",
            "Write down what was seen, or add a file",
        ),
        "issue.before_photo_missing": ("缺少整改前照片", "A photo from before is missing"),
        "issue.after_photo_missing": ("缺少整改后照片", "A photo from after is missing"),
        "issue.photo_time_wrong": (
            "整改后照片的拍摄时间早于问题发现或晚于现在，请核对后重新提交",
            "A photo from after the rectification was taken before the problem was found, or in"
            " the future; check the times and send it again",
        ),
        "issue.photo_reused": (
            "照片已在本问题的证据中，不能重复使用",
            "The photo is evidence of this issue already and is not used again",
        ),
        "issue.photo_time_missing": (
            "整改后照片缺少拍摄时间",
            "The photo from after has no time",
        ),
        "issue.photo_position_missing": (
            "整改后照片没有位置；如无法定位请说明原因",
            "The photo from after has no position; say why if there is none",
        ),
        "issue.plan_missing": (
            "方案须有说明，并至少一项带日期的措施",
            "A plan has words and at least one measure with its date",
        ),
        "issue.measure_unproven": (
            "第 {measures} 项措施缺少整改后证据",
            "Measures {measures} have no evidence from after",
        ),
        "issue.responsible_missing": (
            "请指定责任单位",
            "Name the organisation that has to act",
        ),
        "issue.no_organisation": (
            "“{key}”不是运维单位或区县分局",
            "“{key}” is neither an O&M company nor a district bureau",
        ),
        "issue.deadline_missing": ("请给出新的限期", "Give the new deadline"),
        "issue.deadline_past": ("限期不能早于今天", "The deadline must not be before today"),
        "issue.deadline_not_later": (
            "新限期须晚于原限期 {deadline}",
            "The new deadline must be later than {deadline}",
        ),
        "issue.verifiers_missing": (
            "请指定 {needed} 名不同的核查人",
            "Name {needed} different verifiers",
        ),
        "issue.no_verifier": (
            "{name} 不能核查这个问题",
            "{name} cannot verify this issue",
        ),
        "issue.parent_missing": (
            "请给出同一站点一个未结束、可见范围不更大的问题编号",
            "Give the number of another open issue of the same station, seen by no more people",
        ),
    }
)

messages.register(
    {
        "issue.state.confirmed": ("待下达", "Confirmed"),
        "issue.state.fix_on_spot": ("立行立改", "Fix on the spot"),
        "issue.state.assigned": ("待报方案", "Plan due"),
        "issue.state.plan_filed": ("方案待备案", "Plan filed"),
        "issue.state.plan_returned": ("方案退回", "Plan returned"),
        "issue.state.rectifying": ("整改中", "Rectifying"),
        "issue.state.extended": ("延期", "Extended"),
        "issue.state.close_applied": ("申请销号", "Close-out applied for"),
        "issue.state.verify": ("待核查", "To be verified"),
        "issue.state.returned": ("退回整改", "Returned"),
        "issue.state.approval": ("待审批", "To be approved"),
        "issue.state.closed": ("已销号", "Closed"),
        "issue.state.lookback": ("回头看", "Look-back"),
        "issue.state.reopened": ("反弹重开", "Reopened"),
        "issue.state.transferred": ("已移送", "Referred"),
        "issue.state.merged": ("已并案", "Merged"),
        "issue.state.rejected": ("不成立", "Rejected"),
    }
)
