"""``make test``: lint, types, arrows, templates and colours, then the suite in both modes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

from ops import services

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

STATIC: Mapping[str, list[str]] = {
    "ruff": [str(BIN / "ruff"), "check", "--quiet", "."],
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
    "mypy": [str(BIN / "mypy")],
    "import-linter": [str(BIN / "lint-imports")],
    "djlint": [str(BIN / "djlint"), "webapp/templates", "--lint", "--check", "--quiet"],
    "colours": [sys.executable, "-m", "ops.check_colors"],
}


MODELESS = (
    *("tests/unit/geo", "tests/unit/imagery", "tests/unit/ops", "tests/hostile"),
    *("tests/unit/test_i18n.py", "tests/unit/test_codes.py", "tests/unit/test_settings.py"),
    *("tests/e2e/test_pages_imagery.py", "tests/e2e/test_pages_map.py"),
    *("tests/e2e/test_pages_review.py", "tests/e2e/test_pages_flight.py"),
)
"""Tests of what knows neither database nor broker, or fakes the answers: they run once."""

SIDE_BY_SIDE = ("-n", "3", "--dist", "loadfile", "--no-loadscope-reorder")
"""One process more than a small machine has cores, as tests of the running service mostly wait. A
file's tests share one process, and what a module starts (a whole service) starts once; long files
come first (``tests/conftest.py``). xdist's groups do not hold with pytest 9.2."""


def main() -> int:
    """Run every part and return 0 only when each of them passed."""
    missing = absent()
    if missing:
        print(f"not here: {', '.join(missing)}; `make test-deps` (as root) installs them")
    parts = {name: step(name, command) for name, command in STATIC.items()}
    if "--no-tests" not in sys.argv:
        parts |= suites(missing)
    failed = sorted(name for name, passed in parts.items() if not passed)
    print(f"failed: {', '.join(failed)}" if failed else "every part passed")
    print(f"did not run: {', '.join(missing) or 'nothing, all parts ran'}")
    return 1 if failed else 0


def absent() -> list[str]:
    """Return which servers and programs of the suite are missing on this machine."""
    wanted: dict[str, Callable[[], object]] = {
        "PostgreSQL + PostGIS": services.postgres_bin,
        "Redis": lambda: shutil.which("redis-server"),
        "Chromium": lambda: shutil.which("chromium") or shutil.which("google-chrome"),
        "gdal-bin": lambda: shutil.which("gdalinfo"),
    }
    return [name for name, found in wanted.items() if not found()]


def suites(missing: list[str]) -> dict[str, bool]:
    """Run the suite on SQLite and folders, then on PostgreSQL and Redis."""
    passed = {"suite (SQLite, filesystem)": pytest({})}
    if "PostgreSQL + PostGIS" in missing or "Redis" in missing:
        return passed
    with ExitStack() as stack:
        env = {
            "XZ_TEST_POSTGRES": stack.enter_context(services.postgres()),
            "XZ_TEST_REDIS": stack.enter_context(services.redis()),
        }
        passed["suite (PostgreSQL, Redis)"] = pytest(env)
    return passed


def pytest(extra: Mapping[str, str]) -> bool:
    """Run pytest in an environment without foreign settings; sample data may be named."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("XUNZHAN_", "XZ_"))}
    if sample := os.environ.get("XUNZHAN_SAMPLE_DATA"):
        kept["XUNZHAN_SAMPLE_DATA"] = sample
    command = [sys.executable, "-m", "pytest", "-q", *SIDE_BY_SIDE]
    label = "pytest on PostgreSQL and Redis" if extra else "pytest on SQLite and folders"
    if extra:
        command += [f"--ignore={path}" for path in MODELESS]
    return step(label, command, kept | extra)


def step(name: str, command: list[str], env: Mapping[str, str] | None = None) -> bool:
    """Run one command, print how it went and how long it took."""
    print(f"== {name}", flush=True)
    begun = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=env, check=False)
    verdict = "ok" if done.returncode == 0 else f"FAILED ({done.returncode})"
    print(f"== {name}: {verdict}, {time.monotonic() - begun:.0f} s", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
