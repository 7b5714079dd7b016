"""``flask demo``: load the demo and hand out its accounts."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path

import click

import settings
from ledger import demo
from ledger.db import engine_for, reading, transaction
from webapp.cli_output import Group, answer, refusals

group = Group("demo", help="Load the demo.")
ACCOUNTS = "demo-accounts.json"


@group.command("load")
@refusals
def load() -> None:
    """Load the demo into an empty database and write its accounts; a second time does nothing."""
    conf = settings.get()
    engine = engine_for(conf.database_url)
    with reading(engine) as session:
        there = None if conf.production else demo.loaded(session)
    if there is not None:
        click.echo(f"the demo ({there['set']}) is loaded already; nothing was done", err=True)
        answer({"loaded": False, "set": there["set"], "now": there["now"]})
        return
    with transaction(engine) as session:
        done = demo.load(session, conf)
        path = _write_accounts(conf.home, done)
    answer(
        {
            "loaded": True,
            "set": done.set,
            "now": done.now.isoformat(),
            "stations": done.stations,
            "readings": done.readings,
            "accounts": str(path),
        }
    )


def _write_accounts(home: Path, done: demo.DemoLoaded) -> Path:
    """Write the accounts so that only the installation's owner can read them."""
    path = home / ACCOUNTS
    home.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump([asdict(account) for account in done.accounts], file, indent=1)
    return path
