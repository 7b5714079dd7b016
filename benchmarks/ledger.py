"""The ledger with 100,000 issues: ``python -m benchmarks.ledger`` prints one table.

Issues of 120 stations are generated into an empty database, SQLite or the one of ``--database``;
a real service (gunicorn, two workers as in ``ops``) answers on the loopback. Each row is 60
requests of one caller; the page's shell, the list in every sort and deep in it, the filters, the
counts beside them. The processor time of the service a request tells what a busy machine hides.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from benchmarks.ledger_data import filled
from benchmarks.ledger_server import Service

TURNS = 60
PATHS = {
    "page (HTML)": "/issues",
    "list, as the page opens": "/api/v1/issues?state=not_closed&sort=urgent&limit=50",
    "list, everything by urgency": "/api/v1/issues?sort=urgent&limit=50",
    "list, newest": "/api/v1/issues?sort=found&limit=50",
    "list, by grade, closed": "/api/v1/issues?state=closed&sort=grade&limit=50",
    "list, overdue": "/api/v1/issues?overdue=1&sort=urgent&limit=50",
    "list, one district": "/api/v1/issues?district=330402&sort=urgent&limit=50",
    "list, one class, due in 7 days": "/api/v1/issues?class_code=ENV&due=7&sort=urgent&limit=50",
    "list, words": "/api/v1/issues?q=zhandian17&sort=urgent&limit=50",
    "list, words nowhere": "/api/v1/issues?q=nowhere&sort=urgent&limit=50",
    "list, 50,000 rows deep": "/api/v1/issues?sort=found&limit=50&after={deep}",
    "counts beside the filters": "/api/v1/issue-facets?state=not_closed",
    "counts, no filter": "/api/v1/issue-facets",
}


def main() -> None:
    """Generate, serve, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default="", help="address of an empty PostgreSQL database")
    parser.add_argument("--keep", type=Path, help="keep the SQLite file here and use it again")
    parser.add_argument("--count", type=int, default=100_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = given.keep or Path(folder) / "ledger.db"
        url = given.database or f"sqlite:///{file}"
        started = perf_counter()
        deep = filled(url, given.count)
        print(f"{given.count} issues written in {perf_counter() - started:.0f} s")
        with Service(url, Path(folder)) as service:
            print(f"{'':<34}{'p50 ms':>8}{'p95 ms':>8}{'CPU ms':>8}{'kB':>8}")
            for name, path in PATHS.items():
                line(service, name, path.format(deep=deep))


def line(service: Service, name: str, path: str) -> None:
    """Ask one address many times and print its times."""
    size = len(service.get(path))
    before, times = service.cpu_s(), []
    for _ in range(TURNS):
        started = perf_counter()
        service.get(path)
        times.append((perf_counter() - started) * 1000)
    cuts = quantiles(times, n=20)
    cpu = (service.cpu_s() - before) * 1000 / TURNS
    print(f"{name:<34}{cuts[9]:>8.0f}{cuts[18]:>8.0f}{cpu:>8.0f}{size / 1000:>8.0f}", flush=True)


if __name__ == "__main__":
    main()
