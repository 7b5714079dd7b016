"""``flask orders``: check a month's work orders by every rule, and its figures."""

from __future__ import annotations

from dataclasses import asdict

import click
from sqlalchemy import select

import settings
from geo.errors import NotFound
from ledger import orders
from ledger.db import engine_for, reading, transaction
from ledger.models import Organisation
from webapp.cli_output import Group, answer, refusals

group = Group("orders", help="Check work orders and count what became of them.")


@group.command("check")
@click.argument("month")
@click.option("--company", default="", help="Key of one O&M company; default: all.")
@refusals
def check(month: str, company: str) -> None:
    """Run every rule over the orders of MONTH (2026-06); again writes no lead twice."""
    with transaction(engine_for(settings.get().database_url)) as session:
        chosen = None
        if company:
            chosen = session.scalar(select(Organisation).where(Organisation.key == company))
            if chosen is None:
                raise NotFound("order.unknown_company", value=company[:64])
        done = orders.check(session, month, company=chosen, actor=None)
    answer(asdict(done))


@group.command("funnel")
@click.argument("month")
@refusals
def funnel(month: str) -> None:
    """Print how the orders of MONTH became leads and issues."""
    with reading(engine_for(settings.get().database_url)) as session:
        found = orders.funnel(session, month)
    rates = ("coverage", "on_time_rate", "confirm_rate", "on_spot_share")
    answer(asdict(found) | {name: getattr(found, name) for name in rates})
