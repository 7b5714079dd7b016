"""双随机一公开: draws whose pools are frozen before the seed exists and that anybody can replay."""

from ledger.draws import messages as _messages  # noqa: F401  (registers draw.*, inspector.*)
from ledger.draws.after import confirm_replace, publish, replace
from ledger.draws.announcing import announce, candidates, freeze
from ledger.draws.entropy import confirm_entropy, enter_entropy
from ledger.draws.seeding import commit, reveal, void

__all__ = [
    "announce",
    "candidates",
    "commit",
    "confirm_entropy",
    "confirm_replace",
    "enter_entropy",
    "freeze",
    "publish",
    "replace",
    "reveal",
    "void",
]
