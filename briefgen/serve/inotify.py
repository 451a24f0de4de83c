"""What happens in folders and below them, as Linux tells it: at once, and only when a file is closed.

See inotify(7).
"""

import asyncio
import ctypes
import os
import struct
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

_NONBLOCK_CLOEXEC = os.O_NONBLOCK | os.O_CLOEXEC
_MODIFY, _CLOSED, _FROM, _TO = 0x2, 0x8, 0x40, 0x80
_CREATE, _DELETE, _GONE, _MOVED = 0x100, 0x200, 0x400, 0x800
_OVERFLOW, _IGNORED, _FOLDER = 0x4000, 0x8000, 0x40000000
_MASK = _MODIFY | _CLOSED | _FROM | _TO | _CREATE | _DELETE | _GONE | _MOVED
_WHOLE = _CLOSED | _TO
"""A file stands as it was meant."""
_EVENT = struct.Struct("iIII")
_CHUNK = 1 << 16
GATHER = 0.04
"""Seconds within which what follows something that was told is taken together."""
_HELD = 2.0
"""Seconds after which a file is told of that somebody writes to and does not close."""


class Watch:
    """The folders that are watched."""

    def __init__(self, folders: Iterable[Path]) -> None:
        """Begin to watch. Raises OSError where the system does not let that be."""
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._loop = asyncio.get_running_loop()
        self._descriptor = self._libc.inotify_init1(_NONBLOCK_CLOEXEC)
        if self._descriptor < 0:
            raise OSError(ctypes.get_errno(), "cannot watch")
        self._folders: dict[int, Path] = {}
        self._found: set[Path] = set()
        self._written: dict[Path, asyncio.TimerHandle] = {}
        self._told = 0.0
        self._due: asyncio.TimerHandle | None = None
        self._some = asyncio.Event()
        self._loop.add_reader(self._descriptor, self._hear)
        self._roots = tuple(folders)
        for folder in self._roots:
            self._add(folder)

    async def changes(self) -> AsyncIterator[set[Path]]:
        """Yield what changed: a file that was saved at once, what follows within a moment together."""
        try:
            while True:
                await self._some.wait()
                self._some.clear()
                found, self._found = self._found, set()
                self._told = self._loop.time()
                if found:
                    yield found
        finally:
            self._loop.remove_reader(self._descriptor)
            os.close(self._descriptor)
            for timer in (*self._written.values(), *([self._due] if self._due else ())):
                timer.cancel()

    def _add(self, folder: Path) -> Iterable[Path]:
        """Watch a folder and all below it; return the files that are there already."""
        found = []
        for name, _, files in os.walk(folder):
            watched = self._libc.inotify_add_watch(self._descriptor, os.fsencode(name), _MASK)
            if watched >= 0:
                self._folders[watched] = Path(name)
            found += [Path(name, each) for each in files]
        return found

    def _hear(self) -> None:
        """Take in what the system tells."""
        try:
            data = os.read(self._descriptor, _CHUNK)
        except BlockingIOError:
            return
        at, at_once = 0, True
        while at < len(data):
            watched, mask, _, size = _EVENT.unpack_from(data, at)
            name = data[at + _EVENT.size : at + _EVENT.size + size].rstrip(b"\0")
            at += _EVENT.size + size
            if mask & _IGNORED:
                self._folders.pop(watched, None)
            elif mask & _OVERFLOW:
                self._found.update(self._roots)
                at_once = False
            elif watched in self._folders:
                at_once &= self._take(self._folders[watched] / os.fsdecode(name), mask)
        if self._found:
            self._soon(at_once=at_once)

    def _take(self, path: Path, mask: int) -> bool:
        """Note an event; tell whether it may be told at once, alone."""
        timer = self._written.pop(path, None)
        if timer:
            timer.cancel()
        if mask & (_MODIFY | _CREATE) and not mask & _FOLDER and not path.is_symlink():
            self._written[path] = self._loop.call_later(_HELD, self._held, path)
            return True
        self._found.add(path)
        if mask & _FOLDER and mask & (_CREATE | _TO):
            self._found.update(self._add(path))
        return bool(mask & _WHOLE) and not mask & _FOLDER

    def _held(self, path: Path) -> None:
        """Tell of a file that is not closed."""
        del self._written[path]
        self._found.add(path)
        self._some.set()

    def _soon(self, *, at_once: bool) -> None:
        """Tell now, or once the moment is over that began with the first of what was found."""
        if self._due:
            return
        since = self._loop.time() - self._told
        if at_once and len(self._found) == 1 and since > GATHER:
            self._some.set()
        else:
            self._due = self._loop.call_later(GATHER, self._tell)

    def _tell(self) -> None:
        self._due = None
        self._some.set()
