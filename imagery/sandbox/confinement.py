"""What the child may not do, said to the kernel before it meets a foreign byte.

Bounds on memory, time and files; no network; and, with Landlock (Linux 5.13 and later), no file
but the libraries and the work folder. Where a kernel or a container forbids one of these the
others hold: the drivers that could open files or addresses are not registered in any case.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

_MAX_FILE_BYTES = 16 * 2**30
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
"""System calls of Landlock, the same on every architecture (linux/landlock.h)."""
_PATH_BENEATH, _ASK_VERSION = 1, 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _TRUNCATE = 1, 2, 4, 8, 1 << 14
_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""All rights on files known since each version of the interface."""
_TCP, _SCOPED = 0b11, 0b11
"""Binding and connecting (version 4); abstract sockets and signals to others (version 6)."""
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
_ROOT = Path(__file__).resolve().parents[2]
_SYSTEM = (
    "/usr",
    "/lib",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/sys/devices/system/cpu",
)
_DEVICES = ("/dev/null", "/dev/urandom")


def bound(limits: dict[str, int]) -> None:
    """Bound memory, CPU time and files; end with the parent."""
    memory, data, cpu = (limits[key] for key in ("memory_mb", "data_mb", "cpu_seconds"))
    resource.setrlimit(resource.RLIMIT_AS, (memory * 2**20, memory * 2**20))
    resource.setrlimit(resource.RLIMIT_DATA, (data * 2**20, data * 2**20))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_FILE_BYTES, _MAX_FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (128, 128))
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def isolate(work: Path) -> None:
    """Leave the network; see no file but the libraries', and change none outside ``work``."""
    with contextlib.suppress(OSError, AttributeError):
        os.unshare(_CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWUSER | _CLONE_NEWNET)
    with contextlib.suppress(OSError, AttributeError):
        _landlock(work)


def landlock_version() -> int:
    """Return the kernel's version of Landlock, 0 without it."""
    return max(0, int(ctypes.CDLL(None).syscall(_CREATE_RULESET, None, 0, _ASK_VERSION)))


def _landlock(work: Path) -> None:
    version = landlock_version()
    if not version:
        return
    everything = _RIGHTS[max(known for known in _RIGHTS if known <= version)]
    libc = ctypes.CDLL(None, use_errno=True)
    asked = (everything, _TCP if version >= 4 else 0, _SCOPED if version >= 6 else 0)
    attributes = struct.pack("=QQQ", *asked)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = libc.syscall(_CREATE_RULESET, attributes, size, 0)
    if ruleset < 0:
        raise OSError(ctypes.get_errno(), "landlock")
    for path, rights in _allowed(work, everything):
        _allow(libc, ruleset, path, rights & everything)
    libc.syscall(_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _allowed(work: Path, everything: int) -> Iterator[tuple[Path, int]]:
    """Yield what may be opened: libraries, our code, the work folder and what it links to."""
    for name in {*_SYSTEM, sys.prefix, sys.base_prefix}:
        yield Path(name), _READ
    for package in ("geo", "imagery"):
        yield _ROOT / package, _READ
    yield _ROOT, _READ_DIR
    for name in _DEVICES:
        yield Path(name), _READ_FILE | _WRITE_FILE
    yield work, everything & ~_EXECUTE
    for entry in os.scandir(work):
        if entry.is_symlink():
            yield Path(entry.path).resolve(), _READ_FILE


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path, rights: int) -> None:
    with contextlib.suppress(FileNotFoundError, PermissionError):
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            rights &= -1 if path.is_dir() else _OF_FILES
            rule = struct.pack("=Qi", rights, handle)
            libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0)
        finally:
            os.close(handle)
