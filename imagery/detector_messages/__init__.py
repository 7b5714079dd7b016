"""The words of the detectors: one file a detector, ``common`` for what several say.

Importing this room registers them all; it needs neither GDAL nor numpy, so the web process can.
"""

from __future__ import annotations

import importlib
import pkgutil

for _found in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_found.name}")
