"""What a running job is doing, and why one ended early, in both languages."""

from __future__ import annotations

from geo import messages

messages.register(
    {
        "stage.check": ("检查文件", "Checking the file"),
        "stage.copy": ("读取像元", "Reading the pixels"),
        "stage.analysis": ("写入分析影像", "Writing the analysis image"),
        "stage.display": ("生成地图瓦片", "Making the map tiles"),
        "stage.store": ("入库", "Storing"),
        "stage.compare": ("在站点管控范围内比对", "Looking inside the stations' zones"),
        "stage.evidence": ("截取证据图", "Cutting the evidence pictures"),
        "stage.unpack": ("解开存储卡压缩包", "Unpacking the card"),
        "stage.photos": ("处理照片", "Taking in the photos"),
        "stage.render": ("生成演示影像", "Rendering the demo images"),
        "scene.file_gone": (
            "影像 {filename} 的上传文件已过期清除，无法再处理；请重新上传。",
            "The uploaded file of image {filename} has expired and is gone; upload it again.",
        ),
        "card.file_gone": (
            "文件 {filename} 已过期清除；请重新上传。",
            "File {filename} has expired and is gone; upload it again.",
        ),
        "card.unreadable": (
            "文件 {filename} 处理时出错（{kind}），已跳过，其余文件不受影响；请重新导出后再上传。",
            "File {filename} could not be processed ({kind}) and was left out; the others are not "
            "affected. Export it anew and upload it again.",
        ),
    }
)
