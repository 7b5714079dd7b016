"""A draw's proof as a folder of static files: page, scripts, style and the draw itself.

It needs no network and no server of ours; a content policy without inline scripts suits it.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from flask import Response, current_app, render_template

from ledger.draws import document, records
from ledger.models import Draw
from webapp import db

SCRIPTS = (
    "canon.js",
    "checkshape.js",
    "keys.js",
    "marks.js",
    "proof.js",
    "proofview.js",
    "proofwords.js",
    "replay.js",
    "sampling.js",
    "seed.js",
    "sha256.js",
    "shape.js",
)
STYLES = ("tokens.css", "app.css", "draws.css")


def archive(draw: Draw) -> Response:
    """Return the folder as a ZIP.

    Raises
    ------
    Conflict
        ``draw.wrong_state``: it is not drawn yet.
    """
    papers = records.drawn(db.session(), draw)
    static = Path(current_app.static_folder or "")
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("index.html", render_template("draw_static.html", draw=draw))
        out.writestr("draw.json", document.as_bytes(papers.whole()))
        out.write(static / "img" / "icon.svg", "icon.svg")
        for name in SCRIPTS:
            out.write(static / "js" / "draws" / name, f"js/{name}")
        for name in STYLES:
            out.write(static / "css" / name, f"css/{name}")
    answer = Response(box.getvalue(), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f"attachment; filename={draw.number}.zip"
    return answer
