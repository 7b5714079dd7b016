"""The signed-in person as JSON."""

from __future__ import annotations

from typing import Any

from geo.messages import Lang
from ledger import access
from ledger.models import Organisation, User


def person(user: User, lang: Lang) -> dict[str, Any]:
    """Return a person with roles and with what the person may do somewhere."""
    return {
        "email": user.email,
        "name": user.name,
        "roles": sorted({grant.role for grant in user.grants}),
        "lang": lang,
        "organisation": user.organisation and organisation_name(user.organisation, lang),
        "can": {action: access.can(user, action) for action in access.ACTIONS},
    }


def organisation_name(organisation: Organisation, lang: Lang) -> str:
    """Return an organisation's name in ``lang``, Chinese where there is no English one."""
    return (lang == "en" and organisation.name_en) or organisation.name_zh
