"""Multi-file products as folders: what a Sentinel-2 SAFE or a Landsat scene holds.

Metadata is read by our own parsers here; every band file is decoded in the sandbox alone.
"""

from __future__ import annotations

from pathlib import Path

from geo.errors import Refused
from imagery.intake.products import folder, landsat, safe
from imagery.intake.products.model import Part, Product

__all__ = ["Part", "Product", "read"]


def read(path: Path) -> Product:
    """Tell what a folder is, and return its bands and what its metadata says of them.

    Raises
    ------
    Refused
        ``intake.product_*``: no product we know, links, paths that leave the folder, metadata
        that is missing, damaged or too large, files of several scenes.
    """
    found = folder.listing(folder.inner(path))
    if safe.recognises(found):
        return safe.read(found)
    if landsat.recognises(found):
        return landsat.read(found)
    raise Refused("intake.product_unknown")
