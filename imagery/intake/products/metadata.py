"""Reads a product's metadata: XML without DTD or entities, JSON and ODL text, all with bounds."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from geo.errors import Refused

_MAX_BYTES = 8 * 2**20
_ODL = re.compile(r"\s*(\w+)\s*=\s*(.*?)\s*$")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,12}(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
Groups = dict[str, dict[str, str]]
"""Values by group and key."""


def xml(path: Path) -> Element:
    """Return the root element.

    Raises
    ------
    Refused
        ``intake.product_metadata``: too large, not XML, or with a DTD or entities.
    """
    try:
        root: Element = fromstring(_bytes(path), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Refused("intake.product_metadata", file=path.name[:80]) from error
    return root


def values(root: Element, name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield text and attributes of every element of that local name."""
    for element in root.iter():
        if local(element) == name:
            yield (element.text or "").strip(), {str(k): str(v) for k, v in element.attrib.items()}


def first(root: Element, name: str) -> str:
    """Return the first element's text, or an empty one."""
    return next(values(root, name), ("", {}))[0]


def local(element: Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def groups(path: Path) -> Groups:
    """Return a Landsat MTL file's values; ``.xml``, ``.json`` and ``.txt`` say the same."""
    if path.suffix.lower() == ".xml":
        parents = [e for e in xml(path).iter() if len(e)]
        return {local(p): {local(c): (c.text or "").strip() for c in p} for p in parents}
    text = _bytes(path).decode("utf-8", "replace")
    if path.suffix.lower() == ".json":
        return _json_groups(text, path)
    return _odl_groups(text)


def number(text: str, *, file: str) -> float:
    """Return a finite number written in plain digits."""
    value = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(value):
        raise Refused("intake.product_metadata", file=file[:80])
    return value


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise Refused("intake.product_metadata", file=path.name[:80])
    return data


def _json_groups(text: str, path: Path) -> Groups:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused("intake.product_metadata", file=path.name[:80]) from error
    found: Groups = {}
    pending: list[tuple[str, Any]] = [("", data)]
    while pending:
        name, value = pending.pop()
        if isinstance(value, dict):
            found[name] = {k: str(v) for k, v in value.items() if isinstance(v, str | int | float)}
            pending += list(value.items())
    return found


def _odl_groups(text: str) -> Groups:
    found: Groups = {}
    current = ""
    for line in text.splitlines():
        match = _ODL.match(line)
        if match is None:
            continue
        key, value = match[1], match[2].strip('"')
        if key == "GROUP":
            current = value
        elif key != "END_GROUP":
            found.setdefault(current, {})[key] = value
    return found
