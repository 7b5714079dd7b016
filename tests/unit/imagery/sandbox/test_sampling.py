from __future__ import annotations

import tracemalloc
from types import SimpleNamespace

import numpy as np
from rasterio.windows import Window

from imagery.sandbox.pixels import Pixels
from imagery.sandbox.sampling import sample


def source(side, bands):
    def read(window):
        return np.ones((bands, int(window.height), int(window.width)), np.uint16)

    return SimpleNamespace(
        width=side, height=side, count=bands, block_shapes=[(1, side)] * bands, read=read
    )


def test_a_first_look_keeps_what_it_took_and_not_the_windows_it_was_in():
    bands = 48
    pixels = Pixels(source(1400, bands), np.dtype("uint16"), None, own_mask=False)
    whole = 1400 * 1400 * bands * 2
    tracemalloc.start()
    look = sample(pixels, Window)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < whole
    assert look.values.nbytes <= 2 * 48 * 2**20
    assert look.values.shape[1] == look.valid.size
