"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import settings

SAMPLE_DATA = Path(
    os.environ.get("XUNZHAN_SAMPLE_DATA") or settings.ROOT.parent / "shared" / "data"
)


@pytest.fixture(scope="session")
def sample_data() -> Path:
    """The folder of real sample data; tests that need it are skipped, by name, without it."""
    if not (SAMPLE_DATA / "README.md").is_file():
        pytest.skip("sample data absent (XUNZHAN_SAMPLE_DATA)")
    return SAMPLE_DATA
