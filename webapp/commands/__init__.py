"""The ``flask`` commands: each module of this folder holds one group or command named ``group``."""

from __future__ import annotations

import importlib
import pkgutil

from flask import Flask


def init_app(app: Flask) -> None:
    """Register every command module that is here."""
    for module in pkgutil.iter_modules(__path__):
        app.cli.add_command(importlib.import_module(f"{__name__}.{module.name}").group)
