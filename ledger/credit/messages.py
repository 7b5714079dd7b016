"""What the credit record refuses and its words, in Chinese and English."""

from __future__ import annotations

from geo import messages

messages.register(
    {
        "credit.not_allowed": (
            "您的角色不能对这家单位的信用记录作此操作",
            "Your roles do not allow this with the company's credit record",
        ),
        "credit.own_entry": (
            "这笔扣分由您作出的决定产生，申诉须由另一位复核员处理",
            "The entry comes from your own decision; another reviewer decides the appeal",
        ),
        "credit.too_late": ("期限已过（{until} 止）", "Too late: the last day was {until}"),
        "credit.countered": (
            "这笔扣分已经冲回，或本身就是冲回",
            "The entry was given back already, or gives back itself",
        ),
        "credit.appealed_already": ("这笔扣分已申诉过", "There is an appeal against this already"),
        "credit.objected_already": ("已提交过异议", "An objection was made already"),
        "credit.text_missing": ("请写明理由", "Give the reasons"),
        "credit.changed": (
            "刚有人更新过，请重新查看后再办",
            "Somebody has just changed this; look again before deciding",
        ),
        "credit.wrong_state": ("当前状态不能办这一步", "Not from the present state"),
        "credit.not_heard": (
            "异议期到 {until}，期满或收到异议后才能决定",
            "The company may object until {until}; decide after that, or after its objection",
        ),
        "credit.signature": (
            "请完整输入单位名称“{name}”以示签署",
            "Type the company's full name, “{name}”, to sign",
        ),
        "credit.dates": (
            "限制起止日期无效：不早于今天，不长于 {years} 年",
            "The dates are not possible: not before today, not longer than {years} years",
        ),
        "credit.proposed_already": (
            "已有进行中或本年已决定的限制",
            "A restriction is under way, or was decided this year",
        ),
        "credit.not_lowest": (
            "只有 D 级可建议限制投标，现为 {level} 级",
            "Only level D can be proposed for a bid restriction; this is {level}",
        ),
        "credit.not_provable": (
            "只有本单位、已办结并已公开的 {codes} 案件可认定为查实",
            "Only a settled and released case of {codes} of this company can be found proven",
        ),
        "credit.proven_already": ("这起案件已认定查实", "The case was found proven already"),
        "notice.credit.appeal": (
            "{company}对一笔扣分提出申诉",
            "{company} appeals against points",
        ),
        "notice.credit.appeal_decided": (
            "{company}的申诉已有决定",
            "The appeal of {company} is decided",
        ),
        "notice.credit.propose": (
            "{company}降到最低等级，系统建议限制投标，由您决定",
            "{company} is at the lowest level; a bid restriction is proposed, you decide",
        ),
        "notice.credit.notice": (
            "拟对{company}限制投标，可在期限内提出异议",
            "A bid restriction of {company} is intended; you may object in time",
        ),
        "notice.credit.objection": ("{company}提出异议", "{company} objects"),
        "notice.credit.decide": (
            "对{company}的限制投标已有决定",
            "The bid restriction of {company} is decided",
        ),
        "notice.credit.lift": (
            "对{company}的限制投标已解除",
            "The bid restriction of {company} is lifted",
        ),
        "credit.kind.charge": ("扣分", "Points taken"),
        "credit.kind.counter": ("冲回", "Given back"),
        "credit.kind.proven": ("认定查实", "Found proven"),
        "credit.bad_credit": ("逾期 15 日通报（不良信用）", "Bad-credit event: 15 days overdue"),
        "credit.appeal.filed": ("申诉待处理", "Appeal waiting"),
        "credit.appeal.upheld": ("申诉成立", "Appeal upheld"),
        "credit.appeal.rejected": ("申诉不成立", "Appeal rejected"),
        "credit.restriction.proposed": ("系统建议，未生效", "Proposed, not in force"),
        "credit.restriction.noticed": ("已告知，异议期", "Notice given, to be heard"),
        "credit.restriction.in_force": ("已决定限制投标", "Bid restriction decided"),
        "credit.restriction.declined": ("决定不限制", "Declined"),
        "credit.restriction.lifted": ("已解除", "Lifted"),
    }
)
