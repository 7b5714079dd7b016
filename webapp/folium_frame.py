"""The map's frame, built by folium from constants only (no text of ours ever reaches it).

folium compiles text as a Jinja template on the server, so a name holding ``{{…}}`` would run as
code. Everything people wrote therefore travels as JSON and is drawn by ``static/js/map``. folium's
inline script and styles are rendered once, here, and served as files whose address is their hash.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache

from branca.element import Element, Figure

from webapp.lean_folium import folium

LEAFLET = "/static/vendor/leaflet/dist"
ELEMENT_ID = "map_frame"
"""Id of the map's element and, with it, the name of the Leaflet map in the page's scripts."""


def _own_files_only() -> None:
    """Point folium at our vendored Leaflet; nothing it knows may name another host."""
    classes = [folium.elements.JSCSSMixin]
    for cls in classes:
        cls.default_js, cls.default_css = [], []
        classes.extend(cls.__subclasses__())
    folium.Map.default_js = [("leaflet", f"{LEAFLET}/leaflet.js")]
    folium.Map.default_css = [("leaflet_css", f"{LEAFLET}/leaflet.css")]


_own_files_only()


@dataclass(frozen=True, kw_only=True)
class MapFrame:
    """What a page needs to show the map.

    Attributes
    ----------
    script, style : str
        folium's own script and style sheet.
    version : str
        Hash of both, part of their address.
    scripts, styles : tuple of str
        Addresses of the vendored libraries, in order.
    """

    script: str
    style: str
    version: str
    scripts: tuple[str, ...]
    styles: tuple[str, ...]


@cache
def map_frame() -> MapFrame:
    """Render the frame once for this process."""
    figure = _figure()
    head = _rendered(figure.header)
    script = "\n".join((*_between(head, "script"), _rendered(figure.script))).strip() + "\n"
    style = "\n".join(_between(head, "style")).strip() + "\n"
    return MapFrame(
        script=script,
        style=style,
        version=hashlib.sha256((script + style).encode()).hexdigest()[:16],
        scripts=tuple(url for _, url in folium.Map.default_js),
        styles=tuple(url for _, url in folium.Map.default_css),
    )


def _figure() -> Figure:
    frame = folium.Map(
        location=[30.7, 120.8],
        zoom_start=9,
        min_zoom=3,
        max_zoom=22,
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=0.25,
        zoom_delta=1,
        wheel_px_per_zoom_level=120,
    )
    element_name, element_number = ELEMENT_ID.split("_")
    frame._name, frame._id = element_name, element_number  # noqa: SLF001
    figure = frame.get_root()
    if not isinstance(figure, Figure):
        raise TypeError("a folium map's root is a figure")
    figure.render()
    return figure


def _rendered(part: Element) -> str:
    return "\n".join(child.render() for child in part._children.values())  # noqa: SLF001


def _between(html: str, tag: str) -> list[str]:
    return re.findall(rf"<{tag}>(.*?)</{tag}>", html, flags=re.DOTALL)
