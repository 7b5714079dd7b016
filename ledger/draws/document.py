"""The file of a draw: put together from its parts, and the entries of later changes."""

from __future__ import annotations

from typing import Any

from ledger.draws import canon, marks, sampling
from ledger.draws.replay import START, hash_of_change
from ledger.draws.seed import FORMAT, commit_of, seed_of

Doc = dict[str, Any]


def complete(
    announcement: Doc,
    pools: Doc,
    *,
    secrets: list[str],
    entropy: str | None,
) -> Doc:
    """Return the whole document of a draw: seed, result and marks follow from the rest."""
    number, pool_hash = announcement["draw"], canon.digest(pools)
    commits = [commit_of(secret, number) for secret in secrets]
    seed = seed_of(number, pool_hash, commits, secrets, entropy)
    document = {
        "format": FORMAT,
        "draw": number,
        "announcement": announcement,
        "announcement_hash": canon.digest(announcement),
        "pools": pools,
        "pool_hash": pool_hash,
        "commits": commits,
        "secrets": secrets,
        "public_entropy": entropy,
        "seed": seed,
        "result": sampling.result(announcement, pools, seed),
    }
    return with_changes(document, [])


def with_changes(document: Doc, changes: list[Doc]) -> Doc:
    """Return the document with these changes instead of its own."""
    document = document | {"changes": changes}
    return document | {"marks": marks.marks_of(document)}


def as_bytes(document: Doc) -> bytes:
    """Return the file's bytes."""
    return f"{canon.dumps(document)}\n".encode()


def next_change(document: Doc, *, kind: str, inspector: str, only: str | None, at: str) -> Doc:
    """Return the next change of a draw: who goes, and who is drawn in their place.

    Parameters
    ----------
    kind : {"away", "conflict"}
        Away: off every station from now on; conflict: off the station ``only``.
    at : str
        UTC, ``2026-11-24T08:00:00Z``.
    """
    changes = document["changes"]
    standing = standing_of(document)
    change = {
        "n": len(changes) + 1,
        "at": at,
        "kind": kind,
        "inspector": inspector,
        "only": only,
        "redraws": standing.change(kind, inspector, only),
        "previous": changes[-1]["hash"] if changes else START,
    }
    return change | {"hash": hash_of_change(change)}


def standing_of(document: Doc) -> sampling.Standing:
    """Return who is on which station after every change so far."""
    standing = sampling.Standing(
        document["announcement"],
        document["pools"],
        document["seed"],
        document["result"]["drawn"],
    )
    for change in document["changes"]:
        standing.change(change["kind"], change["inspector"], change["only"])
    return standing
