"""The words of the obstacle detector."""

from __future__ import annotations

from geo.messages import register

register(
    {
        "detect.needs_inlet": (
            "障碍物判断需要采样口的位置和离地高度；请给出经纬度和高度。",
            "Obstacles are judged from an inlet: give its longitude, latitude and height above "
            "the ground.",
        ),
        "detect.needs_dsm": (
            "障碍物判断需要数字表面模型（米），文件 {file} 有 {count} 个波段，不是高程；"
            "请另附表面模型。",
            "Obstacles are judged from a surface model in metres; file {file} has {count} bands "
            "and is none. Give the model beside the image.",
        ),
        "detect.not_heights": (
            "文件 {file} 在 100 m 内高差达 {range_m} m，不像以米为单位的高程；请核对单位和空值。",
            "File {file} spans {range_m} m of height within 100 m, which is not a surface in "
            "metres; check its unit and no-data value.",
        ),
        "detect.surface_below_ground": (
            "100 m 内有 {percent}% 的表面低于地面（表面模型 {dsm}，地面模型 {dtm}）；"
            "两者可能弄反了，请核对。",
            "Within 100 m {percent} % of the surface lies below the ground (surface model {dsm}, "
            "terrain model {dtm}); they may be swapped.",
        ),
        "detect.ground_unknown": (
            "采样口附近没有可用高程（{file}），无法得到其绝对高度；请提供覆盖站点的地面模型。",
            "There is no usable height around the inlet in {file}, so the inlet's own height is "
            "unknown; give a terrain model that covers the station.",
        ),
        "detect.ground_estimated": (
            "没有采样口处的地面高程，由周围最低点推算；请核对采样口高度。",
            "The ground under the inlet was inferred from the lowest points around; check the "
            "inlet's height.",
        ),
        "detect.inlet_below_surface": (
            "采样口处的表面高于采样口：高度或位置可能不对，或上方有遮盖；请现场核对。",
            "The surface at the inlet lies above the inlet: height or position may be wrong, or "
            "something covers it; check on site.",
        ),
        "detect.kind_unknown": (
            "只有高程，分不清树木和建筑，暂按捕集空间不足（ENV-01）列出；请人工认定类别。",
            "Heights alone do not tell trees from buildings; listed as insufficient open arc "
            "(ENV-01) until a person says which.",
        ),
        "detect.arc_partly_unseen": (
            "部分方位在 100 m 内没有高程，按未判定计，不算开阔。",
            "Some directions have no heights within 100 m; they count as not assessed, not as "
            "open.",
        ),
        "detect.arc_not_seen": (
            "未见遮挡，但没有高程的方位太多，开阔弧是否达标无法判定；请补测。",
            "Nothing blocks where heights exist, but too many directions have none to say "
            "whether the open arc suffices; survey again.",
        ),
    }
)
