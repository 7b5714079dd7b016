"""folium without pandas, which it would load only to recognise data frames: 30 MiB a process.

folium does without where pandas is not installed; while it is imported here, pandas is not found.
"""

from __future__ import annotations

import sys
from typing import Any

__all__ = ["folium"]

_MISSING: dict[str, Any] = {} if "pandas" in sys.modules else {"pandas": None}
sys.modules.update(_MISSING)  # None: the import system finds nothing
try:
    import folium
finally:
    for _name in _MISSING:
        del sys.modules[_name]
