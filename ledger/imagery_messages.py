"""What media, uploads, scenes and flights say when they refuse."""

from __future__ import annotations

from geo import messages

messages.register(
    {
        "media.not_found": ("媒体库中没有文件 {sha256}", "The media store has no file {sha256}"),
        "upload.not_found": (
            "没有这次上传，或已过期；请重新上传",
            "There is no such upload, or it has expired; upload again",
        ),
        "upload.empty": (
            "文件“{filename}”是空的（0 字节）；请检查存储卡后重新选择",
            "The file “{filename}” is empty (0 bytes); check the card and choose again",
        ),
        "upload.too_large": (
            "文件 {size_mb} MB 超过上限 {limit_mb} MB；请裁剪或分块后上传",
            "The file has {size_mb} MB, the limit is {limit_mb} MB; cut it or send it in parts",
        ),
        "upload.no_room": (
            "服务器磁盘空间不足（需要 {need_mb} MB，剩余 {free_mb} MB）；请联系管理员",
            "The server's disk has no room ({need_mb} MB needed, {free_mb} MB free); "
            "tell the administrator",
        ),
        "upload.offset": (
            "服务器已有 {expected} 字节，收到的起点是 {offset}；请从 {expected} 继续",
            "The server holds {expected} bytes, not {offset}; go on from {expected}",
        ),
        "upload.busy": (
            "这个文件正由另一个连接上传；请稍候再续传",
            "Another connection is sending this file; wait and resume",
        ),
        "upload.checksum": (
            "第 {offset} 字节起的一段校验不符（传输中损坏），已丢弃；请重发这一段",
            "The piece at byte {offset} does not match its checksum; it was dropped, send it again",
        ),
        "upload.checksum_algorithm": (
            "不支持校验算法“{algorithm}”；可用 sha1 或 sha256",
            "Checksum algorithm “{algorithm}” is not supported; use sha1 or sha256",
        ),
        "upload.too_long": (
            "收到的数据超过声明的 {length} 字节，多出的已丢弃；请重新上传",
            "More data came than the declared {length} bytes; the piece was dropped, upload again",
        ),
        "upload.not_receiving": (
            "这次上传已结束（{state}），不能再接收数据",
            "This upload has ended ({state}) and takes no more data",
        ),
        "upload.not_complete": (
            "文件还没有传完：{offset}/{length} 字节",
            "The file is not complete: {offset} of {length} bytes",
        ),
        "upload.gone": (
            "上传的原文件已清理；请重新上传",
            "The uploaded file has been cleared away; upload it again",
        ),
        "upload.unknown_station": (
            "没有编号为“{value}”的站点；请核对站点编号",
            "There is no station “{value}”; check the code",
        ),
        "upload.unknown_flight": ("没有编号为 {value} 的飞行", "There is no flight {value}"),
        "upload.wrong_detail": (
            "上传参数 {field} 的值“{value}”无效：{expected}",
            "“{value}” is not valid for {field}: {expected}",
        ),
        "upload.unknown_detail": (
            "不认识的上传参数 {field}",
            "There is no upload detail named {field}",
        ),
        "upload.future_date": (
            "拍摄时间 {value} 在将来；请核对日期和时区",
            "The capture time {value} lies in the future; check date and time zone",
        ),
        "upload.no_station": (
            "请选择站点或飞行：照片和存储卡必须属于一个站点",
            "Choose a station or a flight: photos and cards belong to a station",
        ),
        "upload.not_a_scene": (
            "“{filename}”是飞行照片，请放入一次飞行，不作为影像接收",
            "“{filename}” is a photo of a flight; it goes into a flight, not in as a scene",
        ),
        "scene.not_found": ("没有这幅影像", "There is no such scene"),
        "scene.no_position": (
            "影像没有地理坐标，不能落到地图上；请上传带坐标的 GeoTIFF，或作为飞行照片上传",
            "The image has no georeference, so it cannot be placed; upload a GeoTIFF with a "
            "coordinate system, or add it to a flight as a photo",
        ),
        "scene.no_date": (
            "影像没有拍摄时间，不能与基准影像比较；请补填拍摄时间",
            "The scene has no capture time and cannot be compared with a baseline; add the time",
        ),
        "scene.no_station": (
            "影像范围内没有已登记的站点，未做检测",
            "No known station lies in the scene; nothing was looked for",
        ),
        "scene.station_not_covered": (
            "所选站点中至少一个的管控范围不在影像内；该站点未判定，请核对站点或影像",
            "At least one chosen station's zone lies outside the scene; that station was not "
            "assessed, check the station or the scene",
        ),
        "scene.not_ready": (
            "影像还不能修改（{state}）；请等处理完成",
            "The scene cannot be changed yet ({state}); wait until it is processed",
        ),
        "scene.band_out_of_range": (
            "{field} 指向第 {value} 波段，影像只有 {count} 个波段",
            "{field} names band {value}, the scene has {count} bands",
        ),
        "flight.not_found": ("没有这次飞行", "There is no such flight"),
        "flight.no_name": ("请填写飞行名称", "Give the flight a name"),
        "flight.no_files": (
            "这次飞行还没有传完的文件；请先上传照片或存储卡压缩包",
            "The flight has no complete file yet; upload photos or a zipped card first",
        ),
        "flight.nothing_usable": (
            "没有一张照片可用；原因见被拒文件列表",
            "Not one photo is usable; the refused files say why",
        ),
    }
)
