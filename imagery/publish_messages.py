"""The words of public copies: what was done to them, and why one is refused."""

from __future__ import annotations

from geo.messages import register

register(
    {
        "publish.unreadable": (
            "图片无法读取，不能制作公开副本",
            "the picture cannot be read, so there is no public copy of it",
        ),
        "publish.unknown_scale": (
            "照片的地面分辨率未知，无法保证看不清人脸和车牌，不能公开；请先给出位置和姿态",
            "the ground sampling of the photo is not known, so nobody can say that no face or "
            "plate can be read in it; it is not published before it has a place and a pose",
        ),
        "publish.too_small": (
            "降到可公开的分辨率后图片不足 {pixels} 像素，看不出内容，不公开",
            "at the resolution that may be published fewer than {pixels} pixels are left; it would "
            "show nothing, so it is not published",
        ),
        "publish.metadata_removed": (
            "已去除全部拍摄信息（位置、时间、设备、姿态）",
            "all metadata (place, time, device, pose) was removed",
        ),
        "publish.reduced": (
            "已降低分辨率到无法辨认人脸和车牌",
            "the resolution was reduced until no face or plate can be read",
        ),
        "publish.coarse_enough": (
            "原图分辨率已不足以辨认人脸和车牌",
            "the picture was already too coarse to read a face or a plate",
        ),
        "publish.limits_height": (
            "限度：高于 20 m 或距镜头不到 5 m 的人和车不在保证之内；人脸和车牌不是逐个找出来"
            "遮盖的，而是整幅降低分辨率",
            "limits: people and cars higher than 20 m or nearer than 5 m to the camera are beyond "
            "the promise; faces and plates were not found and covered one by one, the whole "
            "picture was made coarser",
        ),
        "publish.limits_known": (
            "限度：认识的人仍可能从衣着、车辆或地点认出；同一处的多张副本合在一起约有单张两倍的细节",
            "limits: who knows a person may still know them by clothes, car or place; copies of "
            "one place hold together about twice the detail of one",
        ),
        "publish.limits_place": (
            "位置取整到千分之一度（误差可达 75 m），轮廓不公开；站点名称是公开的",
            "the place is rounded to a thousandth of a degree (up to 75 m off), the outline is not "
            "published; the station's name is",
        ),
        "publish.marked_covered": (
            "人工标出的部分已遮盖",
            "the parts that a person marked were covered",
        ),
    }
)
