"""The only writer of the disk: files whole or not at all, locks, and folders that go with their process."""

import errno
import fcntl
import os
import shutil
import tempfile
import time
from atexit import register
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path, PurePosixPath

from briefgen import files
from briefgen.diagnostics import Diagnostic, Place, error

PART = (".briefgen-", ".part")
"""Beginning and end of the name of a file that is being written."""
_SCRATCH = "briefgen-scratch-"
_HOUR = 3600


def write(path: Path, data: bytes, *, sync: bool = True) -> bool:
    """Put bytes at a path in one step, so that a reader sees the old file or the new one whole.

    With `sync` this holds after a loss of power too. Returns whether anything changed: an equal file is left
    untouched. Raises OSError.
    """
    return bool(write_all({path: data}, sync=sync))


def write_all(files: Mapping[Path, bytes], *, sync: bool = True) -> list[Path]:
    """Write several files as `write` does, and return those that changed.

    All of them are on the disk before the first one takes its place: where there is no room, none does.
    """
    parts: dict[Path, Path] = {}
    try:
        for path, data in files.items():
            if not _holds(path, data):
                path.parent.mkdir(parents=True, exist_ok=True)
                descriptor, name = tempfile.mkstemp(prefix=PART[0], suffix=PART[1], dir=path.parent)
                parts[path] = Path(name)
                with os.fdopen(descriptor, "wb") as stream:
                    stream.write(data)
                    stream.flush()
                    if sync:
                        os.fsync(stream.fileno())
                parts[path].chmod(0o644)
        for path, part in parts.items():
            part.replace(path)
    except BaseException as fault:
        for part in parts.values():
            part.unlink(missing_ok=True)
        if isinstance(fault, OSError):
            raise OSError(fault.errno, fault.strerror, os.fspath(path)) from None
        raise
    return list(parts)


def _holds(path: Path, data: bytes) -> bool:
    """Tell whether a file has these bytes already. Raises OSError for a device or a pipe."""
    if path.is_file():
        return not path.is_symlink() and path.stat().st_size == len(data) and path.read_bytes() == data
    if path.exists() and not path.is_dir():
        raise OSError(errno.EINVAL, "is not a regular file", os.fspath(path))
    return False


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Give a folder to fill that stands at a path once it is full.

    An empty one that stands there already is filled itself.
    """
    if path.exists():
        yield path
        return
    part = path.with_name(f"{PART[0]}{path.name}{PART[1]}")
    shutil.rmtree(part, ignore_errors=True)  # what is left of one that was killed
    try:
        part.mkdir(parents=True)
        yield part
        part.replace(path)
    except BaseException as fault:
        shutil.rmtree(part, ignore_errors=True)
        if isinstance(fault, OSError):
            raise OSError(fault.errno, fault.strerror, os.fspath(path)) from None
        raise


def mark_used(path: Path) -> None:
    """Give a file the time of this moment as that of its last change, once in an hour at most."""
    with suppress(OSError):
        if time.time() - path.stat().st_mtime > _HOUR:
            os.utime(path)


def refused(fault: OSError, root: Path | None = None) -> Diagnostic:
    """Return what to tell of a file that could not be read or written, its path relative to a project.

    Without a project it is relative to the current folder.
    """
    root = root or Path.cwd()
    path, home = Path(os.path.realpath(fault.filename or root)), Path(os.path.realpath(root))
    place = Place(files.printable(str(path.relative_to(home) if path.is_relative_to(home) else path)))
    if fault.errno in {errno.ENOSPC, errno.EDQUOT}:
        hint = "make room and build again; what was there before is whole"
        return error(place, "no room on the disk", hint)
    if fault.errno == errno.EFBIG:
        return error(place, "is larger than the system lets a file be", "see: ulimit -f")
    hint = "check that its folder is there, and who may read and write it"
    return error(place, fault.strerror or str(fault), hint)


def remove(root: Path, path: str) -> None:
    """Remove a file below a folder, and the folders it leaves empty."""
    (root / path).unlink()
    for folder in PurePosixPath(path).parents[:-1]:
        if any((root / folder).iterdir()):
            return
        (root / folder).rmdir()


@cache
def scratch() -> Path:
    """Return a private folder that goes with this process; those that killed processes left are removed."""
    folder = Path(tempfile.mkdtemp(prefix=_SCRATCH))
    owner = os.getpid()
    # The lock goes with the process, and with the workers it forks.
    fcntl.flock(os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC), fcntl.LOCK_EX)

    def leave() -> None:
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)

    register(leave)
    for other in folder.parent.glob(f"{_SCRATCH}*"):
        with suppress(OSError):
            if other != folder and other.stat().st_uid == os.getuid() and _is_left(other):
                shutil.rmtree(other)
    return folder


def _is_left(folder: Path) -> bool:
    """Tell whether the process of a scratch folder is gone."""
    try:
        descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False  # made a moment ago, or not ours: nothing without our lock is removed
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)


@contextmanager
def cache_in_use(root: Path) -> Iterator[None]:
    """Hold on to a project's cache; where nobody else does, what killed builds left in it is removed."""
    folder = root / files.CACHE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError:
        yield  # a folder that cannot be written to holds nothing half-written
        return
    try:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            clear_parts(folder)
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


def clear_parts(folder: Path) -> None:
    """Remove what `write` left half-written below a folder when its process was killed."""
    for place, _, names in os.walk(folder):
        for name in names:
            if name.startswith(PART[0]) and name.endswith(PART[1]):
                Path(place, name).unlink(missing_ok=True)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of an output folder, so that two builds do not write into it at once."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        clear_parts(folder)
        yield
    finally:
        os.close(descriptor)
