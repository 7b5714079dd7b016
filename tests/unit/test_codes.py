"""Every code that any room can say has its words in the web process, where people read it."""

import re
import subprocess
import sys

import settings

ROOMS = ("geo", "imagery", "ledger", "workers", "webapp")
SHELL_ONLY = ("/cli/", "/evaluation/", "/commands/", "/demo/", "cli_output.py")
RAISED = re.compile(
    r'(?:Refused|NotFound|Forbidden|Conflict|Problem)\(\s*"([a-z0-9_]+\.[a-z0-9_.]+)"'
)
TOLD = re.compile(r'"((?:detect|photo|intake|stage|guess)\.[a-z0-9_]+)"')


def said_in_the_source() -> set[str]:
    said: set[str] = set()
    for room in ROOMS:
        for path in (settings.ROOT / room).rglob("*.py"):
            if any(part in path.as_posix() for part in SHELL_ONLY):
                continue
            text = path.read_text("utf-8")
            said |= set(RAISED.findall(text)) | set(TOLD.findall(text))
    return said


def test_every_code_in_the_source_is_known_to_the_web_process():
    script = "import webapp\nfrom geo import messages\nprint('\\n'.join(messages.codes()))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    said = said_in_the_source()
    assert len(said) > 100
    assert sorted(said - set(done.stdout.split())) == []
