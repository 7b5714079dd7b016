"""What people are told: written with its cause, read in the app, sent by a worker.

Importing this package has the steps of issues tell whom ``domain/notice_rules.csv`` names.
"""

from ledger.notices import messages, of_issues  # noqa: F401  (register words and hooks)
from ledger.notices.quiet import clock_text, wish, wish_of
from ledger.notices.reading import mark_read, own, unread
from ledger.notices.telling import tell

__all__ = ["clock_text", "mark_read", "own", "tell", "unread", "wish", "wish_of"]
