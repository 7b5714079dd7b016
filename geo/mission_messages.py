"""The words of coverage and missions: refusals and warnings."""

from __future__ import annotations

from geo import messages

messages.register(
    {
        "coverage.zone": (
            "要计算覆盖率的范围不是有效的多边形",
            "the zone whose coverage is asked for is not a valid polygon",
        ),
        "coverage.gsd": (
            "地面分辨率要求 {gsd} 无效：应为大于 0 的米数",
            "the required GSD {gsd} is not a positive number of metres",
        ),
        "mission.area": (
            "任务区域应为多边形（航带也可用折线），且几何有效",
            "the mission area must be a valid polygon (for a strip also a line)",
        ),
        "mission.area_size": (
            "任务区域 {area} 平方米，超出 {least} 到 {most} 平方米的范围，请拆分或核对坐标",
            "the mission area has {area} m2, outside {least} to {most}; split it or check its "
            "position",
        ),
        "mission.parts": (
            "任务区域有 {count} 个独立部分，超过上限 {limit}",
            "the mission area has {count} separate parts, the limit is {limit}",
        ),
        "mission.template": (
            "没有名为“{name}”的航线模板；可用：{known}",
            "there is no template “{name}”; there are {known}",
        ),
        "mission.camera": (
            "相机表中没有“{name}”；可用：{known}",
            "the camera table holds no “{name}”; it holds {known}",
        ),
        "mission.gsd_or_height": (
            "地面分辨率和飞行高度须二选一",
            "give either a GSD or a height, not both and not neither",
        ),
        "mission.height_range": (
            "飞行高度 {height} 米超出 {least} 到 {most} 米；请调整地面分辨率、高度或相机",
            "a height of {height} m is outside {least} to {most}; change the GSD, height or camera",
        ),
        "mission.overlap": (
            "重叠率 {overlap} 无效：航向与旁向都应在 0 到 0.95 之间",
            "the overlap {overlap} is not two numbers between 0 and 0.95 (forward, side)",
        ),
        "mission.too_many_photos": (
            "任务需要 {count} 张照片，超过上限 {limit}；请缩小区域、降低重叠率或提高飞行高度",
            "the mission needs {count} photos, the limit is {limit}; take a smaller area, less "
            "overlap or a greater height",
        ),
        "mission.format": (
            "不能写出“{name}”格式；可用：{known}",
            "cannot write “{name}”; the formats are {known}",
        ),
        "mission.no_drone_number": (
            "大疆航线文件需要机型编号，相机“{camera}”没有已核实的编号；请改用其他格式或换相机",
            "a DJI file needs the aircraft's numbers, and none are known for “{camera}”; take "
            "another format or camera",
        ),
        "mission.file_limit": (
            "航点 {count} 个，超过该格式上限 {limit}",
            "{count} waypoints, the format holds {limit}",
        ),
        "mission.dtm": (
            "地形文件不能使用：{reason}",
            "the terrain file cannot be used: {reason}",
        ),
        "mission.file": (
            "读不了文件“{name}”：{reason}",
            "cannot read the file “{name}”: {reason}",
        ),
        "mission.not_written": (
            "写不了文件“{name}”：{reason}",
            "cannot write the file “{name}”: {reason}",
        ),
        "mission.home_too_far": (
            "起飞点距最远处 {reach_km} km，往返约需 {needed_min} 分钟，"
            "一块电池可用 {usable_min} 分钟",
            "the farthest point is {reach_km} km from take-off: there and back takes some "
            "{needed_min} minutes, one battery serves {usable_min}",
        ),
        "mission.above_120": (
            "有航点真高超过 120 米：须先取得空域批准",
            "parts of the flight are more than 120 m above the ground: airspace approval is needed",
        ),
        "mission.low": (
            "飞行高度低于 20 米：注意树木、电线和建筑物",
            "the flight is below 20 m: mind trees, wires and buildings",
        ),
        "mission.over_inlet": (
            "航线从采样口正上方经过：下洗气流会干扰采样",
            "the route passes right over an inlet: downwash disturbs the sampling",
        ),
        "mission.hover_near_inlet": (
            "在采样口 30 米内悬停、起停或转弯：须避开或把该时段数据标记",
            "the aircraft stops or turns within 30 m of an inlet: avoid it or flag those hours",
        ),
        "mission.wind": (
            "风速超过 10 米/秒或机型限值：不应起飞",
            "the wind is above 10 m/s or the aircraft's limit: do not take off",
        ),
        "mission.flat_ground": (
            "没有地形数据：按平地计算，真高和覆盖率在坡地会有出入",
            "no terrain was given: flat ground is assumed; true height and coverage differ on "
            "slopes",
        ),
        "mission.terrain_gap": (
            "地形数据没有覆盖整个任务区，缺失处按最近的已知高程计算",
            "the terrain does not reach over the whole mission; the nearest known height is used",
        ),
        "mission.coverage": (
            "按所需地面分辨率，计划照片不能覆盖整个区域",
            "the planned photos do not cover the whole area at the required GSD",
        ),
        "mission.waypoints": (
            "航点超过 200 个：部分大疆遥控器不能导入，请拆分任务",
            "more than 200 waypoints: some DJI controllers refuse the file; split the mission",
        ),
        "mission.short_leg": (
            "有相邻航点间距不足 2 米：部分飞控会拒绝",
            "some waypoints are less than 2 m apart: some controllers refuse them",
        ),
        "mission.slow": (
            "为满足拍照间隔和清晰度，飞行速度低于 2 米/秒",
            "the photo interval and sharpness hold the speed below 2 m/s",
        ),
        "mission.far_parts": (
            "任务由相距较远的部分组成，转场超过 2 千米",
            "the parts of the mission lie far apart: more than 2 km are flown between them",
        ),
    }
)
