"""The words of photos and their quality: why a place is uncertain, what is wrong with a frame."""

from __future__ import annotations

from geo.messages import register

register(
    {
        "photo.nir_converted": (
            "相机可能改装为近红外（植物呈红色）：不能按真彩色判读裸土、藻类或植被。",
            "The camera seems converted to near infrared (plants are red): bare soil, algae or "
            "plants cannot be told by colour.",
        ),
        "photo.lens_invalid": (
            "镜头参数不合理，无法画出范围。",
            "The lens parameters make no sense, so no footprint can be drawn.",
        ),
        "photo.height_from_terrain": (
            "离地高度由 GPS 海拔减地形高程得出，可能差十几米，范围和像元大小不确定。",
            "The height above ground is GPS altitude less terrain, which may be ten metres or more "
            "off: footprint and pixel size are uncertain.",
        ),
        "photo.dtm_unplaced": (
            "地形数据没有坐标系；请导出为带坐标的 GeoTIFF。",
            "The terrain model has no CRS; export it as a georeferenced GeoTIFF.",
        ),
        "photo.dtm_too_large": (
            "地形数据超过 {limit} 百万像元；请裁剪到飞行区域。",
            "The terrain model has more than {limit} million cells; cut it to the flight's area.",
        ),
        "quality.blurred": (
            "模糊：有纹理处的清晰度 {sharpness}，低于 {sharpness_limit}；请检查对焦并重拍。",
            "Blurred: sharpness where there is texture is {sharpness}, below {sharpness_limit}; "
            "check the focus and take it again.",
        ),
        "quality.motion": (
            "运动模糊：沿 {motion_deg} 度方向拖影约 {motion_px} 像素，上限 {motion_limit_px}；"
            "请降低速度或缩短快门。",
            "Blurred by motion: smeared by about {motion_px} pixels along {motion_deg} degrees, "
            "at most {motion_limit_px} allowed; fly slower or shorten the exposure.",
        ),
        "quality.dark": (
            "曝光不足：较亮处的亮度也只有 {bright_level}，应不低于 {bright_level_limit}。",
            "Too dark: even the bright parts reach only {bright_level}, {bright_level_limit} is "
            "needed.",
        ),
        "quality.bright": (
            "曝光过度：{clipped} % 的画面已全白，上限 {clipped_limit} %。",
            "Too bright: {clipped} % of the picture is plain white, at most {clipped_limit} %.",
        ),
        "quality.glint": (
            "太阳耀斑：水面反光占画面 {glint} %，上限 {glint_limit} %；请换个时间或角度。",
            "Sun glint covers {glint} % of the picture, at most {glint_limit} %; take it at "
            "another hour or angle.",
        ),
        "quality.water": (
            "画面多为水面等平滑区域（有纹理的只占 {textured} %），未判断清晰度。",
            "Mostly smooth, such as water (only {textured} % has texture): sharpness was not "
            "judged.",
        ),
        "quality.duplicate": (
            "与先前的照片重复。",
            "It repeats an earlier photo.",
        ),
    }
)
