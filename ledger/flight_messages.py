"""What flights, their photos on the ground and their records say."""

from __future__ import annotations

from geo import messages

messages.register(
    {
        "flight.changed": (
            "飞行记录刚被别人修改过，请刷新后再保存",
            "Somebody has just changed this flight; load it again, then save",
        ),
        "flight.unknown_field": (
            "飞行记录没有“{field}”这一项",
            "The flight record has no field “{field}”",
        ),
        "flight.wrong_field": (
            "飞行记录的“{field}”填写为“{value}”，应为 {expected}",
            "“{value}” is not valid for “{field}” of the flight record; expected: {expected}",
        ),
        "flight.order_not_asked": (
            "这份日志没有询问坐标顺序，或“{order}”不是可选项",
            "This log did not ask for the order of its coordinates, or “{order}” is no choice",
        ),
        "flight.order_by_places": (
            "坐标顺序由照片或站点的位置确定",
            "The order of its coordinates follows from where the photos or the station are",
        ),
        "flight.record_incomplete": (
            "飞行记录未填完整：需要飞手、执照号、机型和登记号",
            "The flight record is incomplete: pilot, licence, aircraft and registration are needed",
        ),
        "flight.airspace_unknown": (
            "未说明空域类别：请选择适飞空域或管制空域",
            "The airspace is not stated: suitable or controlled",
        ),
        "flight.uom_missing": (
            "管制空域飞行需要填写 UOM 平台的批准编号",
            "A flight in controlled airspace needs its UOM number",
        ),
        "flight.no_surface": (
            "本次飞行没有可用的地表高程模型；请上传覆盖本站的单波段 DSM（非 8 位），"
            "再指定给本次飞行",
            "This flight has no surface model that can be used; upload a DSM of one band, not of 8 "
            "bits, that shows the station, then name it for this flight",
        ),
        "flight.above_permitted_height": (
            "飞行高度超过允许的真高；飞行保留，相关照片已标记",
            "Flown above the permitted true height; the flight is kept and its frames are marked",
        ),
        "flight.approval_missing": (
            "超高飞行没有批准文号，其发现不能作为证据；请补填批准文号",
            "Flown too high and no approval is named: its findings cannot serve as evidence; "
            "add the approval number",
        ),
        "flight.height_unknown": (
            "照片和日志都没有飞行真高，无法判断是否超高",
            "Neither photos nor logs hold the height flown; whether it was permitted is not known",
        ),
        "flight.wind_above_limit": (
            "记录的风速达到或超过 10 m/s，照片可能模糊、定位偏差大",
            "The wind on record is 10 m/s or more; frames may be blurred and off their place",
        ),
        "flight.near_not_assessed": (
            "照片和日志没有时间，未能判断无人机何时靠近空气站采样口",
            "Neither photos nor logs hold times; when the drone was near an air station's inlet "
            "was not assessed",
        ),
        "flight.not_evidence": (
            "飞行“{flight}”超过允许高度且没有批准文号，不能作为证据；补填批准文号后再确认",
            "Flight “{flight}” was flown above the permitted height without an approval number "
            "and cannot serve as evidence; add the number, then accept",
        ),
        "finding.flight_no_evidence": (
            "来自超高且无批准文号的飞行，不能作为证据",
            "From a flight above the permitted height without approval: no evidence",
        ),
        "photo.above_permitted_height": (
            "拍摄高度超过允许的真高",
            "Taken above the permitted true height",
        ),
        "photo.yaw_flipped": (
            "记录的航向与相邻照片相反，已按相邻照片转正",
            "The recorded yaw contradicts its neighbours and was turned round",
        ),
        "photo.between_neighbours": (
            "位置按前后照片的时间推算，只供参考",
            "Placed between its neighbours in time: an estimate only",
        ),
        "photo.clock_unchecked": (
            "按日志时间放置，但无法核对相机时钟，位置可能偏差较大",
            "Placed by the log's time, but the camera's clock could not be checked: it may be far "
            "off",
        ),
        "photo.placed_by_hand": ("位置由人工指定", "Placed by hand"),
        "photo.footprint_outdated": (
            "位置已改，地面范围正在重新计算",
            "Its place has changed; the ground it shows is being worked out again",
        ),
        "photo.changed": (
            "照片的位置刚被别人修改过，请刷新后再放置",
            "Somebody has just placed this photo; load it again, then place it",
        ),
        "photo.not_found": ("没有这张照片", "There is no such photo"),
        "photo.too_far": (
            "该位置距站点 {distance_m} 米，超过 {limit_m} 米；请核对",
            "That place is {distance_m} m from the station, more than {limit_m} m; check it",
        ),
        "photo.too_few_points": (
            "至少需要 3 个控制点，收到 {count} 个",
            "At least 3 control points are needed, there are {count}",
        ),
        "photo.wrong_point": (
            "第 {number} 个控制点无效：需要照片内的像素 x、y 和经纬度 lon、lat",
            "Control point {number} is not valid: pixel x, y inside the photo and lon, lat are "
            "needed",
        ),
        "photo.points_on_a_line": (
            "控制点几乎在一条直线上或重合，无法确定位置；请选分布更开的点",
            "The control points lie on a line or on each other; choose points further apart",
        ),
        "photo.points_disagree": (
            "控制点互相矛盾：残差 {residual_m} 米，超过 {limit_m} 米；请检查第 {worst} 个点",
            "The control points contradict each other: {residual_m} m off, the limit is "
            "{limit_m} m; check point {worst}",
        ),
        "photo.no_size": (
            "照片没有像素尺寸，不能用控制点放置",
            "The photo's size in pixels is not known; control points cannot place it",
        ),
        "scene.nudge_too_far": (
            "平移 {distance_m} 米超过上限 {limit_m} 米；这么大的偏差请重新定位影像",
            "A nudge of {distance_m} m is more than {limit_m} m; an image that far off must be "
            "placed anew",
        ),
        "scene.changed": (
            "影像刚被别人修改过，请刷新后再平移",
            "Somebody has just changed this scene; load it again, then nudge it",
        ),
    }
)
