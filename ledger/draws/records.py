"""The unchangeable documents of a draw, and what is put together from them."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import Conflict, Refused
from ledger import chain, clock
from ledger.draws import canon, document
from ledger.models import Draw, DrawRecord, User
from ledger.words import cleaned

Doc = dict[str, Any]
PARTIES = ("a", "b")


def claim(session: Session, draw: Draw, *, version: int, states: tuple[str, ...]) -> None:
    """Lock a draw for a step of somebody who has seen ``version``.

    Raises
    ------
    Conflict
        ``draw.changed``, ``draw.wrong_state``.
    """
    session.refresh(draw, with_for_update=True)
    if draw.version != version:
        raise Conflict("draw.changed")
    if draw.state not in states:
        raise Conflict("draw.wrong_state", state=draw.state)


def put(
    session: Session,
    draw: Draw,
    kind: str,
    body: Doc,
    *,
    actor: User,
    party: str = "",
    note: str = "",
) -> DrawRecord:
    """Write a document of a draw; its event follows in the same transaction.

    Parameters
    ----------
    note : str
        Why, in words; kept inside, never in the draw's file.

    Raises
    ------
    Refused
        ``draw.unfit_text``.
    """
    draw.steps += 1  # and with it the version: who comes second is told
    try:
        text = canon.dumps(body)
    except ValueError:
        raise Refused("draw.unfit_text", value=kind) from None
    row = DrawRecord(
        draw_id=draw.id,
        seq=draw.steps,
        kind=kind,
        party=party,
        body=text,
        sha256=canon.digest(body),
        note=note,
        actor_id=actor.id,
        at=clock.now(session),
    )
    session.add(row)
    session.flush()
    return row


def tell(
    session: Session,
    draw: Draw,
    action: str,
    *,
    actor: User | None,
    before: str | None,
    **payload: Any,
) -> None:
    """Write what happened to a draw into the one chain of records."""
    chain.append(
        session,
        actor=actor,
        action=f"draw.{action}",
        from_state=before,
        to_state=draw.state,
        payload={"subject": f"draw:{draw.number}", **payload},
    )


def of(session: Session, draw: Draw) -> list[DrawRecord]:
    """Return a draw's documents in their order."""
    query = select(DrawRecord).where(DrawRecord.draw_id == draw.id).order_by(DrawRecord.seq)
    return list(session.scalars(query))


def moment(at: datetime) -> str:
    """Return a moment as draws write it: UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Papers:
    """A draw's documents by kind."""

    def __init__(self, rows: list[DrawRecord]) -> None:
        self.rows = rows

    def one(self, kind: str, party: str = "") -> Doc | None:
        """Return the document of a kind, or None while there is none."""
        found = (row for row in self.rows if row.kind == kind and row.party == party)
        row = next(found, None)
        return None if row is None else json.loads(row.body)

    def has(self, kind: str, party: str = "") -> bool:
        """Whether there is a document of a kind."""
        return any(row.kind == kind and row.party == party for row in self.rows)

    def hash_of(self, kind: str) -> str | None:
        """Return the SHA-256 of the document of a kind."""
        return next((row.sha256 for row in self.rows if row.kind == kind), None)

    def both(self, kind: str, field: str) -> dict[str, str]:
        """Return what each party has given, by party."""
        found = {party: self.one(kind, party) for party in PARTIES}
        return {party: body[field] for party, body in found.items() if body is not None}

    def last(self, kind: str) -> DrawRecord | None:
        """Return the newest row of a kind, or None."""
        return next((row for row in reversed(self.rows) if row.kind == kind), None)

    @property
    def changes(self) -> list[Doc]:
        """The changes after the draw, in their order."""
        return [json.loads(row.body) for row in self.rows if row.kind == "change"]

    def whole(self) -> Doc:
        """Return the draw's document, made anew from its parts; only when it is drawn."""
        announcement, pools = self.one("announcement"), self.one("pools")
        assert announcement is not None  # noqa: S101  (a drawn draw has both)
        assert pools is not None  # noqa: S101
        secrets, entropy = self.both("secret", "secret"), self.one("entropy")
        made = document.complete(
            announcement,
            pools,
            secrets=[secrets[party] for party in PARTIES],
            entropy=entropy["value"] if entropy else None,
        )
        return document.with_changes(made, self.changes) if self.changes else made


def body_of(row: DrawRecord) -> Doc:
    """Return what a row says."""
    body: Doc = json.loads(row.body)
    return body


def one_line(text: str) -> str:
    """Return a text as one line without unseen characters, in NFC."""
    return unicodedata.normalize("NFC", " ".join(cleaned(text, 400).split()))


def papers(session: Session, draw: Draw) -> Papers:
    """Return a draw's documents."""
    return Papers(of(session, draw))


def drawn(session: Session, draw: Draw) -> Papers:
    """Return the documents of a draw that is drawn.

    Raises
    ------
    Conflict
        ``draw.wrong_state``.
    """
    if draw.state != "drawn":
        raise Conflict("draw.wrong_state", state=draw.state)
    return papers(session, draw)
