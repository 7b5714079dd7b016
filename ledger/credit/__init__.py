"""Credit records of companies 信用记录: entries of events, appeals, levels, bid restrictions.

Points come only from the record's events; an entry is never changed, only countered. Nothing here
is computed from leads, or from what is the local government's duty.
"""

from ledger.credit import messages, restrictions, rules
from ledger.credit.appeals import appeal, appeal_until, decide_appeal
from ledger.credit.charging import charge, counter, take_back
from ledger.credit.proving import prove
from ledger.credit.standing import Standing, entries_of, reckon, standing, weight

__all__ = [
    "Standing",
    "appeal",
    "appeal_until",
    "charge",
    "counter",
    "decide_appeal",
    "entries_of",
    "messages",
    "prove",
    "reckon",
    "restrictions",
    "rules",
    "standing",
    "take_back",
    "weight",
]
