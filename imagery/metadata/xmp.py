"""Reads what drones write in XMP: numbers that are strings such as "+40.10", nothing else.

Namespaces are known by a part of their address, as makers spell them in more than one way; Autel
writes DJI's own. Everything else in a packet is passed over.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from imagery.metadata import names

HEADER = b"http://ns.adobe.com/xap/1.0/\0"
_MAX_BYTES = 65536
_NUMBER = re.compile(r"[+-]?[0-9]{1,7}(?:\.[0-9]{1,18})?")
_PART = re.compile(r"[+-]?[0-9]{1,7}(?:\.[0-9]{1,18})?(?:[eE][+-]?[0-9]{1,2})?")
_MAX_PARTS = 16
_MAX_TEXT = 64


@dataclass
class Xmp:
    """What a packet says: plausible numbers, lists of numbers and short texts by our names.

    ``bad`` names what was there but was no such thing, ``refused``: the packet as a whole.
    """

    numbers: dict[str, float] = field(default_factory=dict)
    lists: dict[str, tuple[float, ...]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    bad: set[str] = field(default_factory=set)
    refused: bool = False


def parse(packet: bytes) -> Xmp:
    """Read an XMP packet; a DTD, an entity or broken XML is refused as a whole, never raised."""
    found = Xmp()
    if len(packet) > _MAX_BYTES:
        found.refused = True
        return found
    try:
        root = fromstring(packet.strip(b"\0 \r\n\t"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        found.refused = True
        return found
    for name, text in _said(root):
        _take(found, name, text)
    return found


def _said(root: Any) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of attributes and elements; parts of a structure as ``Owner/Part``.

    With a stack of its own: a packet may nest deeper than Python calls.
    """
    stack = [(root, "")]
    while stack:
        element, owner = stack.pop()
        tag = str(element.tag)
        here = owner if names.is_wrapper(tag) else names.inside(owner, names.ours(tag))
        for key, text in element.attrib.items():
            yield names.inside(here, names.ours(str(key))), text
        if here and element.text and element.text.strip():
            yield here, element.text
        for child in reversed(element):
            if here and names.is_collection(str(child.tag)):
                yield from ((here, item.text or "") for item in list(child)[:1])
            else:
                stack.append((child, here))


def _take(found: Xmp, name: str, text: str) -> None:
    text = text.strip()
    if key := names.NUMBERS.get(name):
        _number(found, key, text)
    elif key := names.LISTS.get(name):
        _list(found, key, text.rsplit(";", 1)[-1])
    elif (key := names.TEXTS.get(name)) and len(text) <= _MAX_TEXT and text.isprintable():
        found.texts.setdefault(key, text)


def _number(found: Xmp, key: str, text: str) -> None:
    low, high = names.RANGES.get(key, names.ANGLE)
    if _NUMBER.fullmatch(text) and low <= float(text) <= high:
        found.numbers.setdefault(key, float(text))
    else:
        found.bad.add(key)


def _list(found: Xmp, key: str, text: str) -> None:
    parts = [part.strip() for part in text.split(",")]
    good = len(parts) <= _MAX_PARTS and all(_PART.fullmatch(part) for part in parts)
    values = tuple(map(float, parts)) if good else ()
    if values and all(map(math.isfinite, values)):
        found.lists.setdefault(key, values)
    else:
        found.bad.add(key)
