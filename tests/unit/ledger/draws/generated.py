"""Draws made up from a number: small pools with every rule in play."""

from __future__ import annotations

import random
from typing import Any

from ledger.draws import canon, document, sampling

VALUES = {
    "forced_after_months": 12,
    "former_employer_years": 3,
    "inspectors_per_object": 2,
    "objects_per_inspector": 3,
    "weight_base": 1,
    "weight_complaints": 2,
    "weight_complaints_cap": 10,
    "weight_credit": 1,
    "weight_credit_cap": 20,
    "weight_months": 1,
    "weight_months_cap": 24,
}
NUMBER = "CC-330400-2026-00001"


def announcement(percent: int = 40, entropy: dict[str, str] | None = None) -> dict[str, Any]:
    return {
        "announced_by": {"organisation": "市生态环境局", "role": "supervisor"},
        "as_of": "2026-11-24",
        "at": "2026-11-24T01:00:00Z",
        "city": "330400",
        "districts": [],
        "draw": NUMBER,
        "entropy": entropy,
        "kinds": ["air", "water"],
        "parties": [
            {"party": "a", "organisation": "市生态环境局", "role": "supervisor"},
            {"party": "b", "organisation": "南湖分局", "role": "district"},
        ],
        "percent": percent,
        "rules": {
            "edition": "2026-11",
            "strata": ["kind", "district", "company"],
            "values": dict(VALUES),
        },
        "title": '四季度“双随机”\\抽查 "甲"',
    }


def station(name: str, rng: random.Random, values: dict[str, int]) -> dict[str, Any]:
    parts = {
        "months": rng.choice([0, 1, 5, 11, 12, 30]),
        "credit": rng.choice([0, 0, 3, 40]),
        "complaints": rng.choice([0, 0, 1, 9]),
    }
    kind, district = rng.choice(["air", "water"]), rng.choice(["330402", "330411"])
    company = rng.choice(["om-1", "om-2", ""])
    return {
        "id": name,
        "name": f"站点“{name}”",
        "kind": kind,
        "company": company,
        "districts": sorted({district, "330402"}) if rng.random() < 0.2 else [district],
        "stratum": f"{kind}|{district}|{company}",
        "parts": parts,
        "weight": sampling.weight_of(parts, values),
        "forced": parts["months"] >= values["forced_after_months"],
        "last_by": ["JC-0001"] if rng.random() < 0.3 else [],
    }


def inspector(name: str, rng: random.Random) -> dict[str, Any]:
    return {
        "id": name,
        "kinds": rng.choice([["air"], ["water"], ["air", "water"], ["air", "water"]]),
        "districts": rng.choice([[], [], ["330402"], ["330411"]]),
        "interests": rng.choice([[], [], ["om-1"], ["om-2", "S𠮷2"]]),
    }


def draw(number: int, *, entropy: bool | None = None) -> dict[str, Any]:
    """A whole document; the same for the same number."""
    rng = random.Random(number)  # noqa: S311
    told = announcement(
        rng.randint(1, 100),
        {"count": 7, "due": "2026-11-26", "format": "numbers", "source": "彩票开奖号"}
        if (rng.random() < 0.5 if entropy is None else entropy)
        else None,
    )
    ids = sorted(
        {
            rng.choice(["S1", "S2", "S𠮷2", "S｡3", "9", "10", "é"]) + str(n)
            for n in range(rng.randint(1, 6))
        },
        key=str.encode,
    )
    pools = {
        "announcement_hash": canon.digest(told),
        "at": "2026-11-24T02:00:00Z",
        "draw": NUMBER,
        "objects": [station(name, rng, VALUES) for name in ids],
        "inspectors": [inspector(f"JC-{n:04d}", rng) for n in range(1, rng.randint(3, 8))],
        "left_out": [{"id": "JC-0099", "reason": "away"}],
    }
    made = document.complete(
        told,
        pools,
        secrets=[rng.randbytes(32).hex(), rng.randbytes(32).hex()],
        entropy="3 11 19 22 27 33 8" if told["entropy"] else None,
    )
    return changed(made, rng)


def changed(made: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Two changes at most: somebody is away, somebody has a conflict."""
    for kind in ("away", "conflict")[: rng.randint(0, 2)]:
        on = document.standing_of(made).on
        busy = [(name, people) for name, people in on.items() if people]
        if not busy:
            break
        name, people = rng.choice(busy)
        change = document.next_change(
            made,
            kind=kind,
            inspector=rng.choice(people),
            only=name if kind == "conflict" else None,
            at="2026-11-25T01:00:00Z",
        )
        made |= {"changes": [*made["changes"], change]}
    return document.with_changes(made, made["changes"]) if made["changes"] else made
