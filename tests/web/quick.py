"""What the application of every test need not do again: templates, rules and documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType
from typing import Any, ClassVar

import pytest
from flask_smorest import Blueprint
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

_build = Rule._compile_builder
_built: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}


class Compiled(BytecodeCache):
    """Templates, compiled once a process."""

    codes: ClassVar[dict[tuple[str, str], CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.codes[bucket.key, bucket.checksum] = bucket.code


@contextmanager
def making(*, documented: bool) -> Iterator[None]:
    """Make applications whose rules are compiled once a process, with OpenAPI or without.

    Writing the OpenAPI document takes three quarters of making an application; the tests of the
    document are marked ``documented``.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", _remembered)
        if not documented:
            patch.setattr(Blueprint, "register_views_in_doc", lambda *_args, **_named: None)
        yield


def _remembered(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:  # noqa: FBT001, FBT002  (werkzeug's signature)
    """Return the function that builds a rule's addresses; it is bound to its rule afterwards."""
    defaults = tuple(sorted((rule.defaults or {}).items()))
    key = (rule.rule, tuple(rule._trace), defaults, append_unknown)
    if key not in _built:
        _built[key] = _build(rule, append_unknown)
    return _built[key]
