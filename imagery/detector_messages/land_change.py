"""The words of the land-change detector."""

from __future__ import annotations

from geo.messages import register

register(
    {
        "detect.no_common_bands": (
            "两期影像没有两个以上相同的波段（待检：{image}；基准：{reference}）；"
            "请指明各波段，或换用同类影像。",
            "The two images share fewer than two bands (image: {image}; baseline: {reference}); "
            "name the bands or use images of the same kind.",
        ),
        "detect.no_separate_change": (
            "两期影像的差异没有形成单独的变化类，只标出远高于噪声的地方，可信度已降低。",
            "The differences form no class of change of their own; only what stands far above the "
            "noise is marked, with lower confidence.",
        ),
        "detect.kinds_mixed": (
            "有的变化区混有多种变化，没有一种过半，按最多的一种命名，可信度已降低；请人工认定类别。",
            "Some patches hold several kinds of change, none of them the larger part: they are "
            "named after the most common one, with lower confidence; say which it is.",
        ),
        "detect.change_widespread": (
            "超过三分之一的地面有差异，可能是季节、云或处理方式不同；请核对两期影像是否可比。",
            "More than a third of the ground differs, which season, cloud or processing may have "
            "done; check that the two images can be compared.",
        ),
    }
)
