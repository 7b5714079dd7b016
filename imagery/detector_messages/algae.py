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
        "detect.scum_like_land": (
            "缺少短波红外波段，厚层藻华可能被当成陆地而未评估。",
            "Without a shortwave infrared band thick scum may pass for land and stay unassessed.",
        ),
    }
)
