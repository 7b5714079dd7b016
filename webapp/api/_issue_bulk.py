"""One step for several issues: each in a savepoint of its own, with its own version check."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm.exc import StaleDataError

from geo import messages
from geo.errors import Conflict, XunzhanError
from ledger import issues
from ledger.models import Issue
from webapp import db, lang, security
from webapp.fetch import fetch


def take_each(said: dict[str, Any]) -> dict[str, Any]:
    """Take the step wherever it can be taken; say of the others why not.

    In the order of their numbers, so that two such calls wait for one another instead of
    deadlocking.
    """
    step = said.pop("step")
    seen = {item["number"]: item["version"] for item in said.pop("items")}
    done, left = [], []
    for number in sorted(seen):
        try:
            with db.session().begin_nested():
                issue = _one(number, seen[number], step, said)
            done.append(_became(issue))
        except XunzhanError as refusal:
            left.append(_left(number, refusal))
        except StaleDataError:
            left.append(_left(number, Conflict("request.changed")))
    return {"done": done, "left": left}


def _one(number: str, version: int, step: str, data: dict[str, Any]) -> Issue:
    issue = fetch(Issue, "issue.view", number=number)
    actor = security.the_actor()
    issues.take(db.session(), issue, step, actor=actor, version=version, data=data)
    db.session().flush()
    return issue


def _became(issue: Issue) -> dict[str, Any]:
    text = messages.text(f"issue.state.{issue.state}", lang.current())
    return {"number": issue.number, "state": issue.state, "state_text": text}


def _left(number: str, refusal: XunzhanError) -> dict[str, Any]:
    text = messages.text(refusal.code, lang.current(), **refusal.params)
    return {"number": number, "code": refusal.code, "text": text}
