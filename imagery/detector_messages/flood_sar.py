"""The words of the radar flood detector."""

from __future__ import annotations

from geo.messages import register

register(
    {
        "detect.sar_scale": (
            "影像 {file} 的中位数为 {median}，既不是分贝（约 -30 到 0），也不是线性后向散射"
            "（0 到 1）；请先做辐射定标。",
            "Image {file} has a median of {median}, neither dB (about -30 to 0) nor linear "
            "backscatter (0 to 1); calibrate it first.",
        ),
        "detect.water_not_visible": (
            "雷达影像中没有独立成类的开阔水面；植被或房屋下的积水雷达看不见，不作判断，"
            "请以光学或无人机影像核对。",
            "The radar shows no open water as a class of its own; water under plants or between "
            "houses is not visible to it, so nothing is claimed. Check with optical or drone "
            "imagery.",
        ),
        "detect.sar_limits": (
            "雷达判读的局限：风浪使水面变亮，山坡与楼房有叠掩和阴影，柏油路面与干沙地像水。",
            "Limits of radar: wind makes water bright, slopes and buildings cause layover and "
            "shadow, asphalt and dry sand look like water.",
        ),
        "detect.sar_converted": (
            "影像为线性后向散射，已换算为分贝。",
            "The image holds linear backscatter; it was converted to dB.",
        ),
        "detect.sar_one_polarisation": (
            "只有 VV 极化，水体判读较弱；请提供 VH 波段。",
            "Only VV is given, so water is told less surely; give VH too.",
        ),
    }
)
