"""The life of an issue 问题台账: states and steps of ``domain/transitions.csv``, and nothing else.

:func:`take` is the only way to move an issue; :func:`offers` says in advance who may do what;
:func:`open_issue` makes one for every source. Others listen with :func:`ledger.issues.hooks.after`.
"""

from ledger.issues import following as _following  # noqa: F401  (registers what follows by itself)
from ledger.issues import hooks
from ledger.issues.locking import lock
from ledger.issues.offers import Offer, offers
from ledger.issues.opening import open_issue
from ledger.issues.taking import STEPS, take

from ledger import credit as _credit  # noqa: F401  # isort: skip  (follows every step)

__all__ = ["STEPS", "Offer", "hooks", "lock", "offers", "open_issue", "take"]
