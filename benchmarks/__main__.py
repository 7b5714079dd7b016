"""``python -m benchmarks`` (``make bench``): every comparison, one after the other."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ALL = ("tiles", "ingest", "scale", "mosaic", "ledger")
SMALL = ("tiles",)
"""What has a small size for ``BENCH_QUICK=1``."""


def main() -> int:
    """Run each in a process of its own, so that memory is its own; return how many failed."""
    here = Path(__file__).parent
    failed = 0
    for name in SMALL if os.environ.get("BENCH_QUICK") else ALL:
        if (here / f"{name}.py").exists():
            print(f"\n== {name}", flush=True)
            done = subprocess.run(
                [sys.executable, "-m", f"benchmarks.{name}"], cwd=here.parent, check=False
            )
            failed += done.returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
