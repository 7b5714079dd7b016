"""Who is told of what happens to a credit record: the company's managers, the reviewers."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import access
from ledger.models import IssueEvent, Organisation, RoleGrant, User
from ledger.notices.telling import tell


def tell_company(session: Session, company: Organisation, kind: str, event: IssueEvent) -> None:
    """Tell whoever may object for a company."""
    _tell(session, company, kind, event, _able(session, "om_manager", "credit.object", company))


def tell_reviewers(session: Session, company: Organisation, kind: str, event: IssueEvent) -> None:
    """Tell whoever decides about a company."""
    people = _able(session, "bureau_reviewer", "credit.decide", company)
    _tell(session, company, kind, event, people)


def _tell(
    session: Session, company: Organisation, kind: str, event: IssueEvent, to: Iterator[User]
) -> None:
    names = {"zh": company.name_zh, "en": company.name_en or company.name_zh}
    tell(
        session,
        to=list(to),
        kind=kind,
        params={"company": names},
        link=f"/credit/{company.key}",
        event=event,
        mail=True,
    )


def _able(session: Session, role: str, action: str, company: Organisation) -> Iterator[User]:
    having = select(RoleGrant.user_id).where(RoleGrant.role == role)
    for user in session.scalars(select(User).where(User.id.in_(having), User.active)):
        if access.can(user, action, company):
            yield user
