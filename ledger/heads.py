"""Heads of the chain, exported day by day: one JSON line each, a file a year.

What is kept beside the database sees a tail cut by whoever reaches the database alone; kept
elsewhere (copied, or printed and signed) it sees any.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from ledger import audit
from ledger.audit import Head
from ledger.deadlines import local_date

FOLDER = "heads"
"""Under the home of the installation."""
SHORT = 8
"""Signs of a group when a hash is printed."""


def export(session: Session, home: Path) -> Path | None:
    """Write today's head into the home's folder, once for the same head of a day.

    Returns
    -------
    Path or None
        The file; None when nothing was decided yet.
    """
    found = audit.heads(session)
    if not found:
        return None
    (head,) = found
    file = home / FOLDER / f"{_day(head)[:4]}.jsonl"
    if not any(_same(head, old) for old in kept_in(file)):
        append(file, head)
    return file


def append(file: Path, head: Head) -> None:
    """Add a head to a file of heads and see it onto the disk."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as out:
        out.write(json.dumps(head.as_dict()) + "\n")
        out.flush()
        os.fsync(out.fileno())


def kept(home: Path) -> list[Head]:
    """Return every head exported into the home's folder, oldest first."""
    files = sorted((home / FOLDER).glob("*.jsonl"))
    return [head for file in files for head in kept_in(file)]


def kept_in(file: Path) -> list[Head]:
    """Return the heads of one file; raises ValueError when it holds anything else."""
    return read(file.read_text("utf-8")) if file.exists() else []


def read(text: str) -> list[Head]:
    """Return the heads of a text: ``{"heads": [...]}``, or one head a line.

    Raises
    ------
    ValueError
        It is neither.
    """
    try:
        return audit.parse_heads(_entries(text))
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError("not an exported head") from error


def groups(text: str) -> list[str]:
    """Return a hash in short groups, to be read aloud and compared on paper."""
    return [text[at : at + SHORT] for at in range(0, len(text), SHORT)]


def _entries(text: str) -> Sequence[Any]:
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise ValueError("not an exported head")
    try:
        return [_one(json.loads(line)) for line in lines]
    except ValueError:
        found: Sequence[Any] = json.loads(text)["heads"]
        return found


def _one(entry: Any) -> dict[str, Any]:
    if not isinstance(entry, dict) or "position" not in entry:
        raise ValueError("not a head")
    return entry


def _day(head: Head) -> str:
    return local_date(datetime.fromisoformat(head.exported_at)).isoformat()


def _same(head: Head, old: Head) -> bool:
    return (head.hash, _day(head)) == (old.hash, _day(old))
