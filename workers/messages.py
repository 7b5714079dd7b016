"""What a running job is doing, and why one ended early, in both languages."""

from __future__ import annotations

import imagery.log_messages
import imagery.mosaic_messages
import imagery.photo_messages  # noqa: F401  (their codes are shown where flights are shown)
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
        "stage.logs": ("读取飞行日志", "Reading the flight logs"),
        "stage.place": ("放置照片", "Placing the photos"),
        "stage.coverage": ("计算管控范围覆盖", "Working out the zones' coverage"),
        "stage.features": ("提取照片特征", "Finding features in the photos"),
        "stage.ties": ("匹配相邻照片", "Matching neighbouring photos"),
        "stage.adjust": ("联合平差位姿", "Adjusting the poses together"),
        "stage.light": ("均衡亮度", "Evening the brightness"),
        "stage.compose": ("拼接镶嵌图", "Composing the mosaic"),
        "stage.odm": ("NodeODM 制作正射影像", "NodeODM makes the orthomosaic"),
        "stage.singles": ("纠正单张照片", "Rectifying single frames"),
        "stage.align": ("与基准影像配准", "Registering to the baseline"),
        "photo.one_band": (
            "多光谱相机的单波段照片，不参与镶嵌",
            "One band of a multispectral camera; it does not go into the mosaic",
        ),
        "photo.not_stored": ("照片没有入库的图像", "The photo has no stored picture"),
        "mosaic.single_limit": (
            "单张纠正的照片已达上限，这张未做检测",
            "The limit of single rectified frames was reached; this one was not looked at",
        ),
        "odm.unreachable": (
            "连不上 NodeODM（{reason}）；已改用快速拼接",
            "NodeODM cannot be reached ({reason}); the quick mosaic was made instead",
        ),
        "odm.failed": (
            "NodeODM 未能完成（{reason}）；已改用快速拼接",
            "NodeODM did not finish ({reason}); the quick mosaic was made instead",
        ),
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
