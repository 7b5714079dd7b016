"""Another type for a finding, without deciding about it: what the machine took for something else.

The sign that was seen stays; the type is what a person says it means. What the machine said stands
in the record and in the finding's ``detail["code_before"]``.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from geo.errors import Refused
from ledger import chain, decision
from ledger import review_messages as _messages  # noqa: F401  (registers finding.same_code)
from ledger.acceptance import checked_type
from ledger.models import Finding, User
from ledger.review_release import keeps_back
from ledger.words import cleaned

BEFORE = "code_before"


def reclass(
    session: Session, finding: Finding, *, actor: User, code: str, note: str = "", version: int
) -> None:
    """Give an undecided finding another issue type; it waits for a decision as before.

    A type about interference keeps it from the district at once; another one does not show it.

    Raises
    ------
    Forbidden, Conflict
        As for every decision (:func:`ledger.decision.claim`).
    Refused
        ``finding.unknown_code``, ``finding.wrong_kind``, ``finding.same_code``.
    """
    decision.claim(session, finding, actor, action="finding.review", version=version)
    kind = checked_type(code, finding.station)
    if kind.code == finding.code:
        raise Refused("finding.same_code", value=kind.code)
    before, finding.code = finding.code, kind.code
    finding.detail = {BEFORE: before} | finding.detail
    finding.withheld = finding.withheld or keeps_back(session, finding, kind.code)
    session.flush()
    chain.append(
        session,
        actor=actor,
        action="reclass",
        finding=finding,
        from_state=finding.state,
        to_state=finding.state,
        payload={"code_before": before, "code": kind.code, "note": cleaned(note)},
    )
