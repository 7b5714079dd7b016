"""The smallest ONNX files, written by hand: one 1 x 1 convolution from bands to classes."""

from __future__ import annotations

import struct

import numpy as np

FLOAT = 1


def convolution(weights, bias, *, size):
    """Return the bytes of a model (1, bands, size, size) -> (1, classes, size, size)."""
    classes, bands = weights.shape
    kernel = weights.astype("<f4").reshape(classes, bands, 1, 1)
    node = _text(1, "image") + _text(1, "w") + _text(1, "b") + _text(2, "scores") + _text(4, "Conv")
    node += _bytes(5, _text(1, "kernel_shape") + _number(8, 1) + _number(8, 1) + _number(20, 7))
    graph = _bytes(1, node) + _text(2, "tiny")
    graph += _bytes(5, _tensor("w", kernel)) + _bytes(5, _tensor("b", bias.astype("<f4")))
    graph += _bytes(11, _value("image", (1, bands, size, size)))
    graph += _bytes(12, _value("scores", (1, classes, size, size)))
    opset = _text(1, "") + _number(2, 13)
    return _number(1, 8) + _bytes(8, opset) + _bytes(7, graph)


def _tensor(name, values):
    dims = b"".join(_number(1, length) for length in values.shape)
    return (
        dims
        + _number(2, FLOAT)
        + _text(8, name)
        + _bytes(9, np.ascontiguousarray(values).tobytes())
    )


def _value(name, shape):
    dims = b"".join(_bytes(1, _number(1, length)) for length in shape)
    kind = _bytes(1, _number(1, FLOAT) + _bytes(2, dims))
    return _text(1, name) + _bytes(2, kind)


def _number(field, value):
    return _varint(field << 3) + _varint(value)


def _text(field, value):
    return _bytes(field, value.encode())


def _bytes(field, value):
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(value):
    out = b""
    while value > 127:
        out += struct.pack("B", value & 127 | 128)
        value >>= 7
    return out + struct.pack("B", value)
