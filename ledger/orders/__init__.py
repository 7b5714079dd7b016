"""Work orders (运维工单): monthly import, checks by rule, samples for people, the funnel."""

from ledger.orders import messages  # (registers the texts of order.*)
from ledger.orders.checking import Checked, check, check_recent
from ledger.orders.figures import Funnel, funnel
from ledger.orders.judging import judged
from ledger.orders.sampling import draw, drawn, judge

__all__ = [
    "Checked",
    "Funnel",
    "check",
    "check_recent",
    "draw",
    "drawn",
    "funnel",
    "judge",
    "judged",
    "messages",
]
