"""KMZ: a KML in an archive; DJI's missions are one, with the waypoints in wpmz/waylines.wpml."""

from __future__ import annotations

from imagery.logs import archive, kml_text
from imagery.logs.readers import kml
from imagery.logs.request import Request
from imagery.logs.table import Reading

_ENDINGS = (".kml", ".wpml")
_FIRST = ("wpmz/waylines.wpml", "waylines.wpml", "doc.kml")


def read(request: Request) -> Reading:
    """Read the KML of an archive.

    Raises
    ------
    Refused
        ``card.*`` for the archive, ``log.xml_refused`` for its KML.
    """
    file = archive.text_of(request.path, endings=_ENDINGS, first=_FIRST)
    return kml.reading(kml_text.parse(file), "kmz")
