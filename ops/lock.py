"""Resolve requirements*.in to full pins: ``python ops/lock.py NAME`` writes NAME.txt."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = "# The resolved closure of {name}.in; made by `make lock`, not by hand.\n"


def resolve(name: str) -> str:
    """Return the pinned closure of ``name``.in as requirement lines."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
    command += ["--report", "-", "-r", str(ROOT / f"{name}.in")]
    report = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    found = {entry["metadata"]["name"]: entry["metadata"]["version"] for entry in report["install"]}
    lines = [f"{package}=={found[package]}" for package in sorted(found, key=str.lower)]
    return HEAD.format(name=name) + "\n".join(lines) + "\n"


if __name__ == "__main__":
    for requested in sys.argv[1:]:
        (ROOT / f"{requested}.txt").write_text(resolve(requested), encoding="utf-8")
