"""The shell guide tells every code the commands can say, in the catalogue's own words."""

import subprocess
import sys

import settings


def test_the_code_tables_of_the_shell_guide_are_those_of_the_catalogue():
    done = subprocess.run(
        [sys.executable, "-m", "ops.shell_guide", "--check"],
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
