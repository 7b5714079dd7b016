"""The draw itself, as a function of documents: stations by stratum, then inspectors a station.

``static/js/draws/sampling.js`` is the same in JavaScript.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from ledger.draws.keys import order

Doc = Mapping[str, Any]


def weight_of(parts: Doc, values: Doc) -> int:
    """Return a station's weight from its parts and the rules: each part capped, then added."""
    weight: int = values["weight_base"] + sum(
        min(parts[part] * values[f"weight_{part}"], values[f"weight_{part}_cap"])
        for part in ("months", "credit", "complaints")
    )
    return weight


def result(announcement: Doc, pools: Doc, seed: str) -> dict[str, Any]:
    """Return what a seed draws from frozen pools: the strata and, in order, the stations."""
    key, values = bytes.fromhex(seed), announcement["rules"]["values"]
    strata, drawn = [], []
    for stratum in sorted({o["stratum"] for o in pools["objects"]}, key=str.encode):
        members = [o for o in pools["objects"] if o["stratum"] == stratum]
        taken = _of_stratum(members, announcement["percent"], key)
        forced = sum(o["forced"] for o in members)
        strata.append(
            {"stratum": stratum, "size": len(members), "forced": forced, "drawn": len(taken)}
        )
        drawn += taken
    load: Counter[str] = Counter()
    return {"strata": strata, "drawn": [_staffed(o, pools, key, values, load) for o in drawn]}


def _of_stratum(members: list[Doc], percent: int, key: bytes) -> list[Doc]:
    """Return the forced stations by id, then by key until the stratum's share is reached."""
    by_id = {o["id"]: o for o in members}
    forced = sorted((o["id"] for o in members if o["forced"]), key=str.encode)
    share = -(-len(members) * percent // 100)
    free = [(o["id"], o["weight"], f"object\n{o['id']}") for o in members if not o["forced"]]
    chosen = order(key, free)[: max(0, share - len(forced))]
    return [by_id[name] for name in (*forced, *chosen)]


def _staffed(
    station: Doc, pools: Doc, key: bytes, values: Doc, load: Counter[str]
) -> dict[str, Any]:
    need = values["inspectors_per_object"]
    chosen, skips = inspectors(
        station, pools, key, need=need, most=values["objects_per_inspector"], load=load
    )
    return {
        "object": station["id"],
        "how": "forced" if station["forced"] else "weighted",
        "inspectors": chosen,
        "skips": skips,
    }


def inspectors(
    station: Doc,
    pools: Doc,
    key: bytes,
    *,
    need: int,
    most: int,
    load: Counter[str],
    turn: int = 0,
    barred: Mapping[str, str] | None = None,
) -> tuple[list[str], list[dict[str, str]]]:
    """Return who is drawn for a station, and each one passed over with the reason.

    Parameters
    ----------
    most : int
        Stations an inspector may get; who has them is passed over while others are left.
    load : Counter
        Stations each inspector has already; grows by those drawn here.
    turn : int
        0 for the draw, then 1, 2 … for this station's redraws.
    barred : mapping of inspector to reason
        Who may not be drawn any more: ``away``, ``conflict`` or ``already``.
    """
    people = {p["id"]: p for p in pools["inspectors"]}
    ranked = order(key, ((p, 1, f"inspector\n{station['id']}\n{turn}\n{p}") for p in people))
    chosen: list[str] = []
    skips: list[dict[str, str]] = []
    for name in ranked:
        if len(chosen) == need:
            break
        reason = (barred or {}).get(name) or recusal(station, people[name])
        reason = reason or ("full" if load[name] >= most else "")
        if reason:
            skips.append({"inspector": name, "reason": reason})
        else:
            chosen.append(name)
    full = [skip for skip in skips if skip["reason"] == "full"][: need - len(chosen)]
    chosen += [skip["inspector"] for skip in full]
    load.update(chosen)
    return chosen, [skip for skip in skips if skip not in full]


DIMENSIONS = frozenset({"kind", "district", "company"})


def strata_of(station: Doc, dimensions: list[str]) -> set[str]:
    """Return the strata a station may be in: the one district of its own that it counts for."""
    return {
        "|".join({**station, "district": district}[name] for name in dimensions)
        for district in station["districts"] or [""]
    }


def recusal(station: Doc, person: Doc) -> str:
    """Return why an inspector may not check a station, or nothing."""
    if station["kind"] not in person["kinds"]:
        return "not_qualified"
    if set(station["districts"]) & set(person["districts"]):
        return "district"
    if {station["company"], station["id"]} & set(person["interests"]):
        return "interest"
    return "last_time" if person["id"] in station["last_by"] else ""


class Standing:
    """Who is on which drawn station now, after the changes so far."""

    def __init__(self, announcement: Doc, pools: Doc, seed: str, drawn: list[Doc]) -> None:
        self.pools, self.key = pools, bytes.fromhex(seed)
        self.most = announcement["rules"]["values"]["objects_per_inspector"]
        self.on = {row["object"]: list(row["inspectors"]) for row in drawn}
        self.barred: dict[str, dict[str, str]] = {name: {} for name in self.on}
        self.turns: Counter[str] = Counter()

    def change(self, kind: str, inspector: str, only: str | None) -> list[dict[str, Any]]:
        """Take an inspector off and draw replacements with the same seed and the next turn.

        Parameters
        ----------
        kind : {"away", "conflict"}
            Away: off every station; conflict: off ``only``.
        """
        if kind == "away":
            for barred in self.barred.values():
                barred[inspector] = "away"
        hit = [name for name, people in self.on.items() if inspector in people]
        return [
            self._redraw(name, kind, inspector) for name in hit if kind == "away" or name == only
        ]

    def _redraw(self, name: str, kind: str, inspector: str) -> dict[str, Any]:
        station = next(o for o in self.pools["objects"] if o["id"] == name)
        self.on[name].remove(inspector)
        self.barred[name][inspector] = kind
        self.turns[name] += 1
        chosen, skips = inspectors(
            station,
            self.pools,
            self.key,
            need=1,
            most=self.most,
            load=Counter(p for people in self.on.values() for p in people),
            turn=self.turns[name],
            barred=self.barred[name] | dict.fromkeys(self.on[name], "already"),
        )
        self.on[name] += chosen
        return {
            "object": name,
            "turn": self.turns[name],
            "inspectors": chosen,
            "skips": skips,
        }
