"""How a call ended, and that nothing it must not leave is left."""

from __future__ import annotations

from geo import messages
from geo.errors import Refused
from imagery.intake import Limits

LIMITS = Limits(cpu_seconds=4, wall_seconds=30)
CANARIES = (b"XZCANARY", b"canary", b"__xss", b"<script", b"{{", b"<?php", b"ENTITY")


def ending(call, path, out):
    """Return ("accept", flags) or ("reject", code); a stored file holds no word of the input."""
    said = ""
    try:
        kept = call(path, filename=path.name, out_dir=out, limits=LIMITS)
    except Refused as refusal:
        said = refusal.code
    if said:
        assert not out.exists() or list(out.iterdir()) == []
        assert messages.known(said)
        return "reject", said
    for file in out.iterdir():
        clean(file.read_bytes())
    return "accept", kept.flags if hasattr(kept, "flags") else kept.facts.flags


def clean(body):
    """Fail if a byte of a canary or of hostile text came through."""
    assert not [c for c in CANARIES if c in body]
