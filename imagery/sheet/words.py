"""The labels of the sheet, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from geo.messages import Lang

LABELS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "title": ("现场影像证据页", "Image evidence sheet"),
        "number": ("编号", "Number"),
        "made": ("制作", "Made"),
        "unknown": ("未知", "not known"),
        "lead": (
            "本页所示为疑似线索，尚未经人工确认，不作为认定或处罚依据。",
            "What this sheet shows is a lead that no person has confirmed; it decides nothing.",
        ),
        "no_evidence": (
            "本次飞行不符合作为证据的条件（超过许可高度且无批准文号等），本页仅供参考。",
            "This flight cannot serve as evidence (for instance above the permitted height without "
            "an approval); the sheet is for information only.",
        ),
        "crop": ("现状", "Now"),
        "baseline": ("基准", "Before"),
        "frame": ("原片缩略图", "The whole photo, reduced"),
        "outline": ("红框：疑似范围", "red outline: the suspected extent"),
        "no_picture": ("没有图片，或图片无法读取", "no picture, or it cannot be read"),
        "sketch": ("位置示意图", "Map sketch"),
        "legend": (
            "＋ 采样口／取水口／站点；虚线圆 距离（米）；红 疑似范围；灰虚线 照片覆盖；绿 管控范围",
            "+ inlet, intake or station; dashed circles: distance (m); red: suspected extent; "
            "grey dashes: ground the photo shows; green: zones",
        ),
        "finding": ("疑似问题", "Finding"),
        "code": ("编码", "Code"),
        "what": ("内容", "What"),
        "state": ("状态", "State"),
        "origin": ("来源", "Origin"),
        "machine": ("机器识别", "found by the machine"),
        "person": ("人工勾绘", "drawn by a person"),
        "rule": ("依据", "Rule"),
        "area": ("面积", "Area"),
        "distance": ("距采样口／取水口", "Distance to the inlet or intake"),
        "confidence": ("可信度", "Confidence"),
        "detector": ("识别方法", "Method"),
        "note": ("说明", "Note"),
        "station": ("站点", "Station"),
        "anchor": ("采样口／取水口坐标", "Position of the inlet or intake"),
        "centre": ("疑似范围中心", "Middle of the extent"),
        "photo": ("照片", "Photo"),
        "name": ("文件名", "File name"),
        "taken": ("拍摄时间", "Taken"),
        "camera": ("相机位置", "Camera position"),
        "placed": ("定位方式", "Placed by"),
        "gps": ("照片自带定位", "the photo's own position"),
        "log": ("飞行日志", "the flight log"),
        "ties": ("影像匹配", "matching with neighbours"),
        "hand": ("人工放置", "hand"),
        "neighbours": ("前后照片推算", "its neighbours in time"),
        "height": ("离地／离起飞点高度", "Height above ground or take-off"),
        "altitude": ("海拔", "Above sea level"),
        "pose": ("航向／俯仰／横滚", "Yaw, pitch, roll"),
        "gsd": ("地面分辨率（中心／最差）", "Ground sampling (middle, worst)"),
        "accuracy": ("定位精度", "Position accuracy"),
        "flight": ("飞行", "Flight"),
        "pilot": ("飞手", "Pilot"),
        "licence": ("执照", "Licence"),
        "aircraft": ("航空器", "Aircraft"),
        "registration": ("登记号", "Registration"),
        "approval": ("空域批准文号", "Airspace approval"),
        "times": ("起止时间", "From, to"),
        "highest": ("最大高度", "Greatest height"),
        "weather": ("天气", "Weather"),
        "decisions": ("处理记录", "Who did what"),
        "none_yet": ("尚无处理记录", "nobody has decided anything yet"),
        "not_seen": ("未能看到的", "What could not be seen"),
        "assessed": ("管控范围内可判读比例", "Share of the zone that could be judged"),
        "smallest": ("可分辨的最小目标", "Smallest object that could be seen"),
        "all_said": (
            "以上之外没有其他已知限制；未判读之处不等于没有问题。",
            "No further limit is known; what was not judged is not free of problems.",
        ),
        "hashes": ("文件摘要（SHA-256）", "Files (SHA-256)"),
        "no_hashes": ("没有登记文件摘要", "no file hash was recorded"),
        "content": ("本页数据", "Data of this sheet"),
        "statement": (
            "示意图由系统按坐标绘制，非测绘成果；坐标系 WGS-84；"
            "缩略图经重新压缩，以摘要对应的原文件为准。",
            "The sketch is drawn from coordinates and is no survey; WGS-84; reduced pictures are "
            "re-encoded, the files behind the hashes are what counts.",
        ),
    }
)


def label(key: str, lang: Lang) -> str:
    """Return a label."""
    zh, en = LABELS[key]
    return zh if lang == "zh" else en
