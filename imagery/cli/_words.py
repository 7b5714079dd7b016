"""The words of the command line itself: wrong usage, files it cannot use, unknown band names."""

from __future__ import annotations

from geo.messages import register

register(
    {
        "cli.usage": (
            "命令用法不对：{reason}。用 --help 查看用法。",
            "Wrong usage: {reason}. See --help.",
        ),
        "cli.file": (
            "文件 {file} 不能读或写：{reason}。",
            "File {file} cannot be read or written: {reason}.",
        ),
        "cli.bands_contradict": (
            "选项 {option} 说第 {band} 波段是 {name}，文件自己写的是 {said}（{described}）；"
            "请核对波段。",
            "option {option} says that band {band} is {name}, the file itself says {said}"
            " ({described}); check the bands.",
        ),
        "cli.unknown_band": (
            "选项 {option} 中的波段名“{name}”不认识；可用（不分大小写）：{known}。",
            "Option {option} names the unknown band '{name}'; known, in any case: {known}.",
        ),
    }
)
