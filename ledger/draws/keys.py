"""Efraimidis-Spirakis keys in whole numbers, so that every machine orders a pool the same way.

An item of weight ``w`` has the uniform number ``u = (h + 1) / 2**256``, where ``h`` is
HMAC-SHA256(seed, item). The largest ``u ** (1 / w)`` is the smallest ``-log2(u) / w``: the
logarithm is computed bit by bit in integers (ADR 0022 states the error: below 2**-59) and the
quotients are compared exactly, crosswise. Equal ones are ordered by id.

Efraimidis, P. S. and Spirakis, P. G. (2006), Weighted random sampling with a reservoir,
Information Processing Letters 97, 181-185.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from functools import cmp_to_key

FRACTION_BITS = 60
"""Bits of the logarithm after the point."""
MANTISSA_BITS = 128
UNIFORM_BITS = 256

Item = tuple[str, int, str]
"""Id, weight (a whole number from 1) and the message its uniform number is made of."""


def log2_fixed(x: int) -> int:
    """Return log2(x) times 2**60, rounded down but for an error below 2**-59; ``x`` from 1.

    The mantissa is squared again and again; each time it reaches 2, the next bit is 1.
    """
    whole = x.bit_length() - 1
    top = MANTISSA_BITS - 1
    m = x >> (whole - top) if whole >= top else x << (top - whole)
    out, above = whole, 2 * MANTISSA_BITS - 1
    for _ in range(FRACTION_BITS):
        m *= m
        bit = m >> above
        m >>= top + bit
        out = out << 1 | bit
    return out


def exponential(seed: bytes, message: str) -> int:
    """Return -log2(u) times 2**60 of an item, from 0."""
    h = int.from_bytes(hmac.digest(seed, message.encode("utf-8"), "sha256"))
    return (UNIFORM_BITS << FRACTION_BITS) - log2_fixed(h + 1)


def order(seed: bytes, items: Iterable[Item]) -> list[str]:
    """Return the ids in the order in which the draw takes them."""
    keyed = [(exponential(seed, message), weight, name) for name, weight, message in items]
    return [name for _, _, name in sorted(keyed, key=cmp_to_key(_compare))]


def _compare(a: tuple[int, int, str], b: tuple[int, int, str]) -> int:
    left, right = a[0] * b[1], b[0] * a[1]
    if left != right:
        return -1 if left < right else 1
    one, other = a[2].encode("utf-8"), b[2].encode("utf-8")
    return (one > other) - (one < other)
