"""What code that took over the child could still do: nothing outside its folder."""

from __future__ import annotations

import json
import socket
import subprocess
import sys

import pytest
from PIL import Image

import settings
from geo.errors import Refused
from imagery.limits import Limits
from imagery.sandbox import confinement, running

_PROBE = """
import json, os, sys
from pathlib import Path
from imagery.sandbox import confinement
work, secret, port = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
os.chdir(work)
if sys.argv[4] == "confined":
    confinement.bound({"memory_mb": 1024, "data_mb": 400, "cpu_seconds": 20})
    confinement.isolate(work)
import socket, signal
def tried(action):
    try:
        action()
    except OSError:
        return False
    return True
def connect():
    socket.create_connection(("127.0.0.1", port), timeout=5).close()
def send():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.sendto(b"x", ("127.0.0.1", port))
print(json.dumps({
    "reads its input": tried(lambda: Path("input").read_bytes()),
    "writes in its folder": tried(lambda: Path("new.tif").write_bytes(b"x")),
    "reads another file": tried(lambda: Path(secret).read_bytes()),
    "reads accounts": tried(lambda: Path("/etc/passwd").read_bytes()),
    "reads processes": tried(lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes()),
    "writes beside its folder": tried(lambda: (work.parent / "out.bin").write_bytes(b"x")),
    "changes its input": tried(lambda: Path("input").open("ab").write(b"x")),
    "connects": tried(connect),
    "sends": tried(send),
}))
"""
_ALLOWED = {"reads its input", "writes in its folder"}


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def probe(tmp_path, listener, word):
    work = tmp_path / "work"
    work.mkdir()
    (tmp_path / "source").write_bytes(b"pixels")
    (tmp_path / "secret").write_bytes(b"secret")
    (work / "input").symlink_to(tmp_path / "source")
    port = str(listener.getsockname()[1])
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, str(work), str(tmp_path / "secret"), port, word],
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return {what for what, worked in json.loads(done.stdout).items() if worked}


def test_without_confinement_the_probe_can_do_it_all(tmp_path, listener):
    assert len(probe(tmp_path, listener, "free")) == 9
    listener.accept()[0].close()


def test_a_child_reaches_its_input_and_its_folder_and_nothing_else(tmp_path, listener):
    if not confinement.landlock_version():
        pytest.skip("this kernel has no Landlock")
    assert probe(tmp_path, listener, "confined") == _ALLOWED
    with pytest.raises(BlockingIOError):
        listener.accept()
    assert (tmp_path / "source").read_bytes() == b"pixels"
    assert not (tmp_path / "out.bin").exists()


@pytest.mark.parametrize("linked", [True, False])
def test_a_running_task_opens_only_what_lies_in_its_folder(tmp_path, linked):
    if not confinement.landlock_version():
        pytest.skip("this kernel has no Landlock")
    work = tmp_path / "work"
    work.mkdir()
    source = tmp_path / "a.png"
    Image.new("RGB", (20, 10)).save(source)
    (work / "input").symlink_to(source if linked else tmp_path / "nothing")
    given = work / "input" if linked else source
    params = {"source": str(given), "plain": str(work / "plain.tif"), "driver": "PNG"}
    params |= {"grid": [1, 0, 281_000, 0, -1, 3_403_000], "crs": 32651}
    try:
        told = running.run("put", params, work=work, limits=Limits())
    except Refused as refusal:
        told = {"code": refusal.code}
    assert told.get("code") == (None if linked else "intake.unreadable")


def test_memory_beyond_the_bound_is_not_given():
    code = (
        "from imagery.sandbox import confinement\n"
        "confinement.bound({'memory_mb': 1024, 'data_mb': 400, 'cpu_seconds': 9})\n"
        "for megabytes in (200, 450):\n"
        "    try:\n        print(len(bytearray(megabytes << 20)) >> 20)\n"
        "    except MemoryError:\n        print('refused')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=settings.ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["200", "refused"]


@pytest.mark.parametrize(("megabytes", "data_mb"), [(1, 400), (256, 400), (257, 1024)])
def test_a_small_raster_gets_little_memory_and_a_large_one_more(megabytes, data_mb):
    assert Limits().for_decoded(megabytes * 2**20).data_mb == data_mb
