"""The words of trained models' refusals."""

from __future__ import annotations

from geo.messages import register

register(
    {
        "model.bad_manifest": (
            "模型说明文件有误：{key}；请对照文档逐项填写。",
            "The model's manifest is wrong at: {key}; fill it in as documented.",
        ),
        "model.missing_file": (
            "找不到模型文件 {file}。",
            "The model's file {file} is missing.",
        ),
        "model.other_file": (
            "模型文件 {file} 与说明中的 SHA-256 不符，已拒绝使用。",
            "The model's file {file} does not have the SHA-256 its manifest names; not used.",
        ),
        "model.not_a_network": (
            "模型文件 {file} 不是可用的 ONNX 网络。",
            "The model's file {file} is no ONNX network that can be run.",
        ),
        "model.wrong_output": (
            "模型 {file} 的输出为 {shape}，应为 {expected}。",
            "Model {file} gives {shape}, expected {expected}.",
        ),
        "model.gsd": (
            "影像 {file} 的像元为 {gsd_m} 米，该模型只适用于 {finest}–{coarsest} 米，不作判断。",
            "Image {file} has pixels of {gsd_m} m; the model holds for {finest}-{coarsest} m "
            "only, so nothing is judged.",
        ),
    }
)
