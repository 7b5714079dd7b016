"""What entries amount to: bounded, capped by inspection, and never what was given back."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import credit
from ledger.models import CreditEntry

TODAY = date(2026, 3, 6)
_FOUND = st.lists(
    st.tuples(
        st.integers(1, 20), st.booleans(), st.sampled_from(["", "1:a", "2:b"]), st.booleans()
    ),
    max_size=12,
)


@given(_FOUND)
@settings(max_examples=60, deadline=None)
def test_points_stay_between_nothing_and_all_and_what_is_countered_never_counts(found):
    rows = []
    for n, (taken, capped, inspection, countered) in enumerate(found, start=1):
        common = {"year": 2026, "counts_on": TODAY, "inspection": inspection, "capped": capped}
        rows.append(CreditEntry(id=n, kind="charge", points=taken, **common))
        if countered:
            back = {"kind": "counter", "points": -taken, "counters_id": n}
            rows.append(CreditEntry(id=1000 + n, **common, **back))
    now = credit.reckon(rows, TODAY)
    kept = [row for row, (*_, gone) in zip(_charges(rows), found, strict=True) if not gone]
    assert set(now.counted) == {row.id for row in kept}
    assert all(0 <= now.counted[row.id] <= row.points for row in kept)
    assert 0 <= now.points <= 100
    assert now.charged == sum(now.counted.values())
    for place in ("1:a", "2:b"):
        together = [r for r in kept if r.capped and r.inspection == place]
        total = sum(row.points for row in together)
        assert sum(now.counted[row.id] for row in together) == min(10, total)


def _charges(rows):
    return [row for row in rows if row.kind == "charge"]
