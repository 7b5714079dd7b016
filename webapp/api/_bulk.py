"""One decision for several findings: each in a savepoint of its own, with its own version check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm.exc import StaleDataError

from geo import messages
from geo.errors import Conflict, XunzhanError
from ledger import review
from ledger.models import Finding, Issue, User
from webapp import db, lang, security
from webapp.fetch import fetch
from webapp.queries.findings import findings_json

RIGHTS = {
    "accept": "finding.accept",
    "reject": "finding.review",
    "refly": "finding.review",
    "merge": "finding.review",
}


def decide(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Decide every finding that can be decided; say of the others why not.

    In the order of their ids, so that two such calls wait for one another instead of deadlocking.
    """
    seen = {item["id"]: item["version"] for item in asked["items"]}
    decided, left = [], []
    for finding_id in sorted(seen):
        try:
            with db.session().begin_nested():
                decided.append(_one(finding_id, seen[finding_id], asked))
        except XunzhanError as refusal:
            left.append(_left(finding_id, refusal))
        except StaleDataError:
            left.append(_left(finding_id, Conflict("request.changed")))
    return {"decided": findings_json(decided), "left": left}


def _one(finding_id: int, version: int, asked: Mapping[str, Any]) -> Finding:
    finding = fetch(Finding, RIGHTS[asked["decision"]], id=finding_id)
    ACTS[asked["decision"]](finding, security.the_actor(), version, asked)
    db.session().flush()
    return finding


def _accept(finding: Finding, actor: User, version: int, asked: Mapping[str, Any]) -> None:
    review.accept(
        db.session(),
        finding,
        actor=actor,
        code=asked["code"],
        grade=asked["grade"],
        note=asked["note"],
        version=version,
    )


def _reject(finding: Finding, actor: User, version: int, asked: Mapping[str, Any]) -> None:
    reason, note = asked["reason"], asked["note"]
    review.reject(db.session(), finding, actor=actor, reason=reason, note=note, version=version)


def _refly(finding: Finding, actor: User, version: int, asked: Mapping[str, Any]) -> None:
    review.refly(db.session(), finding, actor=actor, note=asked["note"], version=version)


def _merge(finding: Finding, actor: User, version: int, asked: Mapping[str, Any]) -> None:
    issue = fetch(Issue, "issue.view", number=asked["issue"])
    note = asked["note"]
    review.merge(db.session(), finding, issue, actor=actor, note=note, version=version)


ACTS: Mapping[str, Callable[[Finding, User, int, Mapping[str, Any]], None]] = {
    "accept": _accept,
    "reject": _reject,
    "refly": _refly,
    "merge": _merge,
}


def _left(finding_id: int, refusal: XunzhanError) -> dict[str, Any]:
    text = messages.text(refusal.code, lang.current(), **refusal.params)
    return {"id": finding_id, "code": refusal.code, "text": text}
