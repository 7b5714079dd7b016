"""Which issue types stay with the bureau until a reviewer releases them."""

from __future__ import annotations

from ledger import catalog


def is_sensitive(code: str) -> bool:
    """Whether a type is principled or about human interference (domain rules, §3 and §10).

    O&M companies and districts do not see such findings and issues before their release.
    """
    kind = catalog.taxonomy().get(code)
    return kind is not None and (kind.principled or kind.kind == "interference")
