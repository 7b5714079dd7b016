"""The words of flight logs and videos: refusals, reasons, and why points were left out."""

from __future__ import annotations

from geo.messages import register

register(
    {
        "log.kind_not_allowed": (
            "文件内容不是可读的飞行记录（SRT、GPX、KML/KMZ、.ulg、.BIN、.tlog、CSV、.plan、"
            "WPML、.waypoints，与扩展名无关）；请从飞控或地面站重新导出。",
            "The content is no flight log that can be read (SRT, GPX, KML/KMZ, .ulg, .BIN, .tlog, "
            "CSV, .plan, WPML, .waypoints, whatever its name says); export it again.",
        ),
        "log.not_telemetry": (
            "字幕文件里没有飞行数据；请上传无人机录像自带的 SRT。",
            "The subtitles say nothing of a flight; upload the SRT that the drone wrote.",
        ),
        "log.no_position": (
            "记录中没有位置。",
            "The record holds no position.",
        ),
        "log.nothing_usable": (
            "记录中的 {count} 个位置都不可用（未定位、超出范围、跳变或不是数值）；请核对导出。",
            "None of the {count} positions can be used (no fix, out of range, jumping, no number); "
            "check the export.",
        ),
        "log.ambiguous_order": (
            "记录没有说明经度在前还是纬度在前，也无法从数据证明；请指明顺序（lonlat 或 latlon）。",
            "The log does not say whether longitude or latitude stands first, and nothing in it "
            "proves it; please name the order (lonlat or latlon).",
        ),
        "log.order_unknown": (
            "坐标顺序只能是 lonlat 或 latlon，不能是 {order}。",
            "The order of coordinates is lonlat or latlon, not {order}.",
        ),
        "log.order_disproved": (
            "按 {order} 的顺序，记录中的位置、速度或距离不可能成立；请换另一种顺序。",
            "With the order {order} the log's positions, speeds or distances are impossible; use "
            "the other order.",
        ),
        "log.not_a_number": (
            "坐标不是数值。",
            "The coordinates are no numbers.",
        ),
        "log.out_of_range": (
            "坐标超出经纬度范围。",
            "The coordinates are out of range.",
        ),
        "log.no_fix": (
            "卫星尚未定位（0,0 或定位类型低于三维）。",
            "The receiver had no fix (0,0, or a fix type below 3D).",
        ),
        "log.jump": (
            "位置跳变，任何飞行器都飞不到。",
            "The position jumps to where no aircraft can have flown.",
        ),
        "log.time_invalid": (
            "时间缺失或无效（早于 2000 年或晚于现在）。",
            "The time is missing or impossible (before 2000 or later than now).",
        ),
        "log.time_disordered": (
            "记录的时间不连续，已按时间重新排列。",
            "The log's times go back and forth; it was put in order.",
        ),
        "log.no_clock": (
            "记录没有可用的时刻，不能直接与照片对时。",
            "The log tells no usable time of day and cannot be matched with photos by time.",
        ),
        "log.zone_assumed": (
            "记录的时间没有时区：国内按北京时间，境外按经度推算。",
            "The log's times name no zone: Beijing time in China, else by longitude.",
        ),
        "log.height_reference_unknown": (
            "高度没有说明相对于起飞点还是海平面，不能用于限高核查。",
            "The height does not say whether it is above the take-off point or the sea; it cannot "
            "be held against a permitted height.",
        ),
        "log.date_ambiguous": (
            "日期的日与月顺序不明，时刻不采用，只用飞行时长。",
            "Day and month of the dates cannot be told apart; only the time since take-off is "
            "used.",
        ),
        "log.unit_unknown": (
            "有的列没有说明单位，未采用。",
            "Some columns do not name their unit and were not used.",
        ),
        "log.not_flown": (
            "这是航线任务而不是飞行记录：没有飞过的轨迹。",
            "This is a mission, not the log of a flight: it holds no track flown.",
        ),
        "log.no_track": (
            "文件里只有地点，没有轨迹。",
            "The file holds places only, no track.",
        ),
        "log.other_aircraft": (
            "记录中有不止一架飞行器，只采用数据最多的一架。",
            "The log holds more than one aircraft; the one with most data was taken.",
        ),
        "log.truncated": (
            "记录在中途截断或有损坏，只采用可读部分。",
            "The log ends in the middle or is damaged in parts; what can be read was used.",
        ),
        "log.damaged": (
            "记录的结构损坏（{where}），无法读取；请重新导出或上传。",
            "The log's structure is damaged ({where}) and it cannot be read; export or upload it "
            "again.",
        ),
        "log.xml_refused": (
            "XML 不合规（含有 DTD 或实体、嵌套过深，或格式有误）；请重新导出。",
            "The XML is not acceptable (a DTD or entities, nested too deep, or not well-formed); "
            "export it again.",
        ),
        "log.line_too_long": (
            "第 {line} 行超过 {limit} 个字符，不是飞行记录；请核对文件。",
            "Line {line} has more than {limit} characters: this is no flight log; check the file.",
        ),
        "log.too_many_points": (
            "记录超过 {limit} 条；请分段导出。",
            "The log holds more than {limit} records; export it in parts.",
        ),
        "video.kind_not_allowed": (
            "录像只接受 MP4 或 MOV（H.264、H.265）。",
            "A video is an MP4 or MOV with H.264 or H.265.",
        ),
        "video.unreadable": (
            "录像无法解码，可能已损坏或不完整；请重新上传。",
            "The video cannot be decoded, it may be damaged or incomplete; upload it again.",
        ),
        "video.too_large": (
            "录像画面 {width}×{height} 过大。",
            "The video's pictures of {width}x{height} are too large.",
        ),
        "video.step": (
            "抽帧间隔须在 0.2 到 600 秒之间。",
            "Frames are sampled every 0.2 to 600 seconds.",
        ),
        "video.too_many_frames": (
            "按每 {every} 秒抽帧会超过 {limit} 张；请加大间隔。",
            "A frame every {every} s makes more than {limit}; sample less often.",
        ),
    }
)
