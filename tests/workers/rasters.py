"""Small rasters built in code, and their way in through the ledger."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.transform import from_origin
from rasterio.warp import transform
from sqlalchemy import Engine

from ledger import scenes, uploads
from ledger.db import new_session, transaction
from ledger.models import Upload, User
from settings import Settings

CRS = "EPSG:32630"
ORIGIN = (640_000.0, 4_750_000.0)
SIDE, STEP_M = 160, 10.0
WATER, LAND = (600, 200), (900, 2600)
"""Green and near infrared of water and of land, reflectance × 10000."""


def lonlat(row: float, col: float) -> tuple[float, float]:
    """Degrees WGS-84 of a pixel position."""
    xs, ys = [ORIGIN[0] + col * STEP_M], [ORIGIN[1] - row * STEP_M]
    lon, lat = transform(CRS, "EPSG:4326", xs, ys)
    return lon[0], lat[0]


def lake(path: Path, *, shore_col: float, seed: int = 1) -> Path:
    """Write a two-band scene: water west of ``shore_col``, land with texture east of it."""
    rng = np.random.default_rng(7)
    texture = rng.normal(0, 60, (2, SIDE, SIDE))
    noise = np.random.default_rng(seed).normal(0, 8, (2, SIDE, SIDE))
    wet = np.arange(SIDE)[None, :] < shore_col
    values = np.stack([np.where(wet, WATER[n], LAND[n] + texture[n]) for n in (0, 1)]) + noise
    return write(path, values.clip(1, 10_000).astype("uint16"), ("B03 green", "B08 nir"))


def write(path: Path, values: np.ndarray, names: tuple[str, ...], *, crs: str | None = CRS) -> Path:
    """Write bands (bands, rows, cols) on the lake's grid."""
    profile: dict[str, Any] = {
        "driver": "GTiff",
        "count": len(values),
        "height": values.shape[1],
        "width": values.shape[2],
        "dtype": values.dtype,
        "crs": crs,
        "transform": from_origin(*ORIGIN, STEP_M, STEP_M),
    }
    with rasterio.open(path, "w", **profile) as target:
        target.write(values)
        for number, name in enumerate(names, 1):
            target.set_band_description(number, name)
    return path


def upload(engine: Engine, settings: Settings, owner_id: int, file: Path, **details: Any) -> str:
    """Bring a file into the upload folder as tus does, and return the upload's id."""
    data = file.read_bytes()
    with transaction(engine) as session:
        created = uploads.create(
            session,
            settings,
            owner=session.get_one(User, owner_id),
            filename=file.name,
            length=len(data),
            details=details,
        )
        upload_id = created.id
    with new_session(engine) as session:
        row = session.get_one(Upload, upload_id)
        digest = ("sha256", hashlib.sha256(data).digest())
        uploads.append(session, settings, row, offset=0, data=[data], checksum=digest)
    return upload_id


def receive(
    engine: Engine, settings: Settings, owner_id: int, file: Path, **details: Any
) -> tuple[int, int | None]:
    """Upload a raster and hand it on; return (scene id, job id)."""
    upload_id = upload(engine, settings, owner_id, file, **details)
    with transaction(engine) as session:
        scene, job = scenes.receive(
            session,
            settings,
            session.get_one(Upload, upload_id),
            actor=session.get_one(User, owner_id),
        )
        return scene.id, job.id if job else None
