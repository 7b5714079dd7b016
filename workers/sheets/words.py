"""What a finding's state and its decisions are called on a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import imagery.detector_messages
import imagery.messages
import imagery.mosaic_messages
import imagery.photo_messages  # noqa: F401
import ledger.flight_messages
import ledger.imagery_messages  # noqa: F401  (what a sheet quotes by code needs its words)

Pair = Mapping[str, str]


def _pair(zh: str, en: str) -> Pair:
    return MappingProxyType({"zh": zh, "en": en})


STATES: Mapping[str, Pair] = MappingProxyType(
    {
        "pending": _pair("待研判", "to be reviewed"),
        "accepted": _pair("已确认", "confirmed"),
        "rejected": _pair("已排除", "rejected"),
        "merged": _pair("已并入其他问题", "merged into another"),
        "refly": _pair("待补飞", "to be flown again"),
        "withdrawn": _pair("已撤回", "withdrawn"),
    }
)
DRAWN = _pair("人工勾绘", "drew the extent")
RESHAPED = _pair("修改范围（机器原范围已保留）", "changed the extent (the machine's is kept)")
RECLASSED = _pair("改变问题类型", "changed the type")
PROPOSED = _pair("提出处理建议", "proposed a decision")
PHOTO = _pair("原片", "photo as taken")
SCENE = _pair("影像原文件", "image as received")
LOG = _pair("飞行日志", "flight log")
PICTURE = _pair("证据图片", "picture")
REFERENCE = _pair("基准影像原文件", "earlier image as received")
