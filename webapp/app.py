"""The Flask class of the service: a view's work is committed before its answer leaves."""

from __future__ import annotations

from typing import Any, override

from flask import Flask, Response
from flask.json.provider import DefaultJSONProvider
from flask.typing import ResponseReturnValue

from webapp import db


class Json(DefaultJSONProvider):
    """JSON with Chinese as Chinese and keys in the order they were written."""

    ensure_ascii = False
    sort_keys = False

    @override
    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """Return JSON; half a surrogate pair, which UTF-8 cannot hold, becomes a question mark."""
        return super().dumps(obj, **kwargs).encode("utf-8", "replace").decode("utf-8")


class App(Flask):
    """Flask whose dispatch ends the request's transaction.

    Doing it here, not in ``after_request``, sends a failing commit through the error handlers like
    any other refusal.
    """

    json_provider_class = Json

    @override
    def dispatch_request(self) -> ResponseReturnValue:
        response: Response = self.make_response(super().dispatch_request())
        db.settle(commit=response.status_code < 400)
        return response
