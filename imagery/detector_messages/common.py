"""The words of refusals, abstentions and flags that several detectors share."""

from __future__ import annotations

from geo.messages import register

register(
    {
        "detect.unknown_detector": (
            "没有名为“{name}”的检测器；可用：{known}。",
            "There is no detector named '{name}'; available: {known}.",
        ),
        "detect.missing_bands": (
            "检测器 {detector} 需要波段 {needed}，影像 {file} 只给出 {given}；请指明各波段序号。",
            "Detector {detector} needs the bands {needed}, image {file} gives {given}; say which "
            "band number holds each.",
        ),
        "detect.band_repeated": (
            "影像 {file} 的第 {number} 波段同时当作 {roles}；不同角色须是不同波段。",
            "Band {number} of image {file} stands for {roles} at once; each role needs its own.",
        ),
        "detect.band_number": (
            "影像 {file} 共 {count} 个波段，没有第 {number} 波段（{role}）；请改正波段序号。",
            "Image {file} has {count} bands, so no band {number} ({role}); correct the number.",
        ),
        "detect.unreadable": (
            "影像 {file} 无法读取（{reason}）；请重新导出或上传。",
            "Image {file} cannot be read ({reason}); export or upload it again.",
        ),
        "detect.no_overlap": (
            "{what} 与影像 {file} 没有重叠；请核对坐标系和位置。",
            "{what} and image {file} do not overlap; check coordinate system and place.",
        ),
        "detect.no_position": (
            "影像 {file} 没有坐标系，无法与{what}对位；请提供有坐标的影像。",
            "Image {file} has no coordinate system, so {what} cannot be placed on it; "
            "give a georeferenced one.",
        ),
        "detect.baseline_newer": (
            "基准影像（{reference}）不早于待检影像（{image}）；请交换两期，或改正拍摄时间。",
            "The baseline ({reference}) is not older than the image ({image}); swap them or "
            "correct the capture times.",
        ),
        "detect.constant_image": (
            "影像 {file} 在所需波段上处处相同，没有内容；请检查导出过程。",
            "Image {file} has the same value everywhere in the bands needed, so it shows "
            "nothing; check how it was exported.",
        ),
        "detect.bands_alike": (
            "影像 {file} 的 {roles} 波段数值完全相同：这是灰度图或高程之类的单一量，不是彩色影像；"
            "请改用真正的多波段影像。",
            "The bands {roles} of image {file} hold the same numbers: a grey picture or one "
            "quantity, such as heights, and no colours; use an image of real bands.",
        ),
        "detect.no_valid_pixels": (
            "影像 {file} 在此区域没有有效像元（全为空值）；请换用覆盖该处的影像。",
            "Image {file} has no valid pixel here (all no-data); use one that covers the place.",
        ),
        "detect.wrong_scale": (
            "影像 {file} 换算后反射率中位数为 {median}，最亮处为 {top}，不在 0–1 的合理范围；"
            "请改正比例系数（哨兵二号通常为 0.0001，8 位影像为 0.0039）。",
            "After scaling, image {file} has a median reflectance of {median} and {top} where it "
            "is brightest, which is not plausible within 0-1; correct the scale (0.0001 is usual "
            "for Sentinel-2, 0.0039 for 8-bit images).",
        ),
        "detect.misaligned": (
            "两期影像错位约 {shift_px} 个像元，超过 {limit_px}；请先配准再比对。",
            "The two images lie about {shift_px} pixels apart, more than {limit_px}; register "
            "them before comparing.",
        ),
        "detect.alignment_unknown": (
            "两期影像的相对位置无法核对（地面变化太大或可比区域太小）；请人工核对岸线是否对齐。",
            "How the two images lie to each other could not be checked (too much change or too "
            "little common ground); look whether the shores line up.",
        ),
        "detect.alignment_corrected": (
            "两期影像原有错位，已按同名边缘配准后再比对。",
            "The two images lay apart; they were registered on common edges before comparing.",
        ),
        "detect.season_differs": (
            "两期影像的季节不同，植被与水位的自然变化可能被当成变化，可信度已降低。",
            "The two images are of different seasons, so natural change of plants and water level "
            "may pass for change; confidence is lowered.",
        ),
        "detect.cloud_unknown": (
            "影像没有云概率波段或云掩膜，只排除了很亮的像元；薄云和云影可能没有剔除。",
            "There is no cloud band or mask, so only very bright pixels were left out; thin cloud "
            "and cloud shadow may remain.",
        ),
        "detect.change_too_small": (
            "水面有变化，但每一处都小于可辨认的最小范围，不作判断；请使用更清晰的影像。",
            "Water changed, but every patch is smaller than what can be told at this pixel size, "
            "so nothing is claimed; use a finer image.",
        ),
        "detect.nir_camera": (
            "影像 {file} 像是改装近红外相机拍摄（红光偏高且没有绿色），不能按真彩色判断植被；"
            "请按实际波段标注。",
            "Image {file} looks like a NIR-converted camera (much red, no green), so plants "
            "cannot be judged as true colour; name the bands it really holds.",
        ),
        "detect.leafless_season": (
            "拍摄于落叶或变色季节，阔叶树可能看不出来；请以生长季影像复核。",
            "Taken when broad-leaved trees are bare or coloured, so some may not show; check on "
            "an image of the growing season.",
        ),
        "detect.crowns_unsure": (
            "像元偏粗，树冠与草地难以区分，结果仅供参考。",
            "Pixels are too coarse to tell crowns from grass well; take the result as a hint.",
        ),
        "detect.too_coarse": (
            "像元太粗，看不出该现象，不作判断；请使用更清晰的影像。",
            "Pixels are too coarse for this sign, so nothing is claimed; use a finer image.",
        ),
        "detect.zone_not_seen": (
            "区域内可评估的部分太少（云、阴影、空值或未覆盖），不作判断；请换用另一期影像。",
            "Too little of the zone could be assessed (cloud, shadow, no data or not covered), "
            "so nothing is claimed; use another date.",
        ),
        "detect.needs_reference": (
            "此项判断需要一期基准影像；已给出范围掩膜，但没有作变化判断。",
            "This judgement needs a baseline image; the mask is given, no change was judged.",
        ),
        "detect.no_baseline": (
            "没有可比的较早影像，此项未作判断；请补一期基准影像。",
            "There is no older image to compare with, so this was not judged; add a baseline.",
        ),
        "detect.no_reference_water": (
            "基准影像在取水口附近几乎没有水面，无法计算水面比；请核对取水口位置或换基准。",
            "The baseline shows hardly any water around the intake, so no ratio can be taken; "
            "check the intake's position or choose another baseline.",
        ),
        "detect.gsd_unknown": (
            "影像 {file} 没有坐标，像元大小未知；面积和距离未计算。",
            "Image {file} has no coordinates, so its pixel size is unknown; areas and distances "
            "were not computed.",
        ),
        "detect.bad_option": (
            "选项 {option} 的值“{value}”无效：应为 {expected}。",
            "Option {option} has the invalid value '{value}': expected {expected}.",
        ),
        "detect.bad_zone": (
            "区域文件 {file} 无效：需要一个 WGS-84 多边形的 GeoJSON。",
            "Zone file {file} is invalid: one GeoJSON polygon in WGS-84 is needed.",
        ),
        "evidence.outside": (
            "证据框不在影像 {file} 内；请选择覆盖该处的影像。",
            "The evidence frame lies outside image {file}; choose one that covers the place.",
        ),
    }
)
