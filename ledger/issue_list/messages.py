"""The coded refusals of the ledger's list."""

from __future__ import annotations

from geo import messages

messages.register(
    {
        "issues.bad_cursor": (
            "翻页位置无效，请从第一页开始",
            "The place in the list is not valid; start from the first page",
        ),
        "issues.unknown_sort": (
            "不认识的排序“{value}”；可用：{known}",
            "There is no sort “{value}”; there are {known}",
        ),
    }
)
