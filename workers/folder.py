"""The embedded mode's broker: kombu's folder transport with its two races closed.

kombu 5.7 creates a message under its final name and then writes it, so a worker that looks in
between reads an empty file and dies; and it takes a message by moving it to the system's temporary
folder, which copies when that is another disk, so two workers may get it. Here a message appears
whole, and taking it is one rename.
"""

from __future__ import annotations

import json
import logging
import os
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem

_log = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """One connection to the folder."""

    # kombu's two base classes disagree about the second argument's name.
    def _put(self, queue: str, payload: Any, **_kwargs: Any) -> None:  # type: ignore[override]
        """Write a message beside its place, then let it appear."""
        name = f"{time.time_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        part = Path(self.processed_folder) / f"{name}.part"
        part.write_text(json.dumps(payload), encoding="utf-8")
        part.replace(Path(self.data_folder_out) / name)

    def _get(self, queue: str, timeout: float | None = None) -> Any:  # noqa: ARG002  (kombu's)
        """Take the oldest message of ``queue``; an unreadable one is dropped with a warning."""
        for path in sorted(Path(self.data_folder_in).glob(f"*.{queue}.msg")):
            taken = Path(self.processed_folder) / f"{path.name}.{os.getpid()}"
            try:
                path.rename(taken)
            except FileNotFoundError:
                continue
            try:
                return json.loads(taken.read_text("utf-8"))
            except ValueError:
                _log.warning("an unreadable message was dropped: %s", path.name)
            finally:
                taken.unlink(missing_ok=True)
        raise Empty


class Transport(filesystem.Transport):
    """kombu's folder transport over :class:`Channel`."""

    Channel = Channel
