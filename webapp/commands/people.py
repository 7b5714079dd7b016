"""``flask people``: accounts, their roles and their end."""

from __future__ import annotations

import click
from sqlalchemy import select

import settings
from geo.errors import Refused
from ledger import people
from ledger.db import engine_for, reading, transaction
from ledger.models import User
from ledger.people import Grant
from webapp.cli_output import Group, answer, refusals

group = Group("people", help="Make, list and close accounts.")


@group.command("create")
@click.argument("email")
@click.option("--name", required=True)
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    help="ROLE, or ROLE:SCOPE:KEY such as district:district:330402; may be given again.",
)
@click.option("--organisation", help="Key of the person's organisation.")
@click.option("--lang", type=click.Choice(["zh", "en"]))
@click.option("--password", help="Asked for (twice, unseen) when it is not given.")
@refusals
def create(
    email: str,
    name: str,
    roles: tuple[str, ...],
    organisation: str | None,
    lang: str | None,
    password: str | None,
) -> None:
    """Make an account for EMAIL."""
    grants = [_grant(text) for text in roles]
    secret = password or click.prompt(
        "password", hide_input=True, confirmation_prompt=True, err=True
    )
    with transaction(engine_for(settings.get().database_url)) as session:
        user = people.create_user(
            session,
            email=email,
            name=name,
            password=secret,
            grants=grants,
            organisation=organisation,
            lang=lang,
        )
        made = {"id": user.id, "email": user.email, "roles": sorted(r for r, _, _ in grants)}
    answer(made)


@group.command("disable")
@click.argument("email")
@refusals
def disable(email: str) -> None:
    """Close the account of EMAIL; its sessions end with their next request."""
    with transaction(engine_for(settings.get().database_url)) as session:
        user = people.get_user(session, email)
        people.disable_user(session, user)
        closed = {"email": user.email, "active": user.active}
    answer(closed)


@group.command("remove-demo")
@refusals
def remove_demo() -> None:
    """Close every demo account, so that production starts; decisions keep their names."""
    with transaction(engine_for(settings.get().database_url)) as session:
        count = people.disable_demo_accounts(session)
    answer({"closed": count})


@group.command("list")
@refusals
def list_people() -> None:
    """List the accounts with their roles."""
    with reading(engine_for(settings.get().database_url)) as session:
        users = session.scalars(select(User).order_by(User.email)).all()
        answer({"people": [_shown(user) for user in users]})


def _shown(user: User) -> dict[str, object]:
    return {
        "email": user.email,
        "name": user.name,
        "active": user.active,
        "demo": user.demo,
        "organisation": user.organisation.key if user.organisation else None,
        "roles": sorted(
            ":".join(part for part in (g.role, g.scope, g.scope_key) if part) for g in user.grants
        ),
    }


def _grant(text: str) -> Grant:
    role, _, place = text.partition(":")
    scope, _, key = place.partition(":")
    if place and not key and scope != "all":
        raise Refused("people.wrong_scope", value=text[:80])
    return role, scope or "all", key
