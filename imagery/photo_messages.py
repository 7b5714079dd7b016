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
        "photo.single_band": (
            "多光谱相机的单波段照片：已转为灰度供查看，不能单独用于识别。",
            "One band of a multispectral camera: shown as grey, not to be judged by itself.",
        ),
        "photo.gps_no_fix": (
            "拍摄时 GPS 未定位，位置不采用。",
            "GPS had no fix when it was taken; the position was not used.",
        ),
        "photo.rtk_failed": (
            "RTK 未定位，位置精度未知。",
            "RTK had no position: the accuracy is not known.",
        ),
        "photo.gimbal_silent": (
            "云台角度全为零，应是未记录；俯仰角未知。",
            "All gimbal angles are zero, which means not recorded: the pitch is unknown.",
        ),
        "photo.resized": (
            "照片比拍摄时小，像元大小已按比例换算。",
            "The picture is smaller than it was taken; its pixel size was scaled.",
        ),
        "photo.size_changed": (
            "照片的长宽比与拍摄时不同（裁剪过），像元大小和范围不确定。",
            "The picture has another shape than it was taken with (cut): pixel size and footprint "
            "are uncertain.",
        ),
        "photo.zoomed": (
            "使用了数码变焦，像元大小和范围不确定。",
            "Digital zoom was used: pixel size and footprint are uncertain.",
        ),
        "photo.lens_invalid": (
            "镜头畸变参数不合理，范围按无畸变的镜头画出。",
            "The lens distortion makes no sense: the footprint is that of a lens without any.",
        ),
        "photo.height_from_terrain": (
            "离地高度由 GPS 海拔减地形高程得出，可能差十几米，范围和像元大小不确定。",
            "The height above ground is GPS altitude less terrain, which may be ten metres or more "
            "off: footprint and pixel size are uncertain.",
        ),
        "photo.takeoff_unknown": (
            "高度从起飞点算起，起飞点未知，未能按地形改正。",
            "The height counts from the take-off point, which is unknown: it was not corrected for "
            "the terrain.",
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
            "未判断清晰度：画面多为水面等平滑或单色区域，或照片太小（有纹理的占 {textured} %）。",
            "Sharpness was not judged: mostly smooth or of one colour, such as water, or too small "
            "a picture ({textured} % has texture).",
        ),
        "quality.duplicate": (
            "与先前的照片重复。",
            "It repeats an earlier photo.",
        ),
    }
)
