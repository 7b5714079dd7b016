"""Web tiles straight from a display COG: its stored blocks ARE the tiles.

The only room of imagery that the web process imports; it needs neither GDAL nor numpy.
"""

from __future__ import annotations

from imagery.tiles.source import Tile, TileSource, open_tiles

__all__ = ["Tile", "TileSource", "open_tiles"]
