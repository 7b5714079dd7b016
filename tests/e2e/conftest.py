"""Running services and a browser for the end-to-end tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.e2e import stack


@pytest.fixture(scope="module")
def sample_stack(tmp_path_factory, sample_data):
    """The service with the demo from the sample data."""
    home = tmp_path_factory.mktemp("sample")
    if not os.environ.get("XZ_UPDATE_SCREENSHOTS"):
        sample_data = with_a_short_card(sample_data, tmp_path_factory.mktemp("data"))
    with stack.running(home, sample_data=sample_data) as running:
        yield running


def with_a_short_card(data: Path, folder: Path) -> Path:
    """Link the sample data with a card of two frames: the workers soon have time for the test."""
    for path in data.iterdir():
        if path.name != "drone":
            (folder / path.name).symlink_to(path)
    card = Path("drone/photos/brighton_beach")
    (folder / card).mkdir(parents=True)
    for frame in sorted((data / card).glob("*.JPG"))[:2]:
        (folder / card / frame.name).symlink_to(frame)
    return folder


@pytest.fixture(scope="session")
def generated_stack(tmp_path_factory):
    """The service with the generated demo, as on a machine without sample data.

    Its files run in one process (``GENERATED`` of ``tests/conftest.py``); the last one stops it.
    """
    with stack.running(tmp_path_factory.mktemp("generated"), sample_data=None) as running:
        yield running
