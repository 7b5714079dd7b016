"""Companies and districts that a row names, resolved once against the database."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.models import District, Organisation
from ledger.station_import.table import Problem

_ADCODE = re.compile(r"\d{6}", re.ASCII)


class Lookups:
    """Finds organisations by key or name and districts by code or name."""

    def __init__(self, session: Session, *, create_companies: bool) -> None:
        self._create = create_companies
        self._companies: dict[str, Organisation] = {}
        for row in session.scalars(select(Organisation).where(Organisation.kind == "om_company")):
            for name in (row.key, row.name_zh, row.name_en):
                if name:
                    self._companies.setdefault(name.casefold(), row)
        self._districts: dict[str, str] = {}
        for code, name_zh, name_en in session.execute(
            select(District.code, District.name_zh, District.name_en).order_by(District.code)
        ):
            self._districts[code.casefold()] = code
            for name in (name_zh, name_en):
                if name:
                    self._districts.setdefault(name.casefold(), code)

    def resolve(self, values: dict[str, Any]) -> list[Problem]:
        """Put ``company_id`` and district codes in place of names; return what is unknown."""
        problems = self._company(values)
        for name in ("stands_in", "counts_for"):
            if name in values:
                problems += self._district(name, values)
        return problems

    def _company(self, values: dict[str, Any]) -> list[Problem]:
        named = values.get("company")
        if not named:
            return []
        row = self._companies.get(named.casefold())
        if row is not None:
            values["company"], values["company_id"] = row.name_zh, row.id
            return []
        if self._create:
            values["company_is_new"] = True
            return []
        return [
            Problem(field="company", code="import.company_unknown", params={"value": named[:60]})
        ]

    def _district(self, name: str, values: dict[str, Any]) -> list[Problem]:
        declared = values[name]
        code = self._districts.get(declared.casefold())
        if code is None and not _ADCODE.fullmatch(declared):
            params: dict[str, object] = {"value": declared[:60]}
            return [Problem(field=name, code="import.district_unknown", params=params)]
        # Six digits name a district of GB/T 2260 even where its outline was never imported.
        values[f"{name}_code"] = code or declared
        return []
