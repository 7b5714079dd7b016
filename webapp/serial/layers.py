"""The layers a scene can be looked at through, as JSON: names, addresses, legends."""

from __future__ import annotations

from typing import Any

from geo import messages
from imagery.tiles import layers
from ledger.models import Scene
from webapp import grants


def no_layers() -> dict[str, Any]:
    """Return what a scene says that has nothing to draw layers from."""
    return {"layer_tiles": None, "layers": []}


def layers_json(scene: Scene, user_id: int) -> dict[str, Any]:
    """Return the layers that the scene's bands allow.

    ``layer_tiles`` is their address with ``{layer}`` open; it ends with the scene's tiles.
    """
    found = layers.offered(scene.bands)
    if scene.analysis_sha is None or not found:
        return no_layers()
    grant, _ = grants.issue(
        scene_id=scene.id,
        version=scene.version,
        user_id=user_id,
        sha256=scene.analysis_sha,
        bands=layers.Bands(numbers=scene.bands, scale=scene.scale, offset=scene.offset),
    )
    address = f"/tiles/{scene.id}/{scene.version}/{{layer}}/{{z}}/{{x}}/{{y}}.png?g={grant}"
    return {"layer_tiles": address, "layers": [_layer(layer) for layer in found]}


def _layer(layer: layers.Layer) -> dict[str, Any]:
    role = layer.roles[0]
    return {
        "key": layer.key,
        "name": {lang: messages.text(layer.name_code, lang, role=role) for lang in ("zh", "en")},
        "roles": list(layer.roles),
        "legend": _legend(layer),
    }


def _legend(layer: layers.Layer) -> dict[str, Any] | None:
    """Return the values of the colours' ends; null where the scene's own spread decides."""
    if not layer.stops:
        return None
    return {"min": layer.low, "max": layer.high, "colours": list(layer.stops)}
