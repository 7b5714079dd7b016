"""Index formulas: spyndex's own values, and nothing but its bands."""

from __future__ import annotations

import numpy as np
import pytest
import spyndex

from imagery.detectors import indices


@pytest.mark.parametrize("name", ["NDWI", "NDVI", "NBR", "MNDWI", "ExG"])
def test_an_index_is_what_spyndex_computes(name):
    rng = np.random.default_rng(3)
    bands = {letter: rng.uniform(0.01, 0.6, (4, 5)) for letter in spyndex.indices[name].bands}
    expected = spyndex.computeIndex(name, bands)
    assert np.allclose(indices.compute(name, **bands), expected, rtol=1e-12)


def test_an_unknown_index_or_a_missing_band_is_an_error():
    with pytest.raises(KeyError):
        indices.compute("NOTHING", G=np.ones(2))
    with pytest.raises(KeyError):
        indices.compute("NDWI", G=np.ones(2))
