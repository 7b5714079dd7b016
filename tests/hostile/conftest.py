"""What watches every hostile file: the child's cost, a canary, a listener."""

from __future__ import annotations

import logging
import shutil
import socket
from pathlib import Path

import pytest

from tests.hostile.traps import Trap
from tests.unit.imagery import rasters

CPU_SECONDS, PEAK_MB = 2.0, 512
"""What any small file may cost a child, imports not counted."""
FOLDER = Path("/tmp/hostile-canary")  # the path that files of the corpus name
_spent: list[tuple[float, int, str]] = []


@pytest.fixture
def spent(caplog, request):
    """Collect what every child of the test used; check it at the end."""
    caplog.set_level(logging.INFO, logger="imagery.sandbox.running")
    yield
    for record in caplog.get_records("call"):
        used = getattr(record, "used", None)
        if used:
            _spent.append((used["cpu_seconds"], used["peak_mb"], request.node.name))
            assert used["cpu_seconds"] < CPU_SECONDS
            assert used["peak_mb"] < PEAK_MB


@pytest.fixture(scope="session")
def listener():
    """Wait on the loopback address that files name, or on a free one where it is taken."""
    try:
        server = socket.create_server(("127.0.0.1", 8099))
    except OSError:
        server = socket.create_server(("127.0.0.1", 0))
    with server:
        server.setblocking(False)
        yield server


@pytest.fixture(scope="session")
def canary_folder():
    """Lay out another tenant's files where the corpus looks for them."""
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "secret.txt").write_text("XZCANARY-SECRET" * 20)
    rasters.write(FOLDER / "other_tenant.tif", rasters.texture(1, 64, 64), tags={"A": "XZCANARY"})
    yield FOLDER
    shutil.rmtree(FOLDER, ignore_errors=True)  # another process may have cleared it


@pytest.fixture
def trap(canary_folder, listener):
    """Give the canary's paths; afterwards nothing was written and nobody called."""
    before = sorted(p.name for p in canary_folder.iterdir())
    yield Trap(
        secret=canary_folder / "secret.txt",
        other=canary_folder / "other_tenant.tif",
        loot=canary_folder,
        address=f"http://127.0.0.1:{listener.getsockname()[1]}",
    )
    assert sorted(p.name for p in canary_folder.iterdir()) == before
    with pytest.raises(BlockingIOError):
        listener.accept()


def pytest_terminal_summary(terminalreporter):
    """Show what the costliest children used."""
    if _spent:
        terminalreporter.section("children of hostile files")
        peak = max(mb for _, mb, _ in _spent)
        terminalreporter.line(f"{len(_spent)} children, highest peak {peak} MB; by CPU seconds:")
        for cpu, mb, name in sorted(_spent, reverse=True)[:5]:
            terminalreporter.line(f"{cpu:6.3f} s {mb:5d} MB  {name}")
