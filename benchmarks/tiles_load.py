"""A load generator: a fixed number of connections that each ask again as soon as they are answered.

One process with one selector, so that its own cost a request is small and steady (about 40 us);
run as ``python -m benchmarks.tiles_load`` it reads a plan as JSON and prints what it measured.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

_CHUNK = 1 << 18
_TIMEOUT_S = 60.0


class BadAnswerError(RuntimeError):
    """A server answered something else than a tile."""


@dataclass
class Connection:
    """One keep-alive connection and the answer it waits for."""

    port: int
    sock: socket.socket = field(init=False)
    sent_at: float = 0.0
    received: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self.sock = socket.create_connection(("127.0.0.1", self.port), timeout=_TIMEOUT_S)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, path: str) -> None:
        """Send the next request."""
        self.received.clear()
        self.sent_at = time.perf_counter()
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n\r\n"
        self.sock.sendall(request.encode("ascii"))

    def answered(self) -> int | None:
        """Read what came; return the status of a complete answer, None while it is not."""
        part = self.sock.recv(_CHUNK)
        if not part:
            raise BadAnswerError("the server closed the connection")
        self.received += part
        head, gap, body = self.received.partition(b"\r\n\r\n")
        if not gap:
            return None
        fields = bytes(head).lower()
        status = int(fields.split(b" ", 2)[1])
        if b"content-length:" in fields:
            length = int(fields.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
            return status if len(body) >= length else None
        if b"chunked" in fields:
            return status if body.endswith(b"0\r\n\r\n") else None
        return status


def run(port: int, paths: list[str], *, connections: int, seconds: float) -> dict[str, Any]:
    """Ask for ``paths`` in turn for ``seconds``; return requests/s and latencies in ms."""
    turn = cycle(paths)
    took: list[float] = []
    with ExitStack() as opened:
        ready = opened.enter_context(selectors.DefaultSelector())
        for _ in range(connections):
            one = Connection(port)
            opened.callback(one.sock.close)
            ready.register(one.sock, selectors.EVENT_READ, one)
            one.ask(next(turn))
        began = time.perf_counter()
        while (now := time.perf_counter()) < began + seconds:
            for key, _ in ready.select(timeout=_TIMEOUT_S):
                _advance(key.data, turn, took)
    return _summary(took, now - began)


def once(port: int, paths: list[str]) -> None:
    """Ask for each path once over one connection; anything but 200 is an error."""
    one = Connection(port)
    with one.sock:
        for path in paths:
            one.ask(path)
            while (status := one.answered()) is None:
                pass
            _check(status, path)


def _advance(one: Connection, turn: Any, took: list[float]) -> None:
    status = one.answered()
    if status is None:
        return
    took.append(time.perf_counter() - one.sent_at)
    _check(status, "")
    one.ask(next(turn))


def _check(status: int, path: str) -> None:
    if status != 200:
        raise BadAnswerError(f"status {status} {path[:120]}")


def _summary(took: list[float], seconds: float) -> dict[str, Any]:
    ordered = sorted(took)

    def at(share: float) -> float:
        return 1000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)]

    return {
        "requests": len(ordered),
        "per_s": len(ordered) / seconds,
        "p50_ms": at(0.5),
        "p95_ms": at(0.95),
        "p99_ms": at(0.99),
    }


if __name__ == "__main__":
    plan = json.load(sys.stdin)
    print(json.dumps(run(**plan)))
