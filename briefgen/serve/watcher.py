"""Which files of a project were saved, told once each save is whole."""

import asyncio
import fcntl
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from briefgen.files import CONFIGURATION
from briefgen.serve import inotify

FOLDERS = ("content", "templates", "fonts")
"""Folders whose files make pages."""
_STEP = 5
"""Milliseconds without a change after which a burst is told of."""
_GATHER = round(inotify.GATHER * 1000)
"""Milliseconds after which a burst is told of although it goes on."""
_PATIENCE = 2.0
"""Seconds that a file may be held open, or be empty, before it is read as it stands."""
_EMPTY = 0.3
"""Seconds that a file may be empty or cut off within a character before that is taken for what was meant."""
_AWAY = 0.1
"""Seconds after which folders that are not there are looked for again."""
_PAUSE = 0.005
_MOMENT = 0.02
"""Seconds for which a file must stay the same where the system does not tell whether it is being written."""


@dataclass(frozen=True, slots=True)
class Saves:
    """Files that were saved, added or removed together."""

    paths: frozenset[str]
    """Relative to the project folder."""
    whole: bool
    """Whether nobody was writing to any of them; else patience ended."""


def saves(root: Path) -> AsyncIterator[Saves]:
    """Begin to watch a folder once the loop goes on, and return what is saved below it, for ever."""
    # A writer that opens a file while it is looked at would else end this process.
    signal.signal(signal.SIGIO, signal.SIG_IGN)
    found: asyncio.Queue[set[str]] = asyncio.Queue()
    watchers = [asyncio.create_task(each) for each in (_above(root, found), _below(root, found))]
    return _saves(root, found, watchers)


async def _saves(
    root: Path, found: "asyncio.Queue[set[str]]", watchers: Sequence["asyncio.Task[None]"]
) -> AsyncIterator[Saves]:
    try:
        while True:
            paths = await found.get()
            whole = await asyncio.gather(*(settled(root / path) for path in paths))
            yield Saves(frozenset(paths), all(whole))
    finally:
        for task in watchers:
            task.cancel()


async def _above(root: Path, found: "asyncio.Queue[set[str]]") -> None:
    """Tell of the configuration, and of folders that come and go."""
    from watchfiles import awatch

    async for changes in awatch(root, recursive=False, watch_filter=None, step=50):
        names = {Path(path).name for _, path in changes} & {CONFIGURATION, *FOLDERS}
        if names:
            await found.put(names)


async def _below(root: Path, found: "asyncio.Queue[set[str]]") -> None:
    """Tell of files in the folders, as soon as these are there."""
    loop, lost = asyncio.get_running_loop(), False
    while True:
        folders = _folders(root)
        if not folders:
            lost = True
            await asyncio.sleep(_AWAY)
            continue
        if lost:
            # What was saved while nothing was watched is read once watching has begun, with the next step.
            loop.call_soon(found.put_nowait, set(FOLDERS))
        lost = True
        with suppress(FileNotFoundError, RuntimeError):  # a folder that went while it was looked at
            async for changes in _changes(folders):
                if paths := set(relative(root, changes)):
                    await found.put(paths)
                if _folders(root) != folders:
                    break
        await asyncio.sleep(_PAUSE)


async def _changes(folders: Iterable[Path]) -> AsyncIterator[set[Path]]:
    """Yield what changes in folders and below them, as fast as the system tells it."""
    if sys.platform == "linux":
        with suppress(OSError):  # where no more may be watched
            async for found in inotify.Watch(folders).changes():
                yield found
    from watchfiles import awatch

    async for changes in awatch(*folders, step=_STEP, debounce=_GATHER):
        yield {Path(path) for _, path in changes}


def _folders(root: Path) -> dict[Path, int]:
    """Return the folders that are there, each with what tells it from another one of its name."""
    paths = [root / name for name in FOLDERS]
    return {path: path.stat().st_ino for path in paths if path.is_dir()}


def relative(root: Path, paths: Iterable[Path]) -> Iterable[str]:
    """Yield paths relative to the root with forward slashes; those of hidden files are left out."""
    for path in paths:
        with suppress(ValueError):
            inner = path.relative_to(root)
            if not any(part.startswith(".") for part in inner.parts):
                yield inner.as_posix()


async def settled(path: Path) -> bool:
    """Wait until nobody writes to a file; tell whether that is so, or patience ended."""
    clock = asyncio.get_running_loop().time
    began = clock()
    while (waited := clock() - began) < _PATIENCE:
        state = look(path)
        if state == "whole" or (state == "doubtful" and waited > _EMPTY):
            return True
        if state == "unknown":
            before = _stamp(path)
            await asyncio.sleep(_MOMENT)
            if _stamp(path) == before:
                return True
        await asyncio.sleep(_PAUSE)
    return False


def look(path: Path) -> str:
    """Return "whole", "written" (somebody is at it), "doubtful" (empty, or no text) or "unknown"."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return "whole"
    try:
        # A lease for reading is given only where no process has the file open for writing.
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return "written"
    except (OSError, AttributeError):
        return "unknown"
    finally:
        os.close(descriptor)
    return "whole" if _readable(path) else "doubtful"


def _readable(path: Path) -> bool:
    """Tell whether a text has an end that may be its end."""
    if path.suffix not in {".md", ".yaml", ".csv"}:
        return True
    try:
        data = path.read_bytes()
        data.decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return bool(data)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        facts = path.stat()
    except OSError:
        return 0, 0
    return facts.st_mtime_ns, facts.st_size
