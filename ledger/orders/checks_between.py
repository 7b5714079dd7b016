"""Checks between orders: one person's ways, photos and words that came before."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np

from geo.crs import distance_m
from ledger.orders.facts import Fact, Verdict, blind, hit, passed
from ledger.orders.rules import OrderRule

FLAT = frozenset({"", "0" * 16, "f" * 16})
"""Hashes of pictures that show nothing: a black or a white one looks like every other."""


ON_THE_WAY_D = 2.0
"""Days before the first order within which somebody may still be on the way."""


def travel(orders: Sequence[Fact], before: Sequence[Fact], rule: OrderRule) -> Iterator[Verdict]:
    """Judge each person's ways between stations: no overlap, no faster than anybody drives.

    The straight line over the ground is the shortest way there can be.
    """
    found: dict[int, Verdict] = {}
    for trips in _by_person([*_recent(before, orders, ON_THE_WAY_D), *orders]).values():
        last: Fact | None = None
        for order in trips:
            if last is not None and (said := _impossible(last, order, rule)) is not None:
                found.setdefault(order.id, said)
            last = order if last is None or _end(order) >= _end(last) else last
    for order in orders:
        missing = _missing(order)
        yield blind(rule, order, missing) if missing else found.get(order.id) or passed(rule, order)


def _missing(order: Fact) -> str:
    gaps = {
        "person": order.person,
        "started_at": order.started_at,
        "finished_at": order.finished_at,
    }
    return next((name for name, value in gaps.items() if not value), "")


def _by_person(orders: Sequence[Fact]) -> dict[tuple[int, str], list[Fact]]:
    trips: dict[tuple[int, str], list[Fact]] = defaultdict(list)
    for order in sorted(orders, key=lambda o: (o.at, o.id)):
        if order.started_at is not None and order.finished_at is not None:
            for person in order.people:
                trips[order.company_id, person].append(order)
    return trips


def _end(order: Fact) -> float:
    return order.finished_at.timestamp() if order.finished_at else 0.0


def _impossible(first: Fact, then: Fact, rule: OrderRule) -> Verdict | None:
    metres = distance_m(first.lonlat, then.lonlat)
    if first.station_id == then.station_id or metres < rule.value("min_distance"):
        return None
    seconds = then.at.timestamp() - _end(first)
    fastest = rule.value("max_speed")
    limit = f"≤ {fastest:g} km/h"
    said = {"other": first.number, "km": f"{metres / 1000:.1f}", "minutes": f"{seconds / 60:.0f}"}
    if seconds < 0:
        found = hit(rule, then, f"{-seconds / 60:.0f} min", "0 min", **said)
        return replace(found, why="order.hit.overlap")
    seconds = max(seconds, 1.0)
    speed = metres / seconds * 3.6
    return hit(rule, then, f"{speed:.0f} km/h", limit, **said) if speed > fastest else None


def photo_reused(
    orders: Sequence[Fact], before: Sequence[Fact], rule: OrderRule
) -> Iterator[Verdict]:
    """Judge whether a photo shows what a photo of an earlier order shows."""
    apart = int(rule.value("hamming"))
    known = _Looks(_recent(before, orders, rule.value("lookback")))
    for order in sorted(orders, key=lambda o: (o.at, o.id)):
        looks = [look for look in order.looks if look not in FLAT]
        matches = [m for look in looks if (m := known.alike(look, order, apart)) is not None]
        known.add(order, looks)
        if matches:
            bits, other = min(matches, key=lambda m: m[0])
            yield hit(rule, order, f"{bits} bit", f"> {apart} bit", other=other.number)
        elif order.photos_named > len(order.looks) or not order.photos_named:
            yield blind(rule, order, "photos")
        else:
            yield passed(rule, order)


class _Looks:
    """Hashes seen so far; a new one is compared with all of them at once."""

    def __init__(self, before: Sequence[Fact]) -> None:
        self._hashes = np.zeros(1024, dtype=np.uint64)
        self._owners: list[Fact] = []
        for order in before:
            self.add(order, [look for look in order.looks if look not in FLAT])

    def add(self, order: Fact, looks: Sequence[str]) -> None:
        for look in looks:
            if len(self._owners) == len(self._hashes):
                self._hashes = np.concatenate([self._hashes, np.zeros_like(self._hashes)])
            self._hashes[len(self._owners)] = int(look, 16)
            self._owners.append(order)

    def alike(self, look: str, order: Fact, apart: int) -> tuple[int, Fact] | None:
        """Return the nearest earlier photo of another order: bits apart, and its order."""
        bits = np.bitwise_count(self._hashes[: len(self._owners)] ^ np.uint64(int(look, 16)))
        near = [int(i) for i in np.flatnonzero(bits <= apart) if self._owners[i].id != order.id]
        if not near:
            return None
        best = min(near, key=lambda i: int(bits[i]))
        return int(bits[best]), self._owners[best]


def copied_text(
    orders: Sequence[Fact], before: Sequence[Fact], rule: OrderRule
) -> Iterator[Verdict]:
    """Judge whether an order's text is an earlier one's: share of common shingles (Jaccard).

    Only pairs that share one of their rarest shingles can reach the limit, so only these are
    compared; the answer is the same as that of comparing all.
    """
    size, limit = int(rule.value("shingle")), rule.value("jaccard")
    least = rule.value("min_length")
    mine = {order.id for order in orders}
    texts = [
        (order, shingles(order.text, size))
        for order in sorted(
            [*_recent(before, orders, rule.value("lookback")), *orders], key=lambda o: (o.at, o.id)
        )
        if len(order.text) >= least
    ]
    rarity = Counter(piece for _, pieces in texts for piece in pieces)
    rank = {piece: n for n, piece in enumerate(sorted(rarity, key=rarity.__getitem__))}
    seen: dict[str, list[tuple[Fact, frozenset[str]]]] = defaultdict(list)
    yield from (blind(rule, order, "text") for order in orders if not order.text)
    for order, pieces in texts:
        ranked = sorted(pieces, key=rank.__getitem__)
        prefix = ranked[: len(pieces) - math.ceil(limit * len(pieces)) + 1]
        if order.id in mine:
            yield _copied(order, pieces, prefix, seen, rule)
        for piece in prefix:
            seen[piece].append((order, pieces))


def _copied(
    order: Fact,
    pieces: frozenset[str],
    prefix: Sequence[str],
    seen: dict[str, list[tuple[Fact, frozenset[str]]]],
    rule: OrderRule,
) -> Verdict:
    limit = rule.value("jaccard")
    others = {other.id: (other, them) for piece in prefix for other, them in seen.get(piece, ())}
    best, share = None, 0.0
    for other, them in others.values():
        common = len(pieces & them)
        jaccard = common / (len(pieces) + len(them) - common)
        if jaccard >= limit and jaccard > share:
            best, share = other, jaccard
    if best is None:
        return passed(rule, order)
    return hit(rule, order, f"{share:.2f}", f"< {limit:g}", other=best.number)


def shingles(text: str, size: int) -> frozenset[str]:
    """Return the pieces of ``size`` characters of a text without blanks."""
    plain = "".join(text.split()).casefold()
    return frozenset(plain[i : i + size] for i in range(max(1, len(plain) - size + 1)))


def _recent(before: Sequence[Fact], orders: Sequence[Fact], days: float) -> list[Fact]:
    if not orders:
        return []
    start = min(order.at for order in orders) - timedelta(days=days)
    return [order for order in before if order.at >= start]
