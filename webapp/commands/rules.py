"""``flask rules``: the rulebook of the domain."""

from __future__ import annotations

from dataclasses import asdict

import settings
from ledger import rulebook
from ledger.db import engine_for, transaction
from webapp.cli_output import Group, answer, refusals

group = Group("rules", help="The domain's rules as versioned rows.")


@group.command("load")
@refusals
def load() -> None:
    """Bring in what the release's files say and the rulebook does not; twice changes nothing."""
    with transaction(engine_for(settings.get().database_url)) as session:
        answer(asdict(rulebook.load(session)))
