"""``imagery detect NAME --image F …``: run one detector on files, without a database."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from geo.errors import Refused
from imagery.detectors import Detection, SceneInput, check_name, detect, options, output
from imagery.detectors.obstacles import azimuth_svg
from imagery.intake import Stored, take_in
from imagery.models import ModelDetector, load

COMPANIONS = {
    "dnbr": "burn ratio (NBR) before minus after the fire",
    "dsm": "surface elevation in metres, with trees and houses",
    "dtm": "ground elevation in metres",
}
SUMMARY = "Look for one kind of problem in an image; write mask, index and findings."


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("name", metavar="NAME", help="a detector, or model:MANIFEST.json")
    parser.add_argument("--image", type=Path, required=True)
    parser.add_argument("--reference", type=Path, help="the older image to compare with")
    parser.add_argument("--bands", help="green=1,nir=2; guessed from the file when left out")
    parser.add_argument("--reference-bands", help="the same for the reference (default: --bands)")
    parser.add_argument("--scale", type=float, help="reflectance = stored value x scale")
    parser.add_argument("--reference-scale", type=float, help="(default: --scale)")
    cloud = parser.add_mutually_exclusive_group()
    cloud.add_argument("--cloud", type=Path, help="a cloud mask of the image, 0 = clear")
    cloud.add_argument("--cloud-band", type=int, help="band with the cloud probability in %%")
    for name, what in COMPANIONS.items():
        parser.add_argument(f"--{name}", type=Path, help=what)
    parser.add_argument("--inlet", metavar="LON,LAT,HEIGHT_M", help="height above the ground")
    parser.add_argument("--diagram", type=Path, help="the horizon as SVG (obstacles only)")
    parser.add_argument("--zone", type=Path, help="a GeoJSON polygon (WGS-84) to look in")
    parser.add_argument("--mask", type=Path, required=True)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--findings", type=Path, required=True)


def run(args: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Take the files in, detect, write what was found."""
    model = _model(args.name)
    if model is None:
        check_name(args.name)
    if args.diagram is not None and args.name != "obstacles":
        raise Refused("cli.usage", reason="--diagram goes with obstacles")
    wanted = (args.mask, args.index, args.findings, args.diagram)
    outputs = [path for path in wanted if path is not None]
    others = [getattr(args, name) for name in COMPANIONS]
    _check_outputs(outputs, [args.image, args.reference, args.cloud, args.zone, *others])
    zone = options.zone_of(args.zone, args.inlet)
    with tempfile.TemporaryDirectory(prefix=".detect-", dir=args.mask.absolute().parent) as folder:
        image, reference = _scenes(args, Path(folder))
        if model is None:
            result = detect(args.name, image, reference=reference, zone=zone)
        else:
            result = model.run(image, reference=reference, zone=zone)
        _write(args, result, image, Path(folder))
    yield {
        "detector": result.detector,
        "version": result.version,
        "assessed_fraction": result.assessed_fraction,
        "findings": len(result.findings),
        "abstained": result.abstained,
        "flags": list(result.flags),
    }


def _model(name: str) -> ModelDetector | None:
    """Return the trained model of ``model:MANIFEST.json``; None for a detector's name."""
    kind, _, manifest = name.partition(":")
    return ModelDetector(load(Path(manifest))) if kind == "model" and manifest else None


def _scenes(args: argparse.Namespace, folder: Path) -> tuple[SceneInput, SceneInput | None]:
    stored = _taken_in(args.image, folder / "image")
    cloud = None if args.cloud is None else _taken_in(args.cloud, folder / "cloud").analysis
    image = _scene(stored, args.bands, args.scale, args.cloud_band, cloud=cloud)
    image = replace(image, companions=_companions(args, folder))
    if args.reference is None:
        return image, None
    other = _taken_in(args.reference, folder / "reference")
    bands = args.reference_bands or args.bands
    scale = args.scale if args.reference_scale is None else args.reference_scale
    band = args.cloud_band if other.bands == stored.bands else None
    return image, _scene(other, bands, scale, band)


def _companions(args: argparse.Namespace, folder: Path) -> dict[str, Path]:
    given = {name: getattr(args, name) for name in COMPANIONS}
    return {n: _taken_in(p, folder / n).analysis for n, p in given.items() if p is not None}


def _taken_in(path: Path, folder: Path) -> Stored:
    folder.mkdir()
    return take_in(path, filename=path.name, out_dir=folder, display=False)


def _scene(
    stored: Stored,
    bands: str | None,
    scale: float | None,
    cloud_band: int | None,
    *,
    cloud: Path | None = None,
) -> SceneInput:
    """Return what the options say; what they leave open is guessed from the file."""
    guess = stored.guess
    roles = guess.bands if bands is None else options.bands_of(bands)
    factor, offset = options.scaling_of(stored, roles, scale)
    return SceneInput(
        path=stored.analysis,
        bands=roles,
        scale=factor,
        offset=offset,
        cloud_band=guess.cloud_band if cloud_band is None and cloud is None else cloud_band,
        taken_at=guess.taken_at,
        cloud_path=cloud,
    )


def _check_outputs(outputs: list[Path], inputs: list[Path | None]) -> None:
    read = {path.resolve() for path in inputs if path is not None}
    for path in outputs:
        if path.resolve() in read or path.is_dir() or not path.absolute().parent.is_dir():
            raise Refused("cli.usage", reason=f"cannot write to {path}")
    if len({path.resolve() for path in outputs}) < len(outputs):
        raise Refused("cli.usage", reason="two outputs share one file")


def _write(args: argparse.Namespace, result: Detection, image: SceneInput, folder: Path) -> None:
    """Write everything beside its place first, so that a failure leaves nothing by halves."""
    made = {args.mask: folder / "mask.tif", args.findings: folder / "findings.geojson"}
    output.write_mask(made[args.mask], result, image)
    output.write_findings(made[args.findings], result)
    if args.index is not None:
        made[args.index] = folder / "index.tif"
        output.write_index(made[args.index], result, image)
    if args.diagram is not None:
        made[args.diagram] = folder / "diagram.svg"
        made[args.diagram].write_text(azimuth_svg(result), encoding="utf-8")
    for target, part in made.items():
        target.unlink(missing_ok=True)
        _moved(part, target)


def _moved(part: Path, target: Path) -> None:
    """Move, also onto another file system."""
    try:
        part.replace(target)
    except OSError:
        target.write_bytes(part.read_bytes())
