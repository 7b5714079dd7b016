from __future__ import annotations

import socket
import sys
import threading
import time

import pytest

from benchmarks import tiles, tiles_load, tiles_report
from benchmarks.tiles_servers import Measured, Server, running


def row(name: str, per_s: float, cpu_ms: float) -> Measured:
    return Measured(
        name, per_s, cpu_ms, p50_ms=0.4, p95_ms=1.2, p99_ms=2.0, alone_p95_ms=0.9, rss_mib=70
    )


def test_the_report_says_how_many_times_faster_and_cheaper():
    stored = [row(tiles_report.OURS, 3000, 0.25), row(tiles_report.TITILER, 60, 30)]
    told = tiles_report.text(stored, [row(tiles_report.OURS_LAYER, 100, 9)], tiles.QUICK)
    assert "50.0 times the requests, 1/120.0 of the CPU a tile, p95 1.20 ms" in told
    assert "| ours, layer ndvi | 100 | 9.00 |" in told


def test_the_document_keeps_its_words_around_the_tables(tmp_path):
    file = tmp_path / "b.md"
    file.write_text(
        "before\n<!-- tiles: begin -->\nold\n<!-- tiles: end -->\nafter\n", encoding="utf-8"
    )
    tiles_report.write("new", file)
    tiles_report.write("newer", file)
    text = file.read_text("utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "newer" in text
    assert "old" not in text


def test_the_load_generator_takes_only_whole_answers_of_200():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_answering, args=(listening,), daemon=True).start()
        port = listening.getsockname()[1]
        tiles_load.once(port, ["/good"])
        with pytest.raises(tiles_load.BadAnswerError, match="status 404 /bad"):
            tiles_load.once(port, ["/good", "/bad"])


def _answering(listening: socket.socket) -> None:
    for _ in range(2):
        connection, _ = listening.accept()
        with connection:
            while asked := connection.recv(4096):
                status = b"404 Not Found" if b"/bad" in asked else b"200 OK"
                connection.sendall(b"HTTP/1.1 " + status + b"\r\nContent-Length: 4\r\n\r\nha")
                connection.sendall(b"lf")


def test_a_server_is_ended_with_its_children_whatever_happens():
    code = (
        "import os, socket, sys, time\n"
        "s = socket.create_server(('127.0.0.1', int(sys.argv[1])))\n"
        "os.fork()\n"
        "time.sleep(600)\n"
    )
    server = Server("x", [sys.executable, "-c", code, "{port}"], [])
    with pytest.raises(ZeroDivisionError), running(server) as (port, _):
        raise ZeroDivisionError
    assert _refuses(port), "the forked child still listens"


def _refuses(port: int) -> bool:
    """Whether nobody listens; a killed process may close its sockets a moment later."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except ConnectionError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.slow
def test_a_small_run_measures_our_own_servers():
    stored, layers = tiles.run(tiles.QUICK)
    assert [r.name for r in stored][:2] == ["null Flask, 20 kB", tiles_report.OURS]
    assert all(r.per_s > 0 and r.p50_ms <= r.p95_ms for r in [*stored, *layers])
