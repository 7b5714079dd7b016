"""Which module does which kind of job; modules load in the child that first needs them.

Raster libraries start threads of their own when imported and must not be loaded before a worker
process forks.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from geo.errors import Refused

if TYPE_CHECKING:
    from ledger.models import Job
    from workers.context import Context

    Handler = Callable[[Context, Job], None]

_MODULES = {
    "scene.intake": "workers.tasks.scene_intake",
    "scene.detect": "workers.tasks.scene_detect",
    "card.intake": "workers.tasks.card_intake",
    "flight.place": "workers.tasks.flight_place",
    "flight.mosaic": "workers.tasks.flight_mosaic",
    "finding.sheet": "workers.tasks.finding_sheet",
    "finding.public_copy": "workers.tasks.finding_public",
    "finding.pictures": "workers.tasks.finding_pictures",
    "orders.check": "workers.tasks.orders_check",
    "demo.render": "workers.tasks.demo_render",
}
_HANDLERS: dict[str, Handler] = {}


def register(kind: str, handler: Handler) -> None:
    """Have ``handler(context, job)`` do the jobs of ``kind``."""
    _HANDLERS[kind] = handler


def handler_for(kind: str) -> Handler:
    """Return what does the jobs of ``kind``.

    Raises
    ------
    Refused
        ``job.unknown_kind``: this worker does not know it.
    """
    if kind not in _HANDLERS:
        if kind not in _MODULES:
            raise Refused("job.unknown_kind", kind=kind)
        _HANDLERS[kind] = import_module(_MODULES[kind]).run
    return _HANDLERS[kind]
