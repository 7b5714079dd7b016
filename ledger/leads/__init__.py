"""Leads (线索) of every source but imagery: submitted once, decided by a named person.

A lead is not an issue. Imagery's leads are findings and live in the review room.
"""

from ledger.leads import messages  # (registers the texts of lead.*)
from ledger.leads.deciding import confirm, merge, reject
from ledger.leads.submitting import SOURCES, TYPED, submit

__all__ = ["SOURCES", "TYPED", "confirm", "merge", "messages", "reject", "submit"]
