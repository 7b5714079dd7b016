"""``python -m imagery COMMAND …``: see ``imagery.cli``."""

from __future__ import annotations

from imagery.cli import start

if __name__ == "__main__":
    start()
