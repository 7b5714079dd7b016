"""The words of the algae and turbidity detectors."""

from __future__ import annotations

from geo.messages import register

register(
    {
        "detect.no_water_seen": (
            "影像中没有看到水面（或被云遮住），不作判断；请核对位置或换用另一期影像。",
            "No water is seen here (or cloud hides it), so nothing is claimed; check the place or "
            "use another date.",
        ),
        "detect.weaker_without_red_edge": (
            "缺少红边波段（705、740 纳米），藻类判断较弱，可信度上限已降低；请提供红边波段。",
            "Without the red-edge bands (705 and 740 nm) algae are told less surely and the "
            "confidence is capped lower; give the red-edge bands.",
        ),
        "detect.weaker_without_swir": (
            "缺少短波红外波段，浑浊水面的日光反射扣除不净，浑浊度判断较弱，可信度上限已降低。",
            "Without a shortwave infrared band glint cannot be taken off muddy water well, so "
            "turbidity is told less surely and the confidence is capped lower.",
        ),
        "detect.scum_like_land": (
            "缺少短波红外波段，厚层藻华可能被当成陆地而未评估。",
            "Without a shortwave infrared band thick scum may pass for land and stay unassessed.",
        ),
    }
)
