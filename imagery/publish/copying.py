"""The public copy of a picture."""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from geo.errors import Refused
from imagery import upright
from imagery.publish.covering import Ring, covered, flat
from imagery.publish.scale import public_gsd_m

MOST_PIXELS = 200_000_000
LEAST_SIDE = 48
_MOST_SIDE = 4096
_QUALITY = 80
_ORIENTATION = 0x0112


@dataclass(frozen=True)
class Scale:
    """How fine a picture is.

    ``gsd_m`` is the FINEST ground sampling in the frame (an oblique one's lower edge, not its
    middle), ``height_m`` the camera's height above the ground, None when unknown.
    """

    gsd_m: float
    height_m: float | None = None


@dataclass(frozen=True, kw_only=True)
class PublicCopy:
    """A picture that may be published.

    ``name`` is made from its own bytes and says nothing of the original; ``method`` are the codes
    of what was done (texts in the catalogue), to be shown beside the picture.
    """

    data: bytes
    name: str
    width: int
    height: int
    gsd_m: float
    method: tuple[str, ...]


def public_copy(data: bytes, scale: Scale | None, *, marks: Sequence[Ring] = ()) -> PublicCopy:
    """Return a JPEG without metadata in which no face and no number plate can be read.

    Method: not a detector. The picture is averaged down to ``public_gsd_m`` (5 cm on the ground,
    more from below 40 m; :mod:`imagery.publish.scale` says why), where reading a face or a plate
    is impossible whatever stands in the picture; parts that a person marked are covered with
    their mean colour before that. Then it is encoded anew from its pixels alone.

    Limits: objects higher than 20 m or nearer than 5 m to the camera may be finer than promised;
    the scale must be true (it is the caller's: a wrong height is a wrong promise); overlapping
    copies of one place hold together more detail than each alone (by about two times at best); a
    person may still be known by clothes, car or place to somebody who knows them; a scene can be
    recognised without coordinates. A picture of unknown scale is refused, not guessed.

    Parameters
    ----------
    data : bytes
        JPEG, PNG or WebP from our own store.
    scale : Scale or None
        How fine the picture is; None is refused.
    marks : sequence of rings of (x, y)
        In the stored picture's pixels: what a person wants covered.

    Raises
    ------
    Refused
        ``publish.unknown_scale``, ``publish.unreadable``, ``publish.too_small``.
    """
    if scale is None or not (math.isfinite(scale.gsd_m) and scale.gsd_m > 0):
        raise Refused("publish.unknown_scale")
    image = _opened(data)
    rings = [ring for ring in marks if len(ring) >= 3]
    pixels = covered(flat(image), rings)
    turned = _turned(pixels, image)
    share = min(1.0, scale.gsd_m / public_gsd_m(scale.height_m))
    small = _reduced(turned, share)
    return PublicCopy(
        data=(encoded := _encoded(small)),
        name=f"{hashlib.sha256(encoded).hexdigest()[:16]}.jpg",
        width=small.width,
        height=small.height,
        gsd_m=scale.gsd_m * max(turned.width / small.width, turned.height / small.height),
        method=tuple(_method(share, rings)),
    )


def _method(share: float, rings: Sequence[Ring]) -> Iterator[str]:
    yield "publish.metadata_removed"
    yield "publish.reduced" if share < 1 else "publish.coarse_enough"
    if rings:
        yield "publish.marked_covered"


def _turned(pixels: Image.Image, original: Image.Image) -> Image.Image:
    """Return the pixels as the original's orientation tag wants them seen."""
    return upright.upright(pixels, original.getexif().get(_ORIENTATION, 1))


def _reduced(image: Image.Image, share: float) -> Image.Image:
    """Return the picture averaged down: each pixel is the mean of the ground it covers."""
    share = min(share, _MOST_SIDE / max(image.size))
    width, height = (max(1, math.floor(side * share)) for side in image.size)
    if min(width, height) < LEAST_SIDE:
        raise Refused("publish.too_small", pixels=LEAST_SIDE)
    return image if share == 1 else image.resize((width, height), Image.Resampling.BOX)


def _encoded(image: Image.Image) -> bytes:
    """Return a JPEG of the pixels alone."""
    bare = Image.fromarray(np.asarray(image))
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def _opened(data: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refused("publish.unreadable")
            opened.load()
            return opened.copy()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused("publish.unreadable") from error
