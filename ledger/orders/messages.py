"""What the room of work orders says, in Chinese and English."""

from __future__ import annotations

from geo import messages

messages.register(
    {
        "order.not_allowed": (
            "您的角色不能对工单执行此操作",
            "Your roles do not allow this with work orders",
        ),
        "order.unknown_company": (
            "没有运维单位“{value}”，或不归您管",
            "There is no O&M company “{value}”, or it is not yours",
        ),
        "order.bad_month": (
            "月份“{value}”写法有误，应为 2026-06 这样",
            "“{value}” is no month; write it as 2026-06",
        ),
        "order.no_orders": (
            "这个月没有这家单位的工单",
            "There are no orders of that company and month",
        ),
        "order.sampled": (
            "这批工单已抽过样（{at}），池未变，不能再抽",
            "A sample of these very orders was drawn at {at}; it is not drawn again",
        ),
        "order.judged": ("这张工单已由 {name} 核查", "{name} has judged this order already"),
        "order.note_missing": ("请写明发现的问题", "Say what is wrong"),
        "order.wrong_verdict": (
            "核查结论“{value}”无效；可用：{known}",
            "“{value}” is no verdict; there are {known}",
        ),
        "order.upload_missing": (
            "没有找到照片压缩包，请重新上传",
            "The archive of photos is not here; upload it again",
        ),
        "order.wrong_field": (
            "列对应“{value}”无效",
            "“{value}” is no field that a column can fill",
        ),
        "order.station_unknown": ("没有站点“{value}”", "There is no station “{value}”"),
        "order.other_company": (
            "这一行是“{value}”的工单，与所选单位不符",
            "this row is an order of “{value}”, not of the chosen company",
        ),
        "order.out_of_reach": (
            "站点“{value}”不归这家运维单位，或不在您的范围内",
            "station “{value}” is not run by this company, or is beyond your reach",
        ),
        "order.time": (
            "“{value}”不是时间；请写成 2026-06-03 09:30",
            "“{value}” is no time; write 2026-06-03 09:30",
        ),
        "order.time_order": (
            "结束时间早于开始时间",
            "it ends before it begins",
        ),
        "order.duplicate": (
            "工单号“{value}”在第 {other} 行也有",
            "order number “{value}” stands in row {other} too",
        ),
        "order.months": (
            "文件含 {count} 个月份：{months}",
            "the file covers {count} months: {months}",
        ),
        "order.hit.missed_visit": (
            "工单 {number}：距上次巡检 {measured}，应 {limit}",
            "Order {number}: {measured} since the visit before, {limit} allowed",
        ),
        "order.hit.no_visit": (
            "{number}：自 {since} 起 {measured} 没有巡检，应不超过 {limit}",
            "{number}: no visit for {measured} since {since}, at most {limit} allowed",
        ),
        "order.hit.travel": (
            "工单 {number} 与 {other}：同一人、相距 {km} km、相隔 {minutes} 分钟"
            "（{measured}，应 {limit}）",
            "Orders {number} and {other}: one person, {km} km and {minutes} minutes apart "
            "({measured}, {limit} allowed)",
        ),
        "order.hit.overlap": (
            "工单 {number} 与 {other}：同一人在相距 {km} km 的两处，时间重叠 {measured}",
            "Orders {number} and {other}: one person in two places {km} km apart, "
            "overlapping by {measured}",
        ),
        "order.hit.photo_reused": (
            "工单 {number} 的照片与 {other} 的相同（相差 {measured}，应 {limit}）",
            "A photo of order {number} is one of {other} ({measured} apart, {limit} expected)",
        ),
        "order.hit.copied_text": (
            "工单 {number} 的文字与 {other} 雷同（相似度 {measured}，应 {limit}）",
            "The text of order {number} is that of {other} (likeness {measured}, {limit} expected)",
        ),
        "order.hit.calibration_interval": (
            "工单 {number}：{item} 距上次校准 {measured}，应 {limit}",
            "Order {number}: {item} was calibrated {measured} ago, {limit} allowed",
        ),
        "order.hit.consumable_age": (
            "工单 {number}：{item} 已用 {measured}，应 {limit}",
            "Order {number}: {item} is {measured} old, {limit} allowed",
        ),
        "order.hit.short_stay": (
            "工单 {number}：停留 {measured}，应 {limit}",
            "Order {number}: a stay of {measured}, {limit} expected",
        ),
        "order.hit.outside_day": (
            "工单 {number}：{measured} 到站，计划 {limit}",
            "Order {number}: visited on {measured}, planned for {limit}",
        ),
        "order.hit.closed_late": (
            "工单 {number}：超时 {measured}，应于 {limit} 前闭环",
            "Order {number}: {measured} late, due by {limit}",
        ),
        "order.hit.sample": (
            "工单 {number}：人工抽查发现问题",
            "Order {number}: a person found something in the sample",
        ),
        "order.missing.started_at": ("缺到站时间", "no time of arrival"),
        "order.missing.finished_at": ("缺离站时间", "no time of leaving"),
        "order.missing.person": ("缺人员", "no person"),
        "order.missing.instrument": ("缺仪器", "no instrument"),
        "order.missing.consumable_age_days": ("缺耗材使用天数", "no age of the consumable"),
        "order.missing.photos": ("照片没有收到", "no photo came"),
        "order.missing.text": ("缺工作内容", "no words"),
        "order.kind.weekly_visit": ("周巡检", "Weekly visit"),
        "order.kind.monthly_visit": ("月巡检", "Monthly visit"),
        "order.kind.quarterly_visit": ("季巡检", "Quarterly visit"),
        "order.kind.yearly_visit": ("年巡检", "Yearly visit"),
        "order.kind.calibration": ("校准", "Calibration"),
        "order.kind.consumable_change": ("耗材更换", "Change of consumables"),
        "order.kind.repair": ("故障检修", "Repair"),
        "order.kind.other": ("其他", "Other"),
        "job.kind.orders.check": (
            "核对工单照片并按规则核查",
            "Read order photos and check by rule",
        ),
    }
)
