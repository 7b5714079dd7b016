"""The words of the quick mosaic: why a frame stays out, what to know of one that is in."""

from __future__ import annotations

from geo.messages import register

register(
    {
        "mosaic.no_frames": (
            "没有可用于拼图的照片。",
            "There is no photo to make a mosaic of.",
        ),
        "mosaic.too_many_frames": (
            "照片 {count} 张，超过上限 {limit} 张；请分区拼图。",
            "There are {count} photos, more than the {limit} allowed; make mosaics of parts.",
        ),
        "mosaic.nothing_fits": (
            "{count} 张照片之间没有找到足够的同名点，无法拼图；可逐张查看。",
            "No shared points tie the {count} photos together, so there is no mosaic; look at "
            "them one by one.",
        ),
        "mosaic.one_frame": (
            "只有一张照片：按记录的位置和朝向铺在平地上，位置不确定。",
            "A single photo, laid on flat ground as recorded; its position is uncertain.",
        ),
        "mosaic.duplicate": (
            "与另一张照片完全相同，未重复使用。",
            "It is the same picture as another one and was not used twice.",
        ),
        "mosaic.unreadable": (
            "照片无法解码。",
            "The photo cannot be decoded.",
        ),
        "mosaic.oblique": (
            "镜头过于倾斜，不适合平面拼图。",
            "The camera looks too far from straight down for a flat mosaic.",
        ),
        "mosaic.far_away": (
            "记录的位置远离这次飞行的其他照片，未采用。",
            "Its recorded position is far from the flight's other photos; it was left out.",
        ),
        "mosaic.no_neighbour": (
            "附近没有可以核对的照片，朝向和位置不确定，未拼入。",
            "No photo nearby confirms it: heading and position are uncertain, it stays out.",
        ),
        "mosaic.no_ties": (
            "与邻近照片没有足够的同名点（如水面）：仅按 GPS 放置，位置不确定。",
            "Too few points shared with its neighbours (open water, for example): placed by GPS "
            "only, position uncertain.",
        ),
        "mosaic.does_not_fit": (
            "画面与同一位置的其他照片不符，未拼入。",
            "It does not show what the other photos show at its recorded place; it stays out.",
        ),
        "mosaic.few_ties": (
            "同名点少于 {least} 个，不足以核实位置，未拼入。",
            "It shares fewer than {least} points with its neighbours, too few to confirm its "
            "place; it stays out.",
        ),
        "mosaic.yaw_unknown": (
            "无法判断记录的朝向是否颠倒 180 度，未拼入。",
            "Whether its recorded heading is turned by 180 degrees cannot be told; it stays out.",
        ),
        "mosaic.yaw_corrected": (
            "记录的朝向有误，已按邻近照片更正。",
            "Its recorded heading is wrong and was corrected from its neighbours.",
        ),
        "mosaic.yaw_off": (
            "平差后的朝向与 GPS 航线方向不符，未拼入。",
            "Its adjusted heading disagrees with the GPS baselines; it stays out.",
        ),
        "mosaic.height_off": (
            "平差后的高度与记录相差过大，未拼入。",
            "Its adjusted height is too far from the recorded one; it stays out.",
        ),
        "mosaic.shift_off": (
            "平差后的位置与 GPS 相差过大，未拼入。",
            "Its adjusted position is too far from its GPS; it stays out.",
        ),
        "mosaic.tilt_off": (
            "平差后的倾角过大，未拼入。",
            "Its adjusted tilt is too large; it stays out.",
        ),
        "mosaic.misfit": (
            "同名点残差过大，未拼入。",
            "Its shared points do not agree; it stays out.",
        ),
        "mosaic.separate_block": (
            "与其他照片分成两组，两组之间的相对位置只由 GPS 决定。",
            "It belongs to a group that shares no points with the others: the groups' places "
            "relative to each other rest on GPS alone.",
        ),
        "mosaic.gsd": (
            "像元大小 {asked} 米与照片本身的 {native} 米相差过大。",
            "A pixel of {asked} m is too far from the photos' own {native} m.",
        ),
    }
)
