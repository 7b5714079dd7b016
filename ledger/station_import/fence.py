"""Whose stations a list may touch: those within the reach of who imports it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from ledger import access
from ledger.models import Organisation, Station, User
from ledger.station_import.table import Problem


class Fence:
    """Keeps a list away from stations that are not the importer's to edit."""

    def __init__(self, session: Session, actor: User | None) -> None:
        self._session = session
        self._actor = actor

    def problems(self, known: Station | None, values: dict[str, Any]) -> list[Problem]:
        """Return a problem when the row's station lies out of reach; nobody reaches everything."""
        station = known or self._planned(values)
        if self._actor is None or access.can(self._actor, "station.edit", station):
            return []
        params: dict[str, object] = {"value": values["code"]}
        return [Problem(field="code", code="import.out_of_reach", params=params)]

    def _planned(self, values: dict[str, Any]) -> Station:
        """Return the station that a row would make, outside the session."""
        company_id = values.get("company_id")
        return Station(
            code=values["code"],
            stands_in_code=values.get("stands_in_code"),
            counts_for_code=values.get("counts_for_code"),
            company=self._session.get(Organisation, company_id) if company_id else None,
        )
