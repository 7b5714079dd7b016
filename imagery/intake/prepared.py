"""Inputs that are more than one file: a scene's folder, or a picture and its world file.

Each becomes one plain GeoTIFF in a child, which then goes the way of every upload.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from geo.errors import Refused
from imagery.guess import BandGuess
from imagery.hashing import sha256_of
from imagery.headers.base import Header
from imagery.intake import gate, products, sniff
from imagery.intake.facts import Stored
from imagery.intake.products.model import Part, Product
from imagery.intake.worldfile import WorldFile
from imagery.limits import Limits, OnStage
from imagery.raster_text import plain
from imagery.sandbox import running
from imagery.sandbox.workfolder import empty_folder, work_folder


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A plain raster of ours, and what is known of its origin beyond what it says itself."""

    plain: Path
    filename: str
    sha256: str
    driver: str
    flags: tuple[str, ...] = ()
    guess: BandGuess | None = None

    def told(self, stored: Stored) -> Stored:
        """Return the facts of the stored file as those of the input it was made from."""
        guess = stored.guess if self.guess is None else self.guess
        flags = tuple(dict.fromkeys((*self.flags, *stored.flags)))
        return replace(stored, sha256=self.sha256, driver=self.driver, flags=flags, guess=guess)


@contextmanager
def from_folder(
    path: Path, *, out_dir: Path, limits: Limits, on_stage: OnStage | None
) -> Iterator[Prepared]:
    """Stack a product's bands; the plain file is gone when the block ends."""
    product = products.read(path)
    parts = (*product.bands, *product.cloud)
    checked = [_checked(part, limits) for part in parts]
    with empty_folder(out_dir) as work:
        _stack(work, product, checked, limits, on_stage)
        yield Prepared(
            plain=work / "plain.tif",
            filename=f"{product.name}.tif",
            sha256=_sha256_of_all(product.files),
            driver=checked[0][0],
            flags=(*product.flags, *(f"intake.missing_{role}" for role in product.missing)),
            guess=_guess(product),
        )


@contextmanager
def from_world(
    path: Path,
    world: WorldFile,
    *,
    filename: str,
    out_dir: Path,
    limits: Limits,
    on_stage: OnStage | None,
) -> Iterator[Prepared]:
    """Put a picture on its world file's grid; the plain file is gone when the block ends."""
    grid, epsg = world.grid(), world.epsg()
    driver, header = gate.checked(path, limits)
    with work_folder(out_dir, path) as work:
        plain = work / "plain.tif"
        names = {"source": str(work / "input"), "plain": str(plain), "driver": driver}
        params = names | {"grid": list(grid), "crs": epsg}
        tight = limits.for_decoded(header.decoded_bytes)
        told = running.run("put", params, work=work, limits=tight, on_stage=on_stage)
        _agree(header, told["width"], told["height"])
        renamed = sniff.name_disagrees(filename, driver)
        yield Prepared(
            plain=plain,
            filename=f"{Path(filename).stem}.tif",
            sha256=sha256_of(path),
            driver=driver,
            flags=(
                *header.flags,
                *told["flags"],
                *(["intake.name_disagrees"] if renamed else []),
            ),
        )


def _checked(part: Part, limits: Limits) -> tuple[str, Header]:
    """Return a part's driver and header; a refusal says which part it is about."""
    try:
        return gate.checked(part.path, limits)
    except Refused as refusal:
        refusal.params["about"] = plain(part.path.name)
        raise


def _stack(
    work: Path,
    product: Product,
    checked: list[tuple[str, Header]],
    limits: Limits,
    on_stage: OnStage | None,
) -> None:
    parts = [*product.bands, *product.cloud]
    described = [_described(work, *item) for item in enumerate(zip(parts, checked, strict=True))]
    at = product.taken_at
    params = {
        "plain": str(work / "plain.tif"),
        "parts": described[: len(product.bands)],
        "cloud": described[len(product.bands) :],
        "as_float": product.scaling is None,
        "tags": {"ACQUISITION_DATETIME": at.isoformat()} if at else {},
    }
    roomy = _for_product(limits, checked)
    told = running.run("stack", params, work=work, limits=roomy, on_stage=on_stage)
    for (_, header), size in zip(checked, told["sizes"], strict=True):
        _agree(header, *size)


def _described(work: Path, number: int, item: tuple[Part, tuple[str, Header]]) -> dict[str, object]:
    """Link one file in under a name of ours and say what it is."""
    part, (driver, _) = item
    link = work / f"part-{number:02d}"
    link.symlink_to(part.path.resolve())
    return {
        "path": str(link),
        "driver": driver,
        "description": f"{part.name} {part.role or ''}".strip(),
        "means": part.means,
        "scale": part.scale,
        "offset": part.offset,
    }


def _for_product(limits: Limits, checked: list[tuple[str, Header]]) -> Limits:
    """Give many large files the time of their pixels: 0.2 CPU s a megapixel of JPEG 2000."""
    megapixels = sum(header.width * header.height for _, header in checked) // 1_000_000
    return replace(
        limits,
        cpu_seconds=limits.cpu_seconds + megapixels,
        wall_seconds=limits.wall_seconds + 3 * megapixels,
    )


def _agree(header: Header, width: int, height: int) -> None:
    if (header.width, header.height) != (width, height):
        raise Refused("intake.damaged", where="size")


def _sha256_of_all(files: tuple[Path, ...]) -> str:
    """Return one hash of several files: of their names and hashes, in the order of names."""
    lines = sorted(f"{sha256_of(file)}  {file.name}\n" for file in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _guess(product: Product) -> BandGuess:
    roles = {part.role: number for number, part in enumerate(product.bands, 1) if part.role}
    scale, offset = product.scaling or (1.0, 0.0)
    why = ["guess.from_product"]
    if product.scaling is None:
        why.append("guess.stored_as_reflectance")
    return BandGuess(
        bands=roles,
        scale=scale,
        offset=offset,
        cloud_band=len(product.bands) + 1 if product.cloud else None,
        taken_at=product.taken_at,
        taken_at_origin="metadata" if product.taken_at else "",
        why=tuple(why),
    )
