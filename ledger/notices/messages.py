"""What people are told, in Chinese and English."""

from __future__ import annotations

from geo import messages

_ABOUT = ("{station}“{name}”", "{name} at {station}")
_STEPS: dict[str, tuple[str, str]] = {
    "confirm": ("已立为问题，待移送", "made an issue, to be referred"),
    "order_fix": ("要求立行立改，限期 {due}", "to be fixed on the spot by {due}"),
    "assign": ("下达限期整改，限期 {due}", "to be rectified by {due}"),
    "transfer": ("已移送", "referred as a case"),
    "file_plan": ("已报整改方案，待备案", "a plan was filed and waits for acceptance"),
    "return_plan": ("整改方案被退回，请重报", "the plan was returned; file it again"),
    "accept_plan": ("整改方案已备案", "the plan was accepted"),
    "ask_extension": ("申请延期，待批准", "an extension is asked for"),
    "extend": ("已批准延期，新限期 {due}", "extended, now due {due}"),
    "apply_close": ("已申请销号，待核查", "close-out applied for, to be verified"),
    "fixed": ("现场已改，待核查", "fixed on the spot, to be verified"),
    "take_up": ("您被指定为核查人", "you are named to verify"),
    "pass": ("核查已通过一人或待审批", "a verifier passed it"),
    "fail": ("核查不通过，请重新整改", "verification failed; rectify again"),
    "disapprove": ("销号审批被退回", "the close-out was sent back"),
    "approve": ("已销号", "closed"),
    "pause": ("整改计时已暂停", "the clock is paused"),
    "resume": ("整改计时已恢复，限期 {due}", "the clock runs again, due {due}"),
    "look_back": ("已抽中回头看", "chosen for a look-back"),
    "relapse": ("回头看发现反弹", "a relapse was found"),
    "settle": ("移送案件已办结", "the case is settled"),
    "release": ("已公开，您现在可以查看", "released; you may see it now"),
    "remind": ("即将到期，限期 {due}", "due soon: {due}"),
    "yellow": ("已逾期（黄牌），限期 {due}", "overdue (yellow), was due {due}"),
    "supervise": ("逾期，已下达督办单，限期 {due}", "overdue: supervision order, was due {due}"),
    "interview": ("逾期，将约谈，限期 {due}", "overdue: interview, was due {due}"),
    "bad_credit": ("逾期，记入不良信用，限期 {due}", "overdue: bad-credit record, was due {due}"),
}

messages.register(
    {
        f"notice.{step}": (f"{_ABOUT[0]}：{zh}", f"{_ABOUT[1]}: {en}")
        for step, (zh, en) in _STEPS.items()
    }
    | {
        "notice.mail.subject": ("巡站通知 {number}", "Xunzhan notice {number}"),
        "notice.mail.open": ("打开查看", "Open it"),
        "notice.mail.foot": (
            "这封邮件由巡站自动发出，请勿回复。证据和详情须登录后查看。",
            "Sent by Xunzhan by itself; please do not answer. Evidence is shown after signing in.",
        ),
        "notice.lost": (
            "发送进程多次中断，不再重试",
            "The sender was lost too often; no further attempt",
        ),
        "notice.not_theirs": (
            "收件人已停用，或已无权查看，未发送",
            "The person is no longer active or may no longer see it; nothing was sent",
        ),
        "notice.demo": (
            "演示账号不发邮件",
            "A demo account gets no mail",
        ),
        "notice.bad_hours": (
            "免打扰时段要填两个不同的时刻，或都不填",
            "Quiet hours are two different times of day, or none",
        ),
        "notice.bad_link": (
            "通知的链接只能是本站的页面",
            "A notice links to a page of this site only",
        ),
    }
)
