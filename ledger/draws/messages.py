"""The coded refusals and words of the draws in Chinese and English."""

from __future__ import annotations

from geo import messages

messages.register(
    {
        "draw.not_allowed": ("您的角色不能执行此步骤", "Your roles do not allow this step"),
        "draw.wrong_state": (
            "抽查现在是“{state}”，不能执行此步骤",
            "The draw is “{state}” now; this step is not possible",
        ),
        "draw.changed": (
            "抽查刚被他人更新，您的操作未提交，请重新查看",
            "Somebody else has just changed the draw; nothing was sent, look again",
        ),
        "draw.title_missing": ("请填写抽查名称", "Give the draw a title"),
        "draw.percent": (
            "抽查比例应为 {least} 至 100（%）",
            "The share to be drawn is {least} to 100 per cent",
        ),
        "draw.kinds": ("请选择站点类别：air、water", "Choose kinds of stations: air, water"),
        "draw.parties_same": (
            "两方须属于两个不同的单位，账号都要写明单位",
            "The two parties belong to two different organisations; both accounts name theirs",
        ),
        "draw.party_unfit": (
            "“{name}”不能作为一方：须是在用账号，角色为督办员、复核员、影像研判员或区县人员",
            "“{name}” cannot be a party: an active supervisor, reviewer, image reviewer or "
            "district person is needed",
        ),
        "draw.entropy_source": (
            "公开随机源须写明名称、公布日期（不早于今天）、形式和个数",
            "A public source needs its name, its date (not before today), its form and its count",
        ),
        "draw.no_stations": ("对象库里没有符合条件的站点", "No station fits the draw"),
        "draw.too_few_inspectors": (
            "{station} 可用的检查人员只有 {n} 名，至少要 {need} 名；请先补充检查人员库",
            "{station} has {n} inspectors who may check it, {need} are needed; "
            "add inspectors first",
        ),
        "draw.unfit_text": (
            "“{value}”含有不能写入抽查文件的字符",
            "“{value}” holds characters that cannot stand in a draw's file",
        ),
        "draw.not_a_party": ("您不是这次抽查的一方", "You are not a party of this draw"),
        "draw.no_notice": (
            "公告还没有公开；请复核员先公开公告（名单哈希）",
            "The notice is not public yet; the reviewer publishes it (the pool hash) first",
        ),
        "draw.committed": ("您已提交过承诺", "You have committed already"),
        "draw.bad_commit": (
            "承诺应为 64 位小写十六进制，且不能与另一方相同",
            "A commit is 64 lower-case hex digits and not the other party's",
        ),
        "draw.revealed": ("您已揭示过秘密", "You have revealed already"),
        "draw.bad_secret": (
            "秘密应为 64 位小写十六进制，且与您提交的承诺相符",
            "A secret is 64 lower-case hex digits and fits the commit you gave",
        ),
        "draw.bad_entropy": (
            "与公告的形式（{form}）不符：应为 {n} 个数字（numbers）或 {n} 位十六进制（hex）",
            "Not of the announced form ({form}): {n} numbers, or {n} hex digits",
        ),
        "draw.party_enters": (
            "两方不能录入或确认公开随机数",
            "A party neither enters nor confirms the public string",
        ),
        "draw.second_person": ("须由另一个人确认", "Another person confirms it"),
        "draw.nothing_asked": ("现在没有要确认的", "There is nothing to confirm now"),
        "draw.entropy_differs": (
            "与第一次录入的不同；请核对来源，必要时重新录入",
            "Not what was entered first; look at the source, enter it anew if need be",
        ),
        "draw.no_leave": (
            "检查人员库里没有 {inspector} 今天的离岗；请先登记离岗",
            "The library holds no leave of {inspector} for today; file it first",
        ),
        "draw.own_entry": (
            "{inspector} 的离岗是您在抽取之后登记的，须由另一个人登记或补抽",
            "You filed the leave of {inspector} after the draw; another person files it or redraws",
        ),
        "draw.no_entropy_announced": (
            "这次抽查没有公告公开随机源",
            "This draw announced no public source",
        ),
        "draw.entropy_early": (
            "公开随机源 {day} 公布，之前不能录入",
            "The public source speaks on {day}; it cannot be entered before",
        ),
        "draw.void_reason": (
            "请选择作废原因：{known}，并写明说明",
            "Choose why the draw is void: {known}, and explain it",
        ),
        "draw.void_early": (
            "已有一方揭示，{day} 之后仍未完成才能作废",
            "A party has revealed; the draw can be voided only after {day}",
        ),
        "draw.void_unfounded": (
            "“{reason}”与事实不符，不能以此作废",
            "“{reason}” is not so; the draw cannot be voided for it",
        ),
        "draw.not_on": (
            "{inspector} 不在这次抽查的名单上",
            "{inspector} is not on this draw",
        ),
        "draw.change_reason": ("请写明原因", "Give a reason"),
        "draw.own_work": (
            "发布人不能是公告这次抽查的人",
            "Who announced a draw does not publish it",
        ),
        "draw.not_visited": (
            "现场检查结束后才能公开抽中的站点；请确认检查已结束",
            "What was drawn is published after the visits; confirm that they are done",
        ),
        "draw.published": ("已经公开", "It is public already"),
        "draw.not_public": ("没有这个已公开的抽查", "There is no such published draw"),
        "draw.differs": (
            "与重算不符，第一处在 {path}：{why}",
            "It differs from the replay, first at {path}: {why}",
        ),
        "draw.too_large": (
            "文件超过 {limit} MB，不是抽查文件",
            "More than {limit} MB: not a draw's file",
        ),
        "draw.other_pools": (
            "文件本身相符，但名单哈希与给定的不同：文件 {found}，给定 {wanted}",
            "The file fits itself, but its pools are not those given: {found}, not {wanted}",
        ),
        "draw.other_commits": (
            "文件本身相符，但承诺与给定的不同：文件 {found}，给定 {wanted}",
            "The file fits itself, but its commits are not those given: {found}, not {wanted}",
        ),
        "draw.other_changes": (
            "文件本身相符，但最后一次变更与给定的不同（可能被截去）：文件 {found}，给定 {wanted}",
            "The file fits itself, but its last change is not the one given (cut off?): "
            "{found}, not {wanted}",
        ),
        "draw.only_itself": (
            "{number}：文件自洽，{objects} 个站点抽出 {drawn} 个；没有与公告的 {missing} 比对，"
            "不能说就是那次抽查",
            "{number}: the file fits itself, {drawn} of {objects} stations drawn; not compared "
            "with the published {missing}, so it need not be that draw",
        ),
        "draw.same": (
            "{number}：与公告和重算一致，{objects} 个站点抽出 {drawn} 个",
            "{number}: as announced, and the replay gives the same, "
            "{drawn} of {objects} stations drawn",
        ),
        "draw.why.not_canonical": ("不是规范写法", "not in canonical form"),
        "draw.why.shape": ("内容不合规定", "not of the kind it must be"),
        "draw.why.hash": ("与哈希不符", "does not fit its hash"),
        "draw.why.value": ("与推算值不同", "is not what the rest makes it"),
        "draw.why.missing": ("缺少", "is missing"),
        "draw.why.unknown": ("多出", "does not belong there"),
        "inspector.no_name": ("请填写姓名", "Give a name"),
        "inspector.organisation": (
            "没有代号为“{value}”的单位",
            "There is no organisation “{value}”",
        ),
        "inspector.kinds": ("资质类别应为 air、water", "A qualification covers air, water"),
        "inspector.date": ("“{value}”不是日期", "“{value}” is not a date"),
        "inspector.unknown_key": (
            "“{value}”不是已知的区县、单位或站点代号",
            "“{value}” is no known district, organisation or station",
        ),
        "inspector.period": ("离岗的起止日期颠倒", "The leave ends before it begins"),
    }
)
