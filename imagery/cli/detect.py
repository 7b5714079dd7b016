"""``imagery detect NAME --image F …``: run one detector on files, without a database."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from imagery.cli import _bands, _naming, _scenes, explain
from imagery.cli._scenes import COMPANIONS, Scenes
from imagery.cli._usage import wrong
from imagery.detectors import (
    Detection,
    SceneInput,
    Zone,
    check_name,
    detect,
    names,
    options,
    output,
)
from imagery.detectors.obstacles import azimuth_svg
from imagery.models import ModelDetector, load

SUMMARY = "Look for one kind of problem in an image; write mask, index and findings."


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "name", metavar="NAME", help=f"{', '.join(names())}, or model:MANIFEST.json"
    )
    parser.add_argument("--image", type=Path, help="may be left out for obstacles with --dsm")
    parser.add_argument("--reference", type=Path, help="the older image to compare with")
    parser.add_argument("--bands", help=f"{_bands.HELP}; guessed when left out")
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
    _check_inputs(args)
    wanted = (args.mask, args.index, args.findings, args.diagram)
    outputs = [path for path in wanted if path is not None]
    _check_outputs(outputs, [getattr(args, role) for role in _scenes.FILES])
    zone = _zone(args)
    with tempfile.TemporaryDirectory(prefix=".detect-", dir=args.mask.absolute().parent) as folder:
        scenes = Scenes(args, Path(folder), () if model is None else model.manifest.bands)
        image = scenes.image()
        reference = scenes.reference()
        with _scenes.naming(args):
            if model is None:
                result = detect(args.name, image, reference=reference, zone=zone)
            else:
                result = model.run(image, reference=reference, zone=zone)
        _write(args, result, image, Path(folder))
    yield _told(result)


def _told(result: Detection) -> dict[str, Any]:
    abstained = [] if result.abstained is None else [result.abstained]
    explain([*abstained, *result.flags], params=result.detail)
    return {
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
    if kind != "model" or not manifest:
        return None
    with _naming.about(Path(manifest), "NAME"):
        return ModelDetector(load(Path(manifest)))


def _zone(args: argparse.Namespace) -> Zone | None:
    if args.zone is None:
        return options.zone_of(None, args.inlet)
    if args.inlet is not None:  # a wrong inlet is not the zone file's fault
        options.zone_of(None, args.inlet)
    with _naming.about(args.zone, "--zone"):
        return options.zone_of(args.zone, args.inlet)


def _check_inputs(args: argparse.Namespace) -> None:
    """Refuse options that do not go together."""
    if args.diagram is not None and args.name != "obstacles":
        raise wrong("--diagram 只用于 obstacles", "--diagram goes with obstacles")
    if args.image is not None:
        return
    if args.name != "obstacles" or args.dsm is None:
        needed = "--image" if args.name != "obstacles" else "--image | --dsm"
        raise wrong(f"缺少 {needed}", f"the following arguments are required: {needed}")
    alone = ("bands", "scale", "cloud", "cloud_band", "reference")
    for option in (f"--{a.replace('_', '-')}" for a in alone if getattr(args, a) is not None):
        raise wrong(f"{option} 需要 --image", f"{option} needs --image")


def _check_outputs(outputs: list[Path], inputs: list[Path | None]) -> None:
    read = {path.resolve() for path in inputs if path is not None}
    for path in outputs:
        if path.resolve() in read or path.is_dir() or not path.absolute().parent.is_dir():
            raise wrong(f"不能写入 {path}", f"cannot write to {path}")
    if len({path.resolve() for path in outputs}) < len(outputs):
        raise wrong("两个输出是同一个文件", "two outputs share one file")


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
