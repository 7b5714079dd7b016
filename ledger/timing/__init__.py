"""Time in the ledger: office calendar, deadlines, what is left of them.

The ladder of overdue issues is :mod:`ledger.issues.ladder`, since it takes steps.
"""

from ledger.timing import messages as _messages  # noqa: F401  (registers calendar.*)
from ledger.timing.calendar import Calendar, calendar
from ledger.timing.counting import days_between, deadline_for, due_on
from ledger.timing.left import Left, is_overdue, left, standing_on

__all__ = [
    "Calendar",
    "Left",
    "calendar",
    "days_between",
    "deadline_for",
    "due_on",
    "is_overdue",
    "left",
    "standing_on",
]
