"""Promises of ``make run``: it says that all is there when all is there."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from ops import run


@pytest.fixture
def answering():
    """Serve one answer of /readyz at a time; returns (host, port) and sets the answer."""
    said = {}

    class Door(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(said["status"])
            self.end_headers()
            self.wfile.write(said["body"])

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()

    def answer(status, body):
        said.update(status=status, body=body)
        return run.ready(*server.server_address)

    yield answer
    server.shutdown()
    server.server_close()
    thread.join()


def test_ready_means_that_pages_answer_and_a_worker_was_seen(answering):
    def parts(worker):
        return json.dumps({"parts": {"worker": worker}}).encode()

    assert answering(200, parts("ok"))
    assert not answering(200, parts("not seen yet"))
    assert not answering(200, parts("last seen 2026-07-24T08:00:00Z"))
    assert not answering(503, parts("ok"))
    assert not answering(200, b"<html>")


def test_a_port_where_nobody_listens_is_not_ready():
    assert not run.ready("127.0.0.1", 1)
