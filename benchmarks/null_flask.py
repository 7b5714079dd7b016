"""The floor: a Flask view that answers a constant of a tile's size."""

from __future__ import annotations

from flask import Flask, Response

app = Flask(__name__)
BODY = bytes(20_000)


@app.get("/")
def constant() -> Response:
    """Answer 20 kB."""
    return Response(BODY, content_type="image/jpeg")
