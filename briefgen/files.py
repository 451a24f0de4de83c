"""The only reader of the disk, and the only one to ask for the clock and the environment."""

import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from briefgen import hazards, index
from briefgen.diagnostics import BriefgenError, Place, error

MAX_TEXT = 1 << 20
"""Most bytes of a content file."""
MAX_BINARY = 32 << 20
"""Most bytes of an image or data file."""
MAX_TREE, MAX_FOLDERS, MAX_DEPTH = 128 << 20, 1000, 32
"""Most bytes of the files below a folder, most folders there, and most of them within one another."""
CONFIGURATION = index.CONFIGURATION
CACHE = index.CACHE

_PACKAGE = Path(__file__).parent
_UNPRINTED = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Controls, halves of characters, and separators at which some terminals begin a new line."""


@dataclass(frozen=True, slots=True)
class Files:
    """Read access to one folder, and nothing outside it."""

    root: Path

    def read_bytes(self, path: str, limit: int = MAX_BINARY) -> bytes:
        """Return the bytes of a regular file below the root.

        Raises BriefgenError for anything else: a missing file, a folder, a device, a link that leads
        out of the project, or more than `limit` bytes.
        """
        place = Place(path)
        real = self._real(path)
        try:
            descriptor = os.open(real, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as fault:
            raise BriefgenError([error(place, f"cannot be read: {fault.strerror}")]) from None
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            os.close(descriptor)
            raise BriefgenError([error(place, "is not a regular file", "put a real file in its place")])
        with os.fdopen(descriptor, "rb") as stream:
            data = stream.read(limit + 1) if facts.st_size <= limit else b""
        if facts.st_size > limit or len(data) > limit:
            raise BriefgenError([error(place, f"is larger than {limit // 1024} KB", "make it smaller")])
        return data

    def read_text(self, path: str) -> str:
        """Return a UTF-8 file as NFC text with LF line ends; a byte order mark is dropped."""
        return decode(self.read_bytes(path, MAX_TEXT), path)

    def is_file(self, path: str) -> bool:
        """Tell whether a regular file stands at the path, links followed only inside the root."""
        try:
            return self._real(path).is_file()
        except BriefgenError:
            return False

    def folders(self, path: str) -> list[str]:
        """Return the names of the folders in a folder, sorted; hidden ones left out."""
        return sorted(entry.name for entry in self._entries(path) if entry.is_dir())

    def names(self, path: str) -> list[str]:
        """Return the names of the files in a folder, sorted; hidden ones left out."""
        return sorted(entry.name for entry in self._entries(path) if not entry.is_dir())

    def stamps(self, path: str, depth: int) -> dict[str, list[int]]:
        """Return path → [time of its last change in ns, bytes] of the files in a folder and of the folders.

        The paths are relative to the folder, which has the empty one; of folders inside it so many levels are
        looked into. No file is opened; hidden ones are left out.
        """
        found: dict[str, list[int]] = {}
        folders = [("", os.fspath(self._real(path)))]
        for inner, real in folders:
            found[inner] = [Path(real).stat().st_mtime_ns, 0]
            prefix = f"{inner}/" if inner else ""
            deep = len(PurePosixPath(inner).parts) >= depth
            with os.scandir(real) as entries:
                for entry in entries:
                    name = prefix + entry.name
                    if entry.name.startswith("."):
                        continue
                    # Only what a link leads to inside the root counts.
                    target = self._real(f"{path}/{name}") if entry.is_symlink() else Path(entry.path)
                    if not target.is_dir():
                        facts = target.stat()
                        found[name] = [facts.st_mtime_ns, facts.st_size]
                    elif not deep:
                        folders.append((name, os.fspath(target)))
        return found

    def stands(self, path: str, stamps: Mapping[str, list[int]]) -> bool:
        """Tell whether a folder has the stamps still that it had before."""
        real = f"{os.fspath(self.root)}/{path}"
        try:
            for name, (time, size) in stamps.items():
                facts = os.stat(f"{real}/{name}")  # noqa: PTH116 (a path object for each takes too long)
                if facts.st_mtime_ns != time or (facts.st_size != size and not stat.S_ISDIR(facts.st_mode)):
                    return False
        except OSError:
            return False
        return True

    def stamp(self, path: str) -> list[int]:
        """Return [time of change in ns, bytes] of a file; empty where there is none."""
        try:
            facts = self._real(path).stat()
        except FileNotFoundError:
            return []
        return [facts.st_mtime_ns, facts.st_size]

    def tree(self, path: str, suffixes: tuple[str, ...] = ("",)) -> dict[str, bytes]:
        """Return every file below a folder that ends so, by its path relative to that folder.

        Raises BriefgenError for more or deeper folders, or bytes, than anybody needs: links may lead round.
        """
        found: dict[str, bytes] = {}
        folders, room = [path], MAX_TREE
        for folder in folders:
            for name in self.names(folder):
                if name.endswith(suffixes):
                    inner = f"{folder}/{name}"
                    found[inner[len(path) + 1 :]] = data = self.read_bytes(inner)
                    room -= len(data)
            folders += [f"{folder}/{name}" for name in self.folders(folder)]
            deep = folder[len(path) :].count("/") > MAX_DEPTH
            if room < 0 or len(folders) > MAX_FOLDERS or deep:
                what = f"holds more than {MAX_TREE >> 20} MB, {MAX_FOLDERS} folders or {MAX_DEPTH} in a row"
                raise BriefgenError([error(Place(path), what, "keep what is not needed elsewhere")])
        return found

    def _entries(self, path: str) -> list[os.DirEntry[str]]:
        folder = self._real(path)
        if not folder.is_dir():
            return []
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not entry.name.startswith(".")]

    def _real(self, path: str) -> Path:
        if PurePosixPath(path).is_absolute() or "\0" in path:
            raise BriefgenError([error(Place(printable(path)), "is not a path inside the project")])
        real = Path(os.path.realpath(self.root / path))
        if not real.is_relative_to(os.path.realpath(self.root)):
            raise BriefgenError(
                [error(Place(path), "leads out of the project", "copy the file into the project")]
            )
        return real


@dataclass(frozen=True, slots=True)
class Draft(Files):
    """A folder as it would be with some files that are not written yet."""

    new: Mapping[str, bytes]
    """Path → bytes of those files."""

    def read_bytes(self, path: str, limit: int = MAX_BINARY) -> bytes:
        """Return the bytes of a file, new or old."""
        return self.new[path] if path in self.new else Files.read_bytes(self, path, limit)

    def names(self, path: str) -> list[str]:
        """Return the names of the files in a folder, new and old, sorted."""
        inside = {name.rpartition("/")[2] for name in self.new if name.rpartition("/")[0] == path}
        return sorted(inside.union(Files.names(self, path)))

    def folders(self, path: str) -> list[str]:
        """Return the names of the folders in a folder, those of new files too, sorted."""
        inside = {
            name.split("/")[-2] for name in self.new if name.rpartition("/")[0].rpartition("/")[0] == path
        }
        return sorted(inside.union(Files.folders(self, path)))


class Folder(Mapping[str, bytes]):
    """The files below a folder by their paths, read when they are asked for."""

    def __init__(self, root: Path) -> None:
        self._files = Files(root)

    def __getitem__(self, path: str) -> bytes:
        try:
            return self._files.read_bytes(path)
        except BriefgenError:
            raise KeyError(path) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._files.tree("."))

    def __len__(self) -> int:
        return len(self._files.tree("."))


def decode(data: bytes, path: str) -> str:
    """Return UTF-8 bytes as NFC text with LF line ends.

    Raises BriefgenError with the byte offset for other encodings and for control characters.
    """
    body = data.removeprefix(b"\xef\xbb\xbf")
    hint = "save the file as UTF-8"
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as fault:
        offset = fault.start + len(data) - len(body)
        line = body.count(b"\n", 0, fault.start) + 1
        raise BriefgenError([error(Place(path, line), f"is not UTF-8 (byte {offset})", hint)]) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = hazards.control(text)
    if found:
        place = Place(path, text.count("\n", 0, found[0]) + 1)
        raise BriefgenError([error(place, found[1], "delete it; paste the text as plain text")])
    return unicodedata.normalize("NFC", text)


def printable(text: str) -> str:
    """Return text that is safe to print on a terminal: what steers it, or steers directions, escaped."""
    return "".join(
        f"\\u{ord(character):04x}"
        if unicodedata.category(character) in _UNPRINTED or character in hazards.DIRECTIONAL
        else character
        for character in text
    )


def blob_id(data: bytes) -> str:
    """Return the id git gives to a file of these bytes."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def version_ids(data: bytes) -> tuple[str, ...]:
    """Return the ids by which git may know a text: by SHA-1, then by SHA-256.

    Of each that with LF ends first, then, where the text has CRLF here, with these.
    """
    plain = data.replace(b"\r\n", b"\n")
    versions = (plain,) if plain == data else (plain, data)
    long = (hashlib.sha256(b"blob %d\0" % len(version) + version).hexdigest() for version in versions)
    return (*map(blob_id, versions), *long)


def package() -> Path:
    """Return the folder of this package."""
    return _PACKAGE


def builtin(name: str) -> Path:
    """Return a folder that travels with the package: "templates" or "fonts"."""
    installed = _PACKAGE / "builtin" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def is_builtin(root: Path) -> bool:
    """Tell whether a project's templates are the built-in ones themselves, as in this tool's repository."""
    return root.resolve() == builtin("templates").parent.resolve()


def font_folders(root: Path) -> tuple[Path, ...]:
    """Return the folders of fonts a project may use: its own and the bundled ones.

    Raises BriefgenError with exit code 2 where its own holds anything but files and folders: what reads fonts
    would follow a link anywhere.
    """
    own, bundled = root.resolve() / "fonts", builtin("fonts")
    if own == bundled.resolve() or not os.path.lexists(own):
        return (bundled,)
    odd = [own] if own.is_symlink() or not own.is_dir() else []
    for place, folders, names in os.walk(own) if not odd else ():
        inside = (Path(place, name) for name in (*folders, *names))
        odd += [path for path in inside if path.is_symlink() or not (path.is_dir() or path.is_file())]
    if odd:
        places = (Place(printable(str(path.relative_to(own.parent)))) for path in odd[:MAX_FOLDERS])
        what, hint = "is a link or no regular file", "put the font itself there"
        raise BriefgenError([error(place, what, hint) for place in places], 2)
    return own, bundled


def is_free(folder: Path) -> bool:
    """Tell whether nothing stands at a path, or an empty folder."""
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def find_project(start: Path) -> Path | None:
    """Return the nearest folder at or above `start` that holds a project, or None."""
    folder = start.resolve()
    return next((place for place in (folder, *folder.parents) if (place / CONFIGURATION).is_file()), None)


def now() -> datetime:
    """Return the time of the build: SOURCE_DATE_EPOCH where it is set, else the clock."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
