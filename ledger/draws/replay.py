"""Replaying an exported draw without the database: it is what it says, or the first difference.

``static/js/draws/replay.js`` takes the same steps in the same order and gives the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledger.draws import marks, sampling, seed, shape
from ledger.draws.canon import Difference, digest, loads

START = "0" * 64
PARTIES = ("a", "b")


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """What a whole file says; a file made anew as a whole says it, too.

    It is the draw of the notice only if pool hash and commits are those published before the seed,
    and nothing was cut off only if the last change's hash is the published one.
    """

    number: str
    pool_hash: str
    commits: tuple[str, ...]
    last_change: str
    """The last change's hash; 64 zeros: there was none."""
    seed: str
    objects: int
    drawn: int


def replay(data: bytes) -> Replayed:
    """Check a draw file from its bytes to its last redraw.

    Raises
    ------
    Difference
        The first field that is not what the others make it.
    """
    document = loads(data)
    shape.check(document, shape.shape())
    _check_frozen(document)
    _check_pools(document)
    _check_seed(document)
    _check_result(document)
    _check_changes(document)
    if document["marks"] != marks.marks_of(document):
        raise Difference("marks", "hash")
    return Replayed(
        number=document["draw"],
        pool_hash=document["pool_hash"],
        commits=tuple(document["commits"]),
        last_change=last_change(document["changes"]),
        seed=document["seed"],
        objects=len(document["pools"]["objects"]),
        drawn=len(document["result"]["drawn"]),
    )


def _check_frozen(document: dict[str, Any]) -> None:
    """The announcement's hash stands in the pools, the pools' hash in the seed."""
    if document["format"] != seed.FORMAT:
        raise Difference("format", "value")
    if digest(document["announcement"]) != document["announcement_hash"]:
        raise marks.locate(document, "announcement", "announcement_hash")
    if digest(document["pools"]) != document["pool_hash"]:
        raise marks.locate(document, "pools", "pool_hash")
    if document["pools"]["announcement_hash"] != document["announcement_hash"]:
        raise Difference("pools.announcement_hash", "value")
    number = document["announcement"]["draw"]
    for path, said in (("draw", document["draw"]), ("pools.draw", document["pools"]["draw"])):
        if said != number:
            raise Difference(path, "value")


def _check_pools(document: dict[str, Any]) -> None:
    rules = document["announcement"]["rules"]
    if document["pools"]["at"] < document["announcement"]["at"]:
        raise Difference("pools.at", "value")
    if not set(rules["strata"]) <= sampling.DIMENSIONS:
        raise Difference("announcement.rules.strata", "value")
    for kind in ("objects", "inspectors"):
        _check_ids(document["pools"][kind], f"pools.{kind}")
    for n, station in enumerate(document["pools"]["objects"]):
        path = f"pools.objects[{n}]"
        if station["stratum"] not in sampling.strata_of(station, rules["strata"]):
            raise Difference(f"{path}.stratum", "value")
        if station["weight"] != sampling.weight_of(station["parts"], rules["values"]):
            raise Difference(f"{path}.weight", "value")
        if station["forced"] != (
            station["parts"]["months"] >= rules["values"]["forced_after_months"]
        ):
            raise Difference(f"{path}.forced", "value")


def _check_ids(rows: list[dict[str, Any]], path: str) -> None:
    """Ids ascend by their bytes, so that none stands twice."""
    for n in range(1, len(rows)):
        if rows[n]["id"].encode("utf-8") <= rows[n - 1]["id"].encode("utf-8"):
            raise Difference(f"{path}[{n}].id", "value")


def _check_seed(document: dict[str, Any]) -> None:
    parties = [row["party"] for row in document["announcement"]["parties"]]
    if parties != list(PARTIES):
        raise Difference("announcement.parties", "value")
    for name in ("commits", "secrets"):
        if len(document[name]) != len(PARTIES):
            raise Difference(name, "value")
    for n, secret in enumerate(document["secrets"]):
        if seed.commit_of(secret, document["draw"]) != document["commits"][n]:
            raise marks.locate(document, "secrets", "commits")
    _check_entropy(document["announcement"]["entropy"], document["public_entropy"])
    made = seed.seed_of(
        document["draw"],
        document["pool_hash"],
        document["commits"],
        document["secrets"],
        document["public_entropy"],
    )
    if made != document["seed"]:
        raise marks.locate(document, "public_entropy", "seed")


def _check_entropy(told: dict[str, Any] | None, text: str | None) -> None:
    """The public string is there if it was announced, in the announced form."""
    if told is not None and told["format"] not in seed.FORMS:
        raise Difference("announcement.entropy.format", "value")
    if (told is None) != (text is None):
        raise Difference("public_entropy", "value")
    if told is not None and text is not None and not seed.entropy_fits(text, told):
        raise Difference("public_entropy", "value")


def _check_result(document: dict[str, Any]) -> None:
    made = sampling.result(document["announcement"], document["pools"], document["seed"])
    compare(document["result"], made, "result")


def _check_changes(document: dict[str, Any]) -> None:
    standing = sampling.Standing(
        document["announcement"],
        document["pools"],
        document["seed"],
        document["result"]["drawn"],
    )
    previous, at = START, document["pools"]["at"]
    for n, change in enumerate(document["changes"]):
        path = f"changes[{n}]"
        if hash_of_change(change) != change["hash"]:
            raise marks.locate(document, "changes")
        if change["previous"] != previous:
            raise Difference(f"{path}.previous", "value")
        if change["n"] != n + 1:
            raise Difference(f"{path}.n", "value")
        _check_change(change, standing, at, path)
        previous, at = change["hash"], change["at"]
        made = standing.change(change["kind"], change["inspector"], change["only"])
        compare(change["redraws"], made, f"{path}.redraws")


def _check_change(change: dict[str, Any], standing: sampling.Standing, at: str, path: str) -> None:
    """Who goes was on the draw, from one drawn station or all of them, and not before the last."""
    if change["kind"] not in {"away", "conflict"}:
        raise Difference(f"{path}.kind", "value")
    if change["at"] < at:
        raise Difference(f"{path}.at", "value")
    if not any(change["inspector"] in people for people in standing.on.values()):
        raise Difference(f"{path}.inspector", "value")
    only = change["only"]
    if (only is None) != (change["kind"] == "away") or (
        only is not None and change["inspector"] not in standing.on.get(only, [])
    ):
        raise Difference(f"{path}.only", "value")


def last_change(changes: list[dict[str, Any]]) -> str:
    """Return the hash of the last change, which binds all before it; zeros where there is none."""
    return str(changes[-1]["hash"]) if changes else START


def hash_of_change(change: dict[str, Any]) -> str:
    """Return the hash that a change must carry."""
    return digest({key: value for key, value in change.items() if key != "hash"})


def compare(said: Any, made: Any, path: str) -> None:
    """Name the first field where what a file says is not what the seed makes."""
    if type(said) is not type(made):
        raise Difference(path, "value")
    if isinstance(made, dict):
        for key in sorted(made):
            compare(said[key], made[key], f"{path}.{key}")
    elif isinstance(made, list):
        for n, (one, other) in enumerate(zip(said, made, strict=False)):
            compare(one, other, f"{path}[{n}]")
        if len(said) != len(made):
            raise Difference(path, "value")
    elif said != made:
        raise Difference(path, "value")
