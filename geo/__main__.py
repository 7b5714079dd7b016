"""``python -m geo COMMAND …``: see ``geo.cli``."""

from __future__ import annotations

from geo.cli import start

if __name__ == "__main__":
    start()
