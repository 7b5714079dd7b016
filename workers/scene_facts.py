"""What the ledger keeps of a raster that passed intake; its files go into the media store."""

from __future__ import annotations

from typing import Any

from imagery.intake import Stored
from ledger.scenes import SceneFacts


def facts_of(store: Any, stored: Stored) -> SceneFacts:
    """Put a raster's files into the media store and return its facts."""
    guess = stored.guess
    return SceneFacts(
        sha256=stored.sha256,
        flags=stored.flags,
        crs=stored.crs,
        width=stored.width,
        height=stored.height,
        band_count=stored.bands,
        gsd_m=stored.gsd_m,
        footprint=stored.footprint,
        analysis_sha=store.put_file(stored.analysis),
        display_sha=store.put_file(stored.display) if stored.display else None,
        minzoom=stored.minzoom,
        maxzoom=stored.maxzoom,
        bands=guess.bands,
        scale=guess.scale,
        offset=guess.offset,
        cloud_band=guess.cloud_band,
        taken_at=guess.taken_at,
        taken_at_origin=guess.taken_at_origin,
    )
