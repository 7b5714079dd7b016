"""XML by ElementTree: names, namespaces and text that cannot break the file."""

from __future__ import annotations

import io
from xml.etree import ElementTree as ET

KML = "http://www.opengis.net/kml/2.2"
WPML = "http://www.dji.com/wpmz/1.0.6"
ET.register_namespace("", KML)
ET.register_namespace("wpml", WPML)

Value = str | float
Element = ET.Element


def under(parent: ET.Element, name: str, value: Value | None = None) -> ET.Element:
    """Add ``name`` (KML), or ``wpml:name``, below ``parent``; numbers without a needless zero."""
    space, _, local = name.rpartition(":")
    element = ET.SubElement(parent, f"{{{WPML if space else KML}}}{local}")
    if value is not None:
        element.text = number(value) if isinstance(value, int | float) else value
    return element


def number(value: float) -> str:
    """Return a number as DJI writes it: 12, 2.5; never an exponent."""
    return f"{value:.8f}".rstrip("0").rstrip(".") or "0"


def document() -> tuple[ET.Element, ET.Element]:
    """Return a new ``kml`` root and its ``Document``."""
    root = ET.Element(f"{{{KML}}}kml")
    return root, under(root, "Document")


def as_bytes(root: ET.Element) -> bytes:
    """Return the file, UTF-8 with a declaration, indented."""
    ET.indent(root)
    out = io.BytesIO()
    ET.ElementTree(root).write(out, encoding="UTF-8", xml_declaration=True)
    return out.getvalue()
