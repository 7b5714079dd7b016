"""The one pass, run in this process so that its bounds can be made small."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio
from rio_cogeo import cog_validate

from imagery.sandbox import gdal, ingest
from tests.unit.imagery import rasters


@pytest.fixture
def taken(tmp_path, monkeypatch):
    """Run the task on a file whose colours are kept as JPEG from 10,000 pixels on."""
    monkeypatch.setattr(gdal, "load", lambda _: rasterio)
    monkeypatch.setattr(ingest.allocator, "keep_freed_memory", lambda: None)
    monkeypatch.setattr(ingest, "LOSSY_PX", 10_000)

    def run(path):
        names = {"analysis": str(tmp_path / "analysis.tif"), "display": str(tmp_path / "shown.tif")}
        params = names | {"source": str(path), "driver": "GTiff", "filename": path.name}
        return ingest.run(params, lambda *_: None), tmp_path / "analysis.tif"

    return run


def coloured(bands=3):
    pixels = rasters.texture(3, 700, 800)
    lit = np.hypot(*np.ogrid[-350:350, -400:400]) < 300
    pixels = np.where(lit, pixels, 0).astype(np.uint8)
    alpha = np.where(lit, 255, 0).astype(np.uint8)[None]
    return (pixels if bands == 3 else np.concatenate([pixels, alpha])), lit


@pytest.mark.parametrize(
    "how", [{"nodata": 0}, {"alpha": "YES"}, {"mask": True}], ids=["no-data", "alpha", "mask"]
)
def test_what_a_large_picture_lacks_stays_exact_when_jpeg_would_blur_it(tmp_path, taken, how):
    pixels, lit = coloured(4 if "alpha" in how else 3)
    how = how | ({"mask": lit} if "mask" in how else {})
    told, analysis = taken(rasters.write(tmp_path / "a.tif", pixels, photometric="RGB", **how))
    assert told["flags"] == ["intake.lossy_copy"]
    assert told["bands"] == 3
    assert told["guess"]["alpha_band"] is None
    assert told["guess"]["bands"] == {"red": 1, "green": 2, "blue": 3}
    assert cog_validate(analysis, strict=True) == (True, [], [])
    with rasterio.open(analysis) as after:
        assert (after.count, after.nodata, after.profile["compress"]) == (3, None, "jpeg")
        assert np.array_equal(after.dataset_mask() > 0, lit)
        apart = np.abs(after.read().astype(int) - pixels[:3])[:, lit]
    assert apart.mean() < 6


@pytest.mark.parametrize(
    ("bands", "how"),
    [(1, {}), (4, {"photometric": "RGB", "alpha": "NO"}), (3, {"photometric": "MINISBLACK"})],
)
def test_what_is_no_plain_colour_picture_stays_exact(tmp_path, taken, bands, how):
    pixels = rasters.texture(bands, 300, 400)
    told, analysis = taken(rasters.write(tmp_path / "a.tif", pixels, **how))
    assert told["flags"] == []
    with rasterio.open(analysis) as after:
        assert np.array_equal(after.read(), pixels)


def test_blocks_that_show_nothing_take_no_space_and_read_the_same(tmp_path, taken):
    pixels = np.zeros((1, 1100, 1100), np.uint16)
    pixels[:, :300, :300] = rasters.texture(1, 300, 300, dtype="uint16")
    _, analysis = taken(rasters.write(tmp_path / "a.tif", pixels, nodata=0))
    assert cog_validate(analysis, strict=True) == (True, [], [])
    with rasterio.open(analysis) as after:
        sizes = [
            after.tags(1, ns="TIFF").get(f"BLOCK_SIZE_{col}_{row}")
            or after.get_tag_item(f"BLOCK_SIZE_{col}_{row}", "TIFF", bidx=1)
            for row in range(3)
            for col in range(3)
        ]
        assert np.array_equal(after.read(), pixels)
    assert sum(size is not None for size in sizes) == 1


def test_rows_that_come_in_any_layout_give_the_same_files(tmp_path, taken):
    pixels, _ = coloured()
    written = []
    for number, how in enumerate(
        [
            {"blockysize": 1},
            {"blockysize": 700, "compress": "deflate"},
            {"tiled": True, "blockxsize": 256, "blockysize": 128},
            {"tiled": True, "blockxsize": 1024, "blockysize": 1024, "interleave": "band"},
        ]
    ):
        source = rasters.write(tmp_path / f"{number}.tif", pixels, photometric="RGB", **how)
        _, analysis = taken(source)
        written.append((analysis.read_bytes(), (tmp_path / "shown.tif").read_bytes()))
    assert all(one == written[0] for one in written)
