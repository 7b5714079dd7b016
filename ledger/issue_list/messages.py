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
        "issues.view_name": (
            "请给视图一个名称，且不与您的其他视图重名",
            "Give the view a name that none of your other views has",
        ),
        "issues.view_many": (
            "最多保存 {limit} 个视图，请先删除不用的",
            "At most {limit} views are kept; delete one first",
        ),
    }
)
