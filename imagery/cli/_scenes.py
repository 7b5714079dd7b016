"""The inputs of ``imagery detect``: every file taken in, named by its role, guesses told."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from geo.errors import Refused
from imagery.cli import _bands, _naming, explain
from imagery.detectors import SceneInput, options
from imagery.intake import Stored, take_in

COMPANIONS = {
    "dnbr": "burn ratio (NBR) before minus after the fire",
    "dsm": "surface elevation in metres, with trees and houses",
    "dtm": "ground elevation in metres",
}
FILES = ("image", "reference", "zone", "cloud", *COMPANIONS)


def labels(args: argparse.Namespace) -> dict[str, str]:
    """Return what refusals call the files and roles -> what the user calls them."""
    given = {role: getattr(args, role) for role in FILES}
    told = {r: _naming.label(path, f"--{r}") for r, path in given.items() if path is not None}
    stored = {_stored_name(role): text for role, text in told.items()}
    return told | stored | {"inlet": "--inlet"}


@contextmanager
def naming(args: argparse.Namespace) -> Iterator[None]:
    """Let what a detector refuses name the files as they were given."""
    every = labels(args)
    judged = tuple(every[role] for role in ("image", "reference") if role in every)
    surface = tuple(every[role] for role in ("dsm", "dtm") if role in every)
    with _naming.naming(every, judged or surface):
        yield


class Scenes:
    """Takes the files of one call in, each into a folder of its own."""

    def __init__(self, args: argparse.Namespace, folder: Path, also: tuple[str, ...]) -> None:
        self.args, self.folder, self.also = args, folder, also
        self.band_count: int | None = None

    def image(self) -> SceneInput:
        """Return the image; for obstacles without one it is the surface model itself."""
        companions = {n: f.analysis for n in COMPANIONS if (f := self._taken(n)) is not None}
        stored = self._taken("image")
        if stored is None:
            return SceneInput(companions["dsm"], {}, companions=companions)
        cloud = self._taken("cloud")
        scene = self._scene("image", stored, None if cloud is None else cloud.analysis)
        return replace(scene, companions=companions)

    def reference(self) -> SceneInput | None:
        """Return the older image, if there is one."""
        stored = self._taken("reference")
        return None if stored is None else self._scene("reference", stored, None)

    def _taken(self, role: str) -> Stored | None:
        """Take the file of a role in; the stored one is named by the role."""
        path = getattr(self.args, role)
        if path is None:
            return None
        own = self.folder / role
        own.mkdir()
        with _naming.about(path, f"--{role}"):
            stored = take_in(path, filename=path.name, out_dir=own, display=False)
        explain(stored.flags, _naming.label(path, f"--{role}"))
        return replace(stored, analysis=stored.analysis.rename(own / _stored_name(role)))

    def _scene(self, role: str, stored: Stored, cloud: Path | None) -> SceneInput:
        """Return what the options say; what they leave open is guessed from the file."""
        guess = stored.guess
        roles = self._bands(role)
        if roles is None:
            roles = guess.bands
            self._tell(role, stored)
        else:
            option, _said = _own_or_shared(self.args, role, "bands")
            with _naming.about(getattr(self.args, role), f"--{role}"):
                _bands.check_said(roles, guess, option)
        factor, offset = options.scaling_of(stored, roles, self._scale(role))
        return SceneInput(
            path=stored.analysis,
            bands=roles,
            scale=factor,
            offset=offset,
            cloud_band=self._cloud_band(role, stored, cloud),
            taken_at=guess.taken_at,
            cloud_path=cloud,
        )

    def _bands(self, role: str) -> dict[str, int] | None:
        option, said = _own_or_shared(self.args, role, "bands")
        return None if said is None else _bands.bands_of(said, option, also=self.also)

    def _scale(self, role: str) -> float | None:
        option, said = _own_or_shared(self.args, role, "scale")
        if said is not None and not 0 < said < float("inf"):
            raise Refused("detect.bad_option", option=option, value=said, expected="> 0")
        return said if said is None else float(said)

    def _cloud_band(self, role: str, stored: Stored, cloud: Path | None) -> int | None:
        """Return the cloud band; one named for the image is the reference's if both look alike."""
        said: int | None = self.args.cloud_band
        if role == "image":
            self.band_count = stored.bands
        elif self.band_count != stored.bands:
            said = None
        return stored.guess.cloud_band if said is None and cloud is None else said

    def _tell(self, role: str, stored: Stored) -> None:
        subject = _naming.label(getattr(self.args, role), f"--{role}")
        explain(stored.guess.why, subject)
        if stored.guess.bands:
            print(f"{subject}: --bands {_bands.written(stored.guess.bands)}", file=sys.stderr)


def _own_or_shared(args: argparse.Namespace, role: str, what: str) -> tuple[str, Any]:
    """Return the option that counts for a role, and its value."""
    own = getattr(args, f"reference_{what}") if role == "reference" else None
    if own is not None:
        return f"--reference-{what}", own
    return f"--{what}", getattr(args, what)


def _stored_name(role: str) -> str:
    return f"{role}.tif"
