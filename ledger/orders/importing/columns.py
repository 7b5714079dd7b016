"""Which header means which field of an order: chosen, remembered, or known by its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from geo.errors import Refused
from ledger.station_import.columns import Column
from ledger.station_import.table import Problem

REQUIRED = ("number", "station", "kind", "planned_at")
HEADERS: dict[str, tuple[str, ...]] = {
    "number": (
        *("工单号", "工单编号", "工单编码", "单号", "编号"),
        *("order no", "order_no", "order number", "work order", "number", "no"),
    ),
    "station": (
        *("站点编码", "站点", "站点名称", "站点代码", "站号", "站名"),
        *("station", "station_code", "station code", "station_name", "site"),
    ),
    "company": ("运维单位", "运维公司", "单位", "company", "om_company", "operator"),
    "kind": ("工单类型", "类型", "工作类型", "任务类型", "运维类型", "kind", "type", "order_type"),
    "planned_at": (
        *("计划时间", "计划日期", "计划开始时间", "应完成日期", "派单时间"),
        *("planned", "planned_at", "planned date", "scheduled"),
    ),
    "due_at": ("要求完成时间", "截止时间", "完成时限", "due", "due_at", "deadline"),
    "started_at": (
        *("到站时间", "开始时间", "实际开始时间", "进站时间"),
        *("started", "started_at", "arrived", "start"),
    ),
    "finished_at": (
        *("离站时间", "结束时间", "实际结束时间", "完成时间", "出站时间"),
        *("finished", "finished_at", "left", "end"),
    ),
    "closed_at": ("闭环时间", "关闭时间", "办结时间", "提交时间", "closed", "closed_at"),
    "person": ("运维人员", "人员", "执行人", "处理人", "person", "technician", "staff"),
    "text": ("工作内容", "运维内容", "处理情况", "内容", "备注", "text", "content", "note"),
    "photos": ("照片", "现场照片", "照片文件", "图片", "photos", "photo", "pictures"),
    "instrument": ("仪器", "设备", "仪器编号", "设备编号", "instrument", "device"),
    "consumable": ("耗材", "耗材名称", "更换耗材", "consumable", "consumables"),
    "consumable_age_days": (
        *("耗材使用天数", "已用天数", "使用天数", "耗材天数"),
        *("consumable_age_days", "age_days", "age (days)"),
    ),
    "parameters": ("监测项目", "监测参数", "项目", "参数", "parameters", "parameter"),
}
FIELDS = tuple(HEADERS)
LABELS = {"number": "工单号", "station": "站点编码", "kind": "工单类型", "planned_at": "计划时间"}
_KNOWN = {name.casefold(): field for field, names in HEADERS.items() for name in names}


def headings(lang: str = "zh") -> dict[str, str]:
    """Return a known heading of every field in ``zh`` or ``en``, for a form."""
    return {
        field: next((n for n in names if n.isascii() == (lang == "en")), names[0])
        for field, names in HEADERS.items()
    }


def match(
    headers: Iterable[str], chosen: Mapping[str, str]
) -> tuple[tuple[Column, ...], tuple[Problem, ...]]:
    """Return the columns of a file and what is wrong with them.

    Parameters
    ----------
    chosen : mapping of header -> field
        Wins over the known words; an empty field leaves a column out.

    Raises
    ------
    Refused
        ``order.wrong_field``.
    """
    unknown = [field for field in chosen.values() if field and field not in HEADERS]
    if unknown:
        raise Refused("order.wrong_field", value=str(unknown[0])[:40])
    columns = tuple(
        Column(header=h, field=chosen.get(h, _KNOWN.get(h.casefold(), ""))) for h in headers if h
    )
    return columns, (*_doubles(columns), *_missing({column.field for column in columns}))


def _doubles(columns: tuple[Column, ...]) -> list[Problem]:
    first: dict[str, str] = {}
    found = []
    for column in columns:
        if column.field and column.field in first:
            pair: dict[str, object] = {"first": first[column.field], "second": column.header}
            found.append(Problem(field=column.field, code="import.same_column", params=pair))
        first.setdefault(column.field, column.header)
    return found


def _missing(fields: set[str]) -> list[Problem]:
    return [
        Problem(
            field=name,
            code="import.missing_column",
            params={"name": LABELS[name], "headers": ", ".join(HEADERS[name])},
        )
        for name in REQUIRED
        if name not in fields
    ]
