"""The words of the cloud detector."""

from __future__ import annotations

from geo.messages import register

register(
    {
        "detect.cloud_by_brightness": (
            "没有哨兵二号全部波段，按亮度和颜色判断云；薄云和霾可能没有标出。",
            "Without all bands of Sentinel-2, cloud was judged by brightness and colour; thin "
            "cloud and haze may be missing.",
        ),
        "detect.cloud_or_snow": (
            "没有短波红外波段，雪、盐滩和白色沙地可能被当成云。",
            "Without short-wave infrared, snow, salt and white sand may pass for cloud.",
        ),
        "detect.overcast": (
            "整景发亮、发白且平滑，按全部被云覆盖处理。",
            "The whole scene is bright, white and smooth: it was taken as closed cloud.",
        ),
    }
)
