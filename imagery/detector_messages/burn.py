"""The words of the burn detector."""

from __future__ import annotations

from geo.messages import register

register(
    {
        "detect.burn_needs_before": (
            "仅凭一期影像分不清过火迹地与裸土，未作判断；请提供火前影像或归一化燃烧指数差值。",
            "One date cannot tell a burn scar from bare soil, so nothing was judged; give an "
            "image from before the fire, or its dNBR.",
        ),
        "detect.dnbr_is_classes": (
            "文件 {file} 只有 {count} 种整数值，是分类或掩膜，不是两期燃烧指数之差；"
            "请提供连续数值的差值文件。",
            "File {file} holds only {count} whole numbers: classes or a mask, no difference of "
            "two burn ratios; give the continuous difference.",
        ),
        "detect.dnbr_scale": (
            "文件 {file} 的数值达 {top}，不是两期燃烧指数之差（应在 -2 到 2 之间，或其千倍）；"
            "请核对文件。",
            "File {file} holds values up to {top}, which is no difference of two burn ratios "
            "(-2 to 2, or a thousand times that); check the file.",
        ),
    }
)
