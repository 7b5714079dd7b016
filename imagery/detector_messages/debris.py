"""The words of the debris detector."""

from __future__ import annotations

from geo.messages import register

register(
    {
        "detect.water_not_located": (
            "影像中没有找到确定的水面，无法判断漂浮物；请用区域文件给出水面范围。",
            "No sure water was located in the image, so floating things cannot be judged; give "
            "the water's outline as the zone.",
        ),
        "detect.zone_not_placed": (
            "影像没有坐标，区域无法落到影像上，已按整幅影像判断。",
            "The image has no coordinates, so the zone could not be placed; the whole image was "
            "looked at.",
        ),
        "detect.water_by_looks": (
            "水面范围由影像颜色和纹理推断，未经地图确认，可信度减半；请用区域文件给出水面范围。",
            "Where water is was taken from colour and texture, not from a map, so confidence is "
            "halved; give the water's outline as the zone.",
        ),
        "detect.white_or_glint": (
            "有无色的亮点，单幅影像分不清日光反射与白色塑料，这些像元未作判断；"
            "隔几秒再拍一张即可分辨。",
            "There are bright colourless specks; one picture cannot tell sun glint from white "
            "plastic, so these pixels were not judged. A second picture seconds later can.",
        ),
    }
)
