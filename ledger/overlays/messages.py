"""Why a station has its colour, in Chinese and English."""

from __future__ import annotations

from geo import messages

messages.register(
    {
        "overlay.issues.none": ("没有未销号的问题", "no open issue"),
        "overlay.issues.hidden": (
            "您的角色不看问题台账，不评价",
            "your role does not see the ledger of issues, so nothing is said",
        ),
        "overlay.issues.overdue": (
            "问题 {number}“{title}”逾期 {days} 个日历日（限期 {deadline}）",
            "issue {number} “{title}” is overdue; calendar days: {days} (due {deadline})",
        ),
        "overlay.issues.due": (
            "问题 {number}“{title}”还剩 {days} 个日历日（限期 {deadline}，限 3 日内提醒）",
            "issue {number} “{title}” is due on {deadline}; days left: {days} (shown from 3)",
        ),
        "overlay.issues.grade_1": (
            "一般问题 {number}“{title}”未销号",
            "minor issue {number} “{title}” is open",
        ),
        "overlay.issues.grade_2": (
            "较重问题 {number}“{title}”未销号",
            "major issue {number} “{title}” is open",
        ),
        "overlay.issues.grade_3": (
            "严重问题 {number}“{title}”未销号",
            "severe issue {number} “{title}” is open",
        ),
        "overlay.freshness.age": (
            "最近数据 {last}（北京时间），距今 {age_h} 小时；正常限 {limit_h} 小时",
            "latest data {last} (Beijing time), {age_h} h ago; normal is up to {limit_h} h",
        ),
        "overlay.freshness.misses": (
            "最近数据 {last}（北京时间），已缺 {misses} 个周期（每 {period_h} 小时）；"
            "正常限 {limit} 个",
            "latest data {last} (Beijing time); results missed: {misses} (one every {period_h} h); "
            "normal is up to {limit}",
        ),
        "overlay.freshness.never": (
            "尚无读数，不能判断",
            "no readings so far, so nothing can be said",
        ),
        "overlay.freshness.suspended": (
            "已批准停运，不评价",
            "suspended by approval, not assessed",
        ),
        "overlay.site.issue": (
            "周边环境问题 {number}“{title}”（{grade} 级）未销号",
            "site issue {number} “{title}” (grade {grade}) is open",
        ),
        "overlay.site.pending": (
            "{count} 条疑似问题待研判",
            "suspected problems waiting for review: {count}",
        ),
        "overlay.site.refly": (
            "{count} 条疑似问题看不清，待补飞",
            "suspected problems too unclear to judge, waiting for another flight: {count}",
        ),
        "overlay.site.passed": (
            "{seen} 影像已检查，可评估 {percent}%（有效 180 天）",
            "imagery of {seen} was checked, {percent} % assessed (valid for 180 days)",
        ),
        "overlay.site.old": (
            "上次影像检查通过于 {seen}，已过 {days} 天，限 180 天",
            "last passed on {seen}; days since then: {days} (the limit is 180)",
        ),
        "overlay.site.partly": (
            "{seen} 的影像只可评估 {percent}%（限 95%），未见不等于没有",
            "imagery of {seen} covers {percent} % (limit 95 %); not seen is not “no problem”",
        ),
        "overlay.site.abstained": (
            "{seen} 的影像不能判断：{why}",
            "imagery of {seen} could not be judged: {why}",
        ),
        "overlay.site.undated": (
            "检查过的影像没有拍摄时间，不能判断；请补填拍摄时间",
            "the imagery that was checked has no date, so nothing can be said; give its date",
        ),
        "overlay.site.never": (
            "从未有影像检查，不能判断",
            "never checked by imagery, so nothing can be said",
        ),
    }
)
