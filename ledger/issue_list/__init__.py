"""The ledger as a list: filters, counts beside every filter, sorts, and pages by their last row."""

from ledger.issue_list import messages as _messages  # noqa: F401  (registers issues.*)
from ledger.issue_list.facets import facets
from ledger.issue_list.filters import GROUPS, Asked, conditions
from ledger.issue_list.pages import SORTS, page

__all__ = ["GROUPS", "SORTS", "Asked", "conditions", "facets", "page"]
