"""What a build saw of every file, kept as git keeps its index.

A file whose size, times and inode are as they were is not read again. One that changed about when it was
read may change once more within the same tick of the clock: it is *unsettled*, and read again until time has
passed. A build with nothing to do is answered from here before anything else is loaded, so this module
imports next to nothing: dataclasses and pathlib alone take longer to load than all that is done here.
"""

import os
import stat
import struct
import sys
import zlib

CACHE = ".briefgen"
"""Folder in a project for what can be made again."""
CONFIGURATION = "briefgen.yaml"
MOST_READ = 64 << 20
"""Bytes beyond which a file is told by its size alone: whatever reads it refuses it."""
MOST_FOLDERS = 5000
"""Folders below one that are looked into."""
RECORDS = 8
"""How many records are kept, one for each way in which `briefgen build` is called."""

Stamp = tuple[int, int, int, int]
"""Bytes, time of the last change of the content and of the inode in nanoseconds, number of the inode."""
Row = tuple[Stamp, bytes, bool]
"""Stamp, SHA-256 of the content (32 zeros where the stamp alone counts), and whether it is settled."""

ABSENT: Stamp = (-1, 0, 0, 0)
UNREAD = bytes(32)
ENVIRONMENT = ("SOURCE_DATE_EPOCH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""Variables that may change what a build makes."""

_MARK = b"briefgen index 2\n"
_HEAD = struct.Struct("<IQB5Q")
_STAMP, _SAID = struct.Struct("<4q"), struct.Struct("<32s?")
_FINE, _COARSE, _SECOND = 20_000_000, 2_000_000_000, 1_000_000_000
"""Nanoseconds within which two changes may bear one time; the coarse where times are whole seconds."""


Told = tuple[str, int, str, str]
"""What a build was asked, as `asked` returns it; its exit code, and what it would say now: stdout, stderr."""


class Record:
    """A build that is done, and what it saw."""

    __slots__ = ("_names", "_said", "_stamps", "told")

    def __init__(self, told: Told, names: str, stamps: bytes, said: bytes) -> None:
        """Take what is to be told, and the rows in three packed parts."""
        self.told = told
        self._names, self._stamps, self._said = names, stamps, said

    def rows(self) -> dict[str, Row]:
        """Return path → row."""
        rows = zip(_STAMP.iter_unpack(self._stamps), _SAID.iter_unpack(self._said), strict=True)
        found = ((stamp, digest, settled) for stamp, (digest, settled) in rows)
        return dict(zip(self._names.split("\0"), found, strict=True)) if self._names else {}

    def holds(self) -> bool:
        """Tell whether every file is as it was seen; only unsettled ones are read."""
        look, names = os.stat, self._names.split("\0")
        for name, (size, changed, inode_changed, inode) in zip(
            names, _STAMP.iter_unpack(self._stamps), strict=True
        ):
            try:
                facts = look(name)
            except OSError:
                if size != ABSENT[0]:
                    return False
                continue
            if (
                facts.st_mtime_ns != changed
                or facts.st_ctime_ns != inode_changed
                or facts.st_ino != inode
                or facts.st_size != size
            ):
                return False
        return self.is_settled or all(
            settled or digest == _digest(name, *_stat(name))
            for name, (_, digest, settled) in self.rows().items()
        )

    @property
    def is_settled(self) -> bool:
        """Tell whether no file has to be read again to be sure of it."""
        return b"\0" not in self._said[_SAID.size - 1 :: _SAID.size]

    def save(self, path: str) -> None:
        """Keep this record, and the latest few beside it. Raises OSError."""
        asked, code, out, err = self.told
        parts = [text.encode("utf-8", "surrogateescape") for text in (asked, out, err, self._names)]
        parts += [self._stamps, self._said]
        folder = os.path.dirname(path)
        temporary = f"{folder}/.briefgen-{os.getpid()}.part"
        with open(temporary, "wb") as stream:
            own = os.fstat(stream.fileno()).st_ino
            body = b"".join([struct.pack("<QB5Q", own, code, *map(len, parts[:5])), *parts])
            stream.write(b"".join([_MARK, struct.pack("<I", zlib.crc32(body)), body]))
        os.replace(temporary, path)
        for old in _records(folder)[:-RECORDS]:
            os.unlink(old)


def record(told: Told, rows: "dict[str, Row]", now: int) -> Record:
    """Return the record of a build that is done now, by the clock of the file system."""
    stamps = b"".join(_STAMP.pack(*stamp) for stamp, _, _ in rows.values())
    said = b"".join(
        _SAID.pack(digest, settled or is_settled(stamp, now)) for stamp, digest, settled in rows.values()
    )
    return Record(told, "\0".join(rows), stamps, said)


def load(path: str) -> "Record | None":
    """Return the record in a file, or None where there is none that can be trusted.

    A record names the inode of its own file: one that came with the content was written by nobody here.
    """
    try:
        with open(path, "rb") as stream:
            inode, data = os.fstat(stream.fileno()).st_ino, stream.read()
        check, own, code, *sizes = _HEAD.unpack_from(data, len(_MARK))
        if not data.startswith(_MARK) or own != inode or zlib.crc32(data[len(_MARK) + 4 :]) != check:
            return None
        at, parts = len(_MARK) + _HEAD.size, []
        for size in sizes:
            parts.append(data[at : at + size])
            at += size
        asked, out, err, names = (part.decode("utf-8", "surrogateescape") for part in parts[:4])
    except (OSError, ValueError, struct.error):
        return None
    return Record((asked, code, out, err), names, parts[4], data[at:])


def latest(root: str) -> "dict[str, Row]":
    """Return the rows of the record that was kept last in a project; none where there is none."""
    kept = _records(f"{root}/{CACHE}/index")
    found = load(kept[-1]) if kept else None
    return found.rows() if found else {}


def answer(arguments: "list[str]") -> "Record | None":
    """Return the record of a build with these arguments where it would do nothing now, else None."""
    root = project(arguments)
    if not root:
        return None
    path = record_path(root, arguments)
    found = load(path)
    if found is None or found.told[0] != asked(arguments) or not found.holds():
        return None
    if not found.is_settled:
        settled = record(found.told, found.rows(), clock(os.path.dirname(path)))
        try:
            settled.save(path)
        except OSError:
            return found  # a folder that cannot be written to costs time
    return found


def asked(arguments: "list[str]") -> str:
    """Return all that a build is told by other means than files."""
    variables = [f"{name}={os.environ.get(name)}" for name in ENVIRONMENT]
    return "\0".join([sys.version, sys.executable, os.getcwd(), *variables, *arguments])


def record_path(root: str, arguments: "list[str]") -> str:
    """Return where the record of a build with these arguments is kept."""
    return f"{root}/{CACHE}/index/{zlib.crc32(asked(arguments).encode('utf-8', 'surrogateescape')):08x}"


def clock(folder: str) -> int:
    """Return the time by the clock that stamps files in a folder, in ns; 0 where nothing can be written."""
    try:
        os.makedirs(folder, exist_ok=True)
        descriptor = os.open(f"{folder}/.clock", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            os.utime(descriptor)
            return os.fstat(descriptor).st_mtime_ns
        finally:
            os.close(descriptor)
    except OSError:
        return 0


def is_settled(stamp: Stamp, now: int) -> bool:
    """Tell whether a file that is looked at now cannot change any more without a new stamp."""
    _, changed, inode_changed, _ = stamp
    tick = _COARSE if changed % _SECOND == 0 or inode_changed % _SECOND == 0 else _FINE
    return stamp == ABSENT or max(changed, inode_changed) + tick < now


class Seen:
    """The files that a build looks at, read only where the rows of an earlier build do not tell of them."""

    def __init__(self, before: "dict[str, Row]", now: int) -> None:
        """Take the rows of an earlier build and the time by the clock of the file system."""
        self.rows: dict[str, Row] = {}
        self._before, self.began = before, now

    def digest(self, path: str, within: str = "") -> bytes:
        """Return the digest of a file's bytes or of the names in a folder; zeros where there is neither.

        What a link leads to outside `within` is not read.
        """
        if within and os.path.islink(path) and not _is_below(path, within):
            self.stamp(path)
            return UNREAD
        if path not in self.rows:
            stamp, mode = _stat(path)
            row = self._before.get(path)
            if row is None or row[0] != stamp or not row[2] or row[1] == UNREAD:
                row = stamp, _digest(path, stamp, mode), is_settled(stamp, self.began)
            self.rows[path] = row
        return self.rows[path][1]

    def tree(self, folder: str, within: str) -> "dict[str, bytes]":
        """Return path → digest of a folder and of all below it, sorted; hidden files are left out.

        What links lead to outside `within`, or round in a circle, is not looked at, nor what is beyond
        `MOST_FOLDERS`, the nearest first: nobody reads so many.
        """
        real, bounds = os.path.realpath(folder), os.path.realpath(within)
        found = {folder: self.digest(folder, bounds)}
        folders: list[tuple[str, tuple[str, ...]]] = []
        if real == bounds or _is_below(folder, within):
            folders.append((folder, (real,)))
        for path, reals in folders:
            if len(folders) < MOST_FOLDERS:
                folders += self._inside(path, reals, bounds, found)
        return dict(sorted(found.items()))

    def _inside(
        self, folder: str, real: "tuple[str, ...]", within: str, found: "dict[str, bytes]"
    ) -> "list[tuple[str, tuple[str, ...]]]":
        """Note what is in a folder; return the folders in it, each with the real paths that led there."""
        try:
            entries = [entry for entry in os.scandir(folder) if entry.name[0] != "."]
        except OSError:
            return []
        folders = []
        for entry in entries:
            target = os.path.realpath(entry.path) if entry.is_symlink() else f"{real[-1]}/{entry.name}"
            if entry.is_symlink() and (target in real or not target.startswith(f"{within.rstrip('/')}/")):
                found[entry.path] = UNREAD
                continue
            if entry.name == "__pycache__":
                continue
            found[entry.path] = self.digest(entry.path)
            if entry.is_dir():
                folders.append((entry.path, (*real, target)))
        return folders

    def wrote(self, path: str, digest: bytes) -> None:
        """Note a file that this build wrote; it is settled when the record is."""
        self.rows[path] = _stat(path)[0], digest, False

    def forget(self, paths: "set[str]") -> None:
        """Take back that these were looked at."""
        for path in paths:
            del self.rows[path]

    def stamp(self, path: str) -> None:
        """Note a file or folder that counts by its stamp alone."""
        self.rows.setdefault(path, (_stat(path)[0], UNREAD, True))


def _is_below(path: str, folder: str) -> bool:
    """Tell whether a path leads, through all links, to something below a folder."""
    return os.path.realpath(path).startswith(f"{os.path.realpath(folder).rstrip('/')}/")


def _stat(path: str) -> "tuple[Stamp, int]":
    try:
        facts = os.stat(path)
    except OSError:
        return ABSENT, 0
    return (facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino), facts.st_mode


def _digest(path: str, stamp: Stamp, mode: int) -> bytes:
    from hashlib import sha256

    try:
        if stat.S_ISDIR(mode):
            names = sorted(name for name in os.listdir(path) if name[0] != "." and name != "__pycache__")
            return sha256("\0".join(names).encode("utf-8", "surrogateescape")).digest()
        if not stat.S_ISREG(mode) or stamp[0] > MOST_READ:
            return sha256(f"{stamp[0]} {stat.S_IFMT(mode)}".encode()).digest() if mode else UNREAD
        with open(path, "rb") as stream:
            return sha256(stream.read()).digest()
    except OSError:
        return UNREAD


def _records(folder: str) -> "list[str]":
    """Return the records in a folder, the latest last."""
    try:
        names = [name for name in os.listdir(folder) if name[0] != "."]
        return sorted((f"{folder}/{name}" for name in names), key=os.path.getmtime)
    except OSError:
        return []


def project(arguments: "list[str]") -> str:
    """Return the folder of the project that a build is asked for; empty where it is not plain to see."""
    given = ""
    for at, word in enumerate(arguments):
        if word == "--project":
            given = arguments[at + 1] if at + 1 < len(arguments) else ""
        elif word.startswith("--project="):
            given = word.partition("=")[2]
    folder = os.path.realpath(given)
    while not os.path.isfile(f"{folder}/{CONFIGURATION}"):
        if given or folder == os.path.dirname(folder):
            return ""
        folder = os.path.dirname(folder)
    return folder
