"""The coded refusals about calendars and deadlines."""

from __future__ import annotations

from geo import messages

messages.register(
    {
        "calendar.unknown_year": (
            "{year} 年的放假安排未知，不推算工作日；请先导入该年节假日（flask calendar import）",
            "The holidays of {year} are unknown and no working day is guessed; import them first "
            "(flask calendar import)",
        ),
        "calendar.too_long": (
            "期限 {days} 天过长，最多 {limit} 天",
            "A deadline of {days} days is too long; at most {limit}",
        ),
        "calendar.bad_row": (
            "第 {line} 行有误：需要 date（YYYY-MM-DD）、working（0 或 1）、name、source",
            "Line {line} is wrong: date (YYYY-MM-DD), working (0 or 1), name and source are needed",
        ),
        "calendar.too_large": (
            "文件过大，最多 {limit} 行",
            "The file is too large; at most {limit} lines",
        ),
        "calendar.not_allowed": (
            "您的角色不能导入节假日",
            "Your roles do not allow importing holidays",
        ),
        "calendar.incomplete_year": (
            "{year} 年未知且文件不完整：至少要有元旦和国庆节两个放假日",
            "{year} is unknown and the file is incomplete: New Year's Day and National Day "
            "must at least be in it as free days",
        ),
    }
)
