"""One demo account a role, with passwords that are made anew each time."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ledger.models import Organisation, RoleGrant, User
from ledger.models.people import ROLES
from ledger.people import hash_password

DOMAIN = "demo.xunzhan.example"
NAMES = {
    "leader": "市局领导甲",
    "bureau_reviewer": "复核员甲",
    "supervisor": "督办员丙",
    "image_reviewer": "影像研判员乙",
    "district": "区县分局甲",
    "om_manager": "运维经理甲",
    "om_tech": "运维员乙",
    "pilot": "飞手丁",
    "neighbour": "邻市联络员甲",
    "public": "公众甲",
}
_COMPANY_ROLES = ("om_manager", "om_tech")


@dataclass(frozen=True, kw_only=True)
class Account:
    """A demo account as it is handed out once; only the hash is stored."""

    role: str
    email: str
    password: str


def create_accounts(
    session: Session,
    *,
    district_code: str,
    neighbour_code: str,
    organisations: Mapping[str, Organisation],
) -> tuple[tuple[Account, ...], dict[str, User]]:
    """Create the ten accounts; return what to hand out, and the people by role.

    Parameters
    ----------
    district_code : str
        The own district of the district account.
    neighbour_code : str
        A district of the neighbour city; nothing is shared with it yet.
    organisations : mapping
        ``city``, ``district``, ``company`` and ``neighbour``.
    """
    scopes = {
        "district": ("district", district_code),
        "neighbour": ("district", neighbour_code),
        **dict.fromkeys(_COMPANY_ROLES, ("company", organisations["company"].key)),
    }
    homes = {
        "district": "district",
        "neighbour": "neighbour",
        **dict.fromkeys(_COMPANY_ROLES, "company"),
    }
    accounts, people = [], {}
    for role in ROLES:
        account = Account(
            role=role,
            email=f"{role.replace('_', '-')}@{DOMAIN}",
            password=secrets.token_urlsafe(12),
        )
        scope, key = scopes.get(role, ("all", ""))
        people[role] = User(
            email=account.email,
            name=NAMES[role],
            password=hash_password(account.password),
            demo=True,
            fs_uniquifier=secrets.token_hex(32),
            organisation=None if role == "public" else organisations[homes.get(role, "city")],
            grants=[RoleGrant(role=role, scope=scope, scope_key=key)],
        )
        accounts.append(account)
    session.add_all(people.values())
    session.flush()
    return tuple(accounts), people
