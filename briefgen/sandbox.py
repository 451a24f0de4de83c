"""Shut a worker process in: limits of time, memory and output, an empty environment, no network, few files.

Landlock (Linux 5.13 and later) keeps the files and the network away; where the kernel lacks it the other
limits still hold, and the engine's own fetcher still refuses every address outside the bundle.
"""

import ctypes
import os
import resource
import signal
import sys
import sysconfig
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MEGABYTE = 1 << 20

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION = 1
_PATH_BENEATH = 1
_NO_NEW_PRIVILEGES, _END_WITH_PARENT = 38, 1
_READ_FILE, _READ_FOLDER, _EXECUTE = 1 << 2, 1 << 3, 1 << 0
_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
"""Kernel interface version → every right to files that it knows (include/uapi/linux/landlock.h)."""
_OTHERS = (Path("/dev/null"), Path("/dev/urandom"), Path("/etc/ld.so.cache"), Path("/etc/localtime"))
_SPARE = 15
"""The part of a document's seconds that is left to the process that waits for it: both keep within them."""
_TCP = 0b11
_SCOPES = 0b11
_LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost."""

    seconds: int = 30
    """Of processor time."""
    memory: int = 1024
    """Megabytes."""
    output: int = 64
    """Megabytes."""


class _Ruleset(ctypes.Structure):
    _fields_ = (("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def enter(limits: Limits, folders: Iterable[Path], scratch: Path) -> None:
    """Shut this process in for good.

    It may read the folders, those of `runtime` among them or nothing runs, and write into `scratch` alone.
    """
    os.environ.clear()
    tempfile.tempdir = str(scratch)
    _limit(resource.RLIMIT_AS, _space(limits.memory * MEGABYTE))
    seconds = limits.seconds - limits.seconds // _SPARE
    _limit(resource.RLIMIT_CPU, seconds, seconds + 1)
    _limit(resource.RLIMIT_FSIZE, limits.output * MEGABYTE)
    _limit(resource.RLIMIT_CORE, 0)
    if sys.platform == "linux":
        _confine(folders, scratch)


def end_with(parent: int) -> None:
    """Have the system end this process when its parent ends, however that happens (Linux alone can)."""
    if sys.platform == "linux":
        _LIBC.prctl(_END_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _limit(what: int, soft: int, hard: int | None = None) -> None:
    """Set a limit, or leave a stricter one that whoever started the build has set."""
    _, most = resource.getrlimit(what)
    bound = sys.maxsize if most == resource.RLIM_INFINITY else most
    resource.setrlimit(what, (min(soft, bound), min(soft if hard is None else hard, bound)))


def _space(memory: int) -> int:
    """Return how large the address space of this process may be, for it to hold so many bytes.

    What a parent's threads and libraries set aside and never touch is not counted, where the system tells.
    """
    # What it holds may grow by an eighth more than it asks for: pages of libraries that it had not touched.
    most = memory * 7 // 8
    try:
        descriptor = os.open("/proc/self/statm", os.O_RDONLY)
        pages = map(int, os.read(descriptor, 100).split())
        os.close(descriptor)
    except OSError:
        return most
    size, resident = (next(pages) * resource.getpagesize() for _ in range(2))
    # No document is to fail because its parent holds much.
    return size + max(most - resident, memory // 2)


@cache
def runtime() -> frozenset[Path]:
    """Return what an interpreter reads while it runs, and the system's libraries, but no current folder.

    It is to be asked before a worker is forked: that takes longer than all of shutting it in.
    """
    named = ("stdlib", "platstdlib", "purelib", "platlib")
    found = {Path(sysconfig.get_path(name)) for name in named}
    found |= {Path(entry) for entry in sys.path if entry.endswith(("site-packages", "dist-packages"))}
    found |= {
        Path(entry) for entry in ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64", "/usr/share")
    }
    return frozenset(found | {Path(__file__).parent, *_OTHERS})


def _confine(folders: Iterable[Path], scratch: Path) -> None:
    """Apply Landlock; where the kernel does not have it this does nothing."""
    version = _LIBC.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION))
    if version < 1:
        return
    rights = _RIGHTS[min(version, max(_RIGHTS))]
    rules = _Ruleset(rights, _TCP if version >= 4 else 0, _SCOPES if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = _LIBC.syscall(_CREATE_RULESET, ctypes.byref(rules), ctypes.c_size_t(size), ctypes.c_uint32(0))
    if ruleset < 0:
        return
    reading = _READ_FILE | _EXECUTE | _READ_FOLDER
    for folder, allowed in [(scratch, rights), *((folder, reading) for folder in folders)]:
        try:
            descriptor = os.open(folder, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue  # a library folder that this system does not have
        rule = _PathBeneath(allowed if folder.is_dir() else allowed & ~_READ_FOLDER, descriptor)
        _LIBC.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(rule), ctypes.c_uint32(0))
        os.close(descriptor)
    _LIBC.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if _LIBC.syscall(_RESTRICT_SELF, ruleset, ctypes.c_uint32(0)):
        raise OSError(ctypes.get_errno(), "Landlock could not be applied")
    os.close(ruleset)
