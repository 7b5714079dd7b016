"""What deciding on leads refuses, in Chinese and English."""

from __future__ import annotations

from geo import messages

messages.register(
    {
        "lead.not_allowed": (
            "您的角色不能对这条线索作此决定",
            "Your roles do not allow this decision about the lead",
        ),
        "lead.decided": (
            "这条线索已由 {name} 处理（{state}），您的意见未提交",
            "{name} has decided about this lead already ({state}); nothing was sent",
        ),
        "lead.changed": (
            "这条线索刚被更新，请重新查看后再判",
            "This lead has just changed; look at it again before deciding",
        ),
        "lead.reason_missing": (
            "请写明排除理由，例如“同一设备两次拍摄”",
            "Give a reason, for example “the same device seen twice”",
        ),
        "lead.note_missing": ("请写明看到了什么", "Say what was seen"),
        "lead.unknown_source": (
            "来源“{value}”无效；可用：{known}",
            "“{value}” is no source; there are {known}",
        ),
        "lead.imagery": (
            "影像发现的是疑似问题，请在研判页处理",
            "What imagery shows is a finding; it belongs to the review page",
        ),
        "lead.far_away": (
            "位置距站点 {distance_km} km，超过 {limit_km} km，请核对坐标和坐标系",
            "The place is {distance_km} km from the station, more than {limit_km} km; "
            "check the coordinates and their datum",
        ),
        "lead.merge_target": (
            "只能并入同一站点未办结的问题；{number} 不是",
            "A lead merges only into an open issue of the same station; {number} is not one",
        ),
        "lead.merge_withheld": (
            "此线索限制查看，不能并入区县和运维单位可见的问题 {number}；请另立问题",
            "This lead is withheld and cannot merge into {number}, which others see; "
            "make it an issue of its own",
        ),
        "lead.state.triage": ("待判", "To be judged"),
        "lead.state.confirmed": ("已立问题", "Made an issue"),
        "lead.state.rejected": ("已排除", "Rejected"),
        "lead.state.merged": ("已并入", "Merged"),
        "lead.source.drone": ("无人机", "Drone"),
        "lead.source.satellite": ("卫星", "Satellite"),
        "lead.source.onsite": ("现场检查", "On-site check"),
        "lead.source.online": ("线上核查", "Online check"),
        "lead.source.data": ("数据规则", "Data rule"),
        "lead.source.blind": ("盲样考核", "Blind sample"),
        "lead.source.qc": ("现场质控", "On-site QC"),
        "lead.source.cctv": ("视频监控", "Camera"),
        "lead.source.hotline": ("热线举报", "Hotline"),
        "lead.source.audit": ("审计核查", "Audit"),
    }
)
