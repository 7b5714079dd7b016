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
    help="The pools' hash that was published before the seed; without it a file that was made "
    "anew as a whole cannot be told from the true one.",
)
@refusals
def verify(file: Path, pool_hash: str | None) -> None:
    """Replay FILE and say ok, or name the first field that differs (exit 2)."""
    if file.stat().st_size > MOST_MB * 1_000_000:
        raise Refused("draw.too_large", limit=MOST_MB)
    data = file.read_bytes()
    found = _replayed(data)
    if pool_hash is not None and pool_hash.strip().lower() != found.pool_hash:
        raise Refused("draw.other_pools", found=found.pool_hash, wanted=pool_hash)
    lang: messages.Lang = "en" if settings.get().default_lang == "en" else "zh"
    text = messages.text(
        "draw.same", lang, number=found.number, objects=found.objects, drawn=found.drawn
    )
    click.echo(text, err=True)
    answer(
        {
            "ok": True,
            "draw": found.number,
            "pool_hash": found.pool_hash,
            "seed": found.seed,
            "objects": found.objects,
            "drawn": found.drawn,
            "sha256": hashlib.sha256(data).hexdigest(),
        }
    )


def _replayed(data: bytes) -> replay.Replayed:
    try:
        return replay.replay(data)
    except Difference as found:
        words = {way: messages.text(f"draw.why.{found.why}", way) for way in ("zh", "en")}
        raise Refused("draw.differs", path=found.path, why=words) from None
