"""Steps of issues tell people: registered at every step that the rules name."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import access, catalog
from ledger.issues import hooks
from ledger.models import Issue, IssueEvent, RoleGrant, User
from ledger.notices.rules import NoticeRule, rules
from ledger.notices.telling import tell

DUTY = {"om_manager": "om_company", "om_tech": "om_company", "district": "local_gov"}
"""Role -> whose duty an issue must be for the role to be told of it as its own."""


def told(session: Session, issue: Issue, rule: NoticeRule) -> list[User]:
    """Return the people a rule names who may see the issue, by id.

    A withheld issue is seen by the bureau alone (:mod:`ledger.access`), so nobody else is told.
    """
    if rule.mode not in {"", issue.mode}:
        return []
    mine = {role for role in rule.duty_roles if DUTY.get(role) == issue.responsible_kind}
    named = set(issue.verifiers) if "verifiers" in rule.people else set()
    roles = rule.roles | mine
    holders = select(RoleGrant.user_id).where(RoleGrant.role.in_(roles))
    rows = select(User).where(User.active, User.id.in_(holders) | User.id.in_(named))
    return [
        user
        for user in session.scalars(rows.order_by(User.id)).unique()
        if access.can(user, "issue.view", issue, among=None if user.id in named else roles)
    ]


def _register(rule: NoticeRule) -> None:
    def spread(session: Session, issue: Issue, event: IssueEvent) -> None:
        people = [user for user in told(session, issue, rule) if user.id != event.actor_id]
        kind = catalog.taxonomy()[issue.code]
        tell(
            session,
            to=people,
            kind=f"notice.{rule.step}",
            params={
                "number": issue.number,
                "station": issue.station.name_zh,
                "name": kind.names,
                "due": issue.deadline_on.isoformat() if issue.deadline_on else "—",
            },
            link=f"/issues/{issue.number}",
            event=event,
            urgent=rule.urgent,
            mail=rule.channel == "mail",
        )

    hooks.after(rule.step)(spread)


for _rule in rules().values():
    _register(_rule)
