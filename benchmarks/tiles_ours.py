"""Our own service as in production (gunicorn, gthread), on a home of its own."""

from __future__ import annotations

import sys
from pathlib import Path

from flask import Flask

from benchmarks.tiles_scene import ROLES, SCALE, Built
from benchmarks.tiles_servers import Server
from imagery.tiles.layers import Bands
from ledger import media
from settings import Settings
from webapp import grants

_BIN = Path(sys.executable).parent
_SECRET = "a secret of the benchmark, forgotten with its folder"  # noqa: S105
_THREADS = 4


def gunicorn(target: str, python_bin: Path = _BIN, *, threads: int = _THREADS) -> list[str]:
    """Return the command of one gthread worker."""
    options = ["--workers", "1", "--worker-class", "gthread", "--threads", str(threads)]
    quiet = ["--no-control-socket", "--log-level", "error", "--bind", "127.0.0.1:{port}"]
    return [str(python_bin / "gunicorn"), *options, *quiet, target]


def null_flask(count: int) -> Server:
    """Return the floor: what any Flask answer costs."""
    return Server("null Flask, 20 kB", gunicorn("benchmarks.null_flask:app"), ["/"] * count)


class Ours:
    """A home with scenes in its store.

    Parameters
    ----------
    home : Path
        A folder of the benchmark's own.
    """

    def __init__(self, home: Path) -> None:
        self._settings = Settings(
            home=home, secret_key=_SECRET, database_url=f"sqlite:///{home / 'bench.db'}"
        )
        self._store = media.store_for(self._settings)
        home.mkdir(parents=True, exist_ok=True)

    def stored(self, name: str, built: Built, *, by_view: bool = False) -> Server:
        """Return the server of stored tiles, through the fast door or through Flask."""
        grant = self._grant(self._store.put_file(built.display), None)
        more = "&by=view" if by_view else ""
        paths = [f"/tiles/1/1/{z}/{x}/{y}?g={grant}{more}" for z, x, y in built.addresses]
        return self._server(name, paths)

    def layer(self, name: str, built: Built, key: str) -> Server:
        """Return the server of one named layer."""
        bands = Bands(numbers=ROLES, scale=SCALE)
        grant = self._grant(self._store.put_file(built.analysis), bands)
        paths = [f"/tiles/1/1/{key}/{z}/{x}/{y}.png?g={grant}" for z, x, y in built.addresses]
        return self._server(name, paths)

    def _server(self, name: str, paths: list[str]) -> Server:
        env = {
            "XUNZHAN_HOME": str(self._settings.home),
            "XUNZHAN_SECRET_KEY": _SECRET,
            "XUNZHAN_DATABASE_URL": self._settings.database_url,
        }
        return Server(name, gunicorn("webapp:create_app()"), paths, env)

    def _grant(self, sha256: str, bands: Bands | None) -> str:
        """Return a grant; it lasts five minutes at least, so a server is measured at once."""
        app = Flask(__name__)
        app.config["SECRET_KEY"] = _SECRET
        with app.app_context():
            told = {"scene_id": 1, "version": 1, "user_id": 1}
            return grants.issue(**told, sha256=sha256, bands=bands)[0]
