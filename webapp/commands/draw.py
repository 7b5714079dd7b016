"""``flask draw``: replay an exported draw, without the database."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

import settings
from geo import messages
from geo.errors import Refused
from ledger.draws import replay
from ledger.draws.canon import Difference
from webapp.cli_output import Group, answer, refusals

MOST_MB = 32

group = Group("draw", help="Check double-random draws.")


@group.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--pool-hash",
    help="The pools' hash of the public notice; without it and the commits a file that was made "
    "anew as a whole cannot be told from the true one.",
)
@click.option("--commits", help="Both parties' commits of the public notice, a,b.")
@click.option("--last-change", help="The last change's hash of the public page (zeros: none).")
@refusals
def verify(file: Path, pool_hash: str | None, commits: str | None, last_change: str | None) -> None:
    """Replay FILE and say ok, or name the first field that differs (exit 2).

    It is called the same draw only if all that was published is given and fits.
    """
    if file.stat().st_size > MOST_MB * 1_000_000:
        raise Refused("draw.too_large", limit=MOST_MB)
    data = file.read_bytes()
    found = _replayed(data)
    given = {"pool_hash": pool_hash, "commits": commits, "last_change": last_change}
    _compare(found, given)
    missing = [name for name, value in given.items() if value is None]
    lang: messages.Lang = "en" if settings.get().default_lang == "en" else "zh"
    text = messages.text(
        "draw.only_itself" if missing else "draw.same",
        lang,
        number=found.number,
        objects=found.objects,
        drawn=found.drawn,
        missing=", ".join(missing),
    )
    click.echo(text, err=True)
    answer(
        {
            "ok": True,
            "same_draw": not missing,
            "not_compared": missing,
            "draw": found.number,
            "pool_hash": found.pool_hash,
            "commits": list(found.commits),
            "last_change": found.last_change,
            "seed": found.seed,
            "objects": found.objects,
            "drawn": found.drawn,
            "sha256": hashlib.sha256(data).hexdigest(),
        }
    )


def _compare(found: replay.Replayed, given: dict[str, str | None]) -> None:
    said = {
        "pool_hash": ("draw.other_pools", found.pool_hash),
        "commits": ("draw.other_commits", ",".join(found.commits)),
        "last_change": ("draw.other_changes", found.last_change),
    }
    for name, (code, value) in said.items():
        wanted = given[name]
        if wanted is not None and "".join(wanted.split()).lower() != value:
            raise Refused(code, found=value, wanted=wanted)


def _replayed(data: bytes) -> replay.Replayed:
    try:
        return replay.replay(data)
    except Difference as found:
        words = {way: messages.text(f"draw.why.{found.why}", way) for way in ("zh", "en")}
        raise Refused("draw.differs", path=found.path, why=words) from None
