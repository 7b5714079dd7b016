"""Write the code tables of docs/user-guide/*/shell.md from the catalogue: every code, in words.

``python -m ops.shell_guide`` writes them, ``--check`` ends with 1 when a page is out of date.
"""

from __future__ import annotations

import importlib
import sys
from itertools import groupby
from pathlib import Path

from geo import messages
from geo.messages import Lang

GUIDES = Path(__file__).resolve().parent.parent / "docs" / "user-guide"
BEGIN, END = "<!-- codes: python -m ops.shell_guide -->", "<!-- /codes -->"
COMMANDS = ("detect", "evaluate", "intake", "log", "mosaic", "photo")
NEWLINE = "\n"
NOT_HERE = {"card", "evidence", "tiles", "video"}
"""What pages and jobs say and no command does."""
TITLES = {
    "cli": ("用法", "Usage"),
    "intake": ("接收影像", "Taking an image in"),
    "guess": ("从文件猜到的", "What was guessed from the file"),
    "detect": ("检测", "Detectors"),
    "model": ("训练模型", "Trained models"),
    "photo": ("照片", "Photos"),
    "quality": ("照片质量", "Quality of photos"),
    "log": ("飞行日志", "Flight logs"),
    "mosaic": ("拼图", "Mosaics"),
    "evaluate": ("评测", "Evaluation"),
    "geojson": ("区域文件", "Zone files"),
    "geo": ("坐标", "Coordinates"),
}
HEADS: dict[Lang, str] = {"zh": "| 代码 | 含义 |", "en": "| Code | Meaning |"}


def codes() -> list[str]:
    """Return every code the commands can say, group by group.

    Raises
    ------
    ValueError
        A code's first word has neither a title nor a place in ``NOT_HERE``.
    """
    for command in COMMANDS:
        importlib.import_module(f"imagery.cli.{command}")
    said = [code for code in messages.codes() if _group(code) not in NOT_HERE]
    untitled = {_group(code) for code in said} - set(TITLES)
    if untitled:
        raise ValueError(f"no title for {sorted(untitled)}")
    return sorted(said, key=lambda code: (list(TITLES).index(_group(code)), code))


def table(lang: Lang) -> str:
    """Return the section of one language."""
    lines: list[str] = []
    for group, members in groupby(codes(), key=_group):
        zh, en = TITLES[group]
        lines += ["", f"### {zh if lang == 'zh' else en}", "", HEADS[lang], "| --- | --- |"]
        lines += [f"| `{code}` | {_words(code, lang)} |" for code in members]
    return "\n".join([BEGIN, *lines, "", END])


def renewed(page: str, lang: Lang) -> str:
    """Return a page with its section made anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{table(lang)}{after or NEWLINE}"


def main(*, check: bool) -> int:
    """Write or check both pages; return the exit code."""
    stale = 0
    langs: tuple[Lang, ...] = ("zh", "en")
    for lang in langs:
        path = GUIDES / lang / "shell.md"
        page = path.read_text("utf-8")
        new = renewed(page, lang)
        if page != new and check:
            sys.stderr.write(f"{path} is out of date: python -m ops.shell_guide\n")
            stale = 1
        elif page != new:
            path.write_text(new, encoding="utf-8")
    return stale


def _group(code: str) -> str:
    return code.partition(".")[0]


def _words(code: str, lang: Lang) -> str:
    """Return a code's sentence with its fields as ``{name}``."""
    return messages.template(code, lang).replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
