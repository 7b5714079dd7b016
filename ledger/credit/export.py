"""The companies' levels and restrictions as a workbook for the tender office."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

from openpyxl import Workbook

from geo.messages import Lang
from ledger.station_export import neutral

WORDS: Mapping[Lang, Mapping[str, Any]] = {
    "zh": {
        "levels": "信用等级",
        "restricted": "限制投标",
        "rules": "规则",
        "facts": ("截至日期", "规则集版本", "规则依据", "链头", "链头哈希"),
        "basis": "分值和等级界限为本系统建议值，见“规则”页；限制投标以有签署的决定为准",
        "level": ("单位", "等级", "分", "本年扣分", "查实最低等级至"),
        "restriction": ("编号", "单位", "自", "至", "理由", "决定人"),
        "rule": ("规则", "值", "单位", "来源", "确定程度", "说明"),
    },
    "en": {
        "levels": "Levels",
        "restricted": "Bid restrictions",
        "rules": "Rules",
        "facts": ("As of", "Edition of the rules", "Basis", "Chain head", "Hash of the head"),
        "basis": "points and limits are this system's proposal, see “Rules”; "
        "a restriction is what a person decided and signed",
        "level": ("Company", "Level", "Points", "Taken this year", "Lowest level until"),
        "restriction": ("Number", "Company", "From", "To", "Reasons", "Decided by"),
        "rule": ("Rule", "Value", "Unit", "Source", "Certainty", "Note"),
    },
}


def workbook(said: Mapping[str, Any], lang: Lang) -> bytes:
    """Return three sheets: levels, restrictions in force, and the rules they rest on.

    Every text is made harmless for spreadsheets.
    """
    words = WORDS[lang]
    book = Workbook(write_only=True)
    pages = {
        "levels": (*_facts(said, words), words["level"], *_levels(said)),
        "restricted": (words["restriction"], *_restricted(said)),
        "rules": (words["rule"], *_rules(said, lang)),
    }
    for name, rows in pages.items():
        page = book.create_sheet(words[name])
        for row in rows:
            page.append([neutral(cell) if isinstance(cell, str) else cell for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _facts(said: Mapping[str, Any], words: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    head = said["head"] or {"position": "—", "hash": "—"}
    values = (said["as_of"], said["edition"], words["basis"], head["position"], head["hash"])
    yield from zip(words["facts"], values, strict=True)
    yield ()


def _levels(said: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    for item in said["items"]:
        company = item["company"]["name"]
        yield company, item["level"], item["points"], item["charged"], item["proven_until"] or ""


def _restricted(said: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    for row in said["restricted"]:
        company = row["company"]["name"]
        yield row["number"], company, row["from_on"], row["to_on"], row["reason"], row["decided_by"]


def _rules(said: Mapping[str, Any], lang: Lang) -> Iterator[tuple[Any, ...]]:
    for rule in said["rules"]:
        certain = rule.certain(lang)
        yield rule.name(lang), rule.value, rule.unit, rule.source, certain, rule.certainty_note
