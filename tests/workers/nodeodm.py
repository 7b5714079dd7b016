"""A NodeODM that is none: it answers as the real one does over HTTP and keeps what it got."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

QUEUED, RUNNING, FAILED, COMPLETED, CANCELED = 10, 20, 30, 40, 50


class Node:
    """The server's state; ``ends`` is how its tasks end, ``result`` the members of all.zip."""

    def __init__(self) -> None:
        self.result: dict[str, bytes] = {}
        self.ends = COMPLETED
        self.tasks: dict[str, int] = {}
        self.uploads: dict[str, bytes] = {}
        self.made = 0
        self.url = ""

    def archive(self) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as packed:
            for name, data in self.result.items():
                packed.writestr(name, data)
        return out.getvalue()

    def get(self, path: str) -> Any:
        if path == "/info":
            return {"version": "2.2.1", "taskQueueCount": 0, "engine": "odm"}
        uuid, what = path.split("/")[2], path.split("/")[3]
        if uuid not in self.tasks:
            return {"error": f"{uuid} not found"}
        if what == "download":
            return self.archive()
        status, self.tasks[uuid] = self.tasks[uuid], self.ends
        return {"uuid": uuid, "status": {"code": status, "errorMessage": "no matches"}}

    def post(self, path: str, headers: Any, body: bytes) -> Any:
        if path == "/task/new/init":
            self.made += 1
            return {"uuid": headers["set-uuid"]}
        if path.startswith("/task/new/upload/"):
            head, _, rest = body.partition(b"\r\n\r\n")
            name = head.split(b'filename="')[1].split(b'"')[0].decode()
            self.uploads[name] = rest.rsplit(b"\r\n--", 1)[0]
            return {"success": True}
        if path.startswith("/task/new/commit/"):
            self.tasks[path.rsplit("/", 1)[1]] = RUNNING
            return {"uuid": path.rsplit("/", 1)[1]}
        self.tasks.pop(path and body.decode().partition("uuid=")[2], None)
        return {"success": True}


@contextmanager
def served() -> Iterator[Node]:
    """Run the server on a free port of the loopback address."""
    node = Node()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(node.get(self.path.partition("?")[0]))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            self._say(node.post(self.path.partition("?")[0], self.headers, body))

        def _say(self, answer: Any) -> None:
            data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            kind = "application/zip" if isinstance(answer, bytes) else "application/json"
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    node.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield node
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
