"""The code of modules in one file of the user's cache, in place of several looks at the disk for each.

Python looks for a module in folder after folder, then for what it compiled of it, and reads that. Where
nothing has changed of the folders and files, as their times in nanoseconds and their sizes tell, the code is
taken from here. Anything odd is left to Python.
"""

import atexit
import marshal
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from mmap import ACCESS_READ, mmap
from types import CodeType, ModuleType
from zlib import crc32

from briefgen import compiled

_MORE = 20
"""How many modules must be new for the file to be written again."""
_NUMBER = 8
"""Bytes of each of two numbers: how long the head of the file is, and its sum."""
_LONGEST = 32 << 20
"""Bytes of code beyond which the file is begun anew."""

_Row = tuple[str, int, int, bool, int, int, int]
"""A module's file, its time and size; whether it is a package; where its code begins and ends; its sum."""


class _Loader(SourceFileLoader):
    """Loads the code that the finder has found."""

    def __init__(self, name: str, path: str, code: memoryview) -> None:
        super().__init__(name, path)
        self.code = code

    def get_code(self, fullname: str) -> CodeType | None:
        code: CodeType = marshal.loads(self.code)  # noqa: S302 - the user's own, as checked
        return code


class _Finder:
    """Finds modules whose files are as they were."""

    def __init__(self) -> None:
        self.body, self.path, self.folders, self.rows = _read(_path())
        self.before = set(sys.modules)
        self.same: dict[str, bool] = {}

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return what loads a module, None where that is for others to say."""
        row = self.rows.get(name)
        if row is None:
            return None
        file, time, size, is_package, start, end, digest = row
        within = _within(file, is_package)
        searched = sys.path if path is None else path
        if list(searched) != (self.path if path is None else [within]) or not all(
            map(self.is_same, searched)
        ):
            return None
        try:
            facts = os.stat(file)
        except OSError:
            return None
        code = self.body[start:end]
        if (facts.st_mtime_ns, facts.st_size) != (time, size) or crc32(code) != digest:
            return None
        places = [os.path.dirname(file)] if is_package else None
        loader = _Loader(name, file, code)
        return spec_from_file_location(name, file, loader=loader, submodule_search_locations=places)

    def is_same(self, folder: str) -> bool:
        """Tell whether nothing came to a folder, and nothing left it, since the file was written."""
        if folder not in self.same:
            self.same[folder] = folder in self.folders and self.folders[folder] == _time(folder)
        return self.same[folder]


def start() -> None:
    """Take modules from the file from now on, and keep at the end those that were loaded without it."""
    if any(isinstance(each, _Finder) for each in sys.meta_path) or not _path():
        return
    finder = _Finder()
    at = next(
        (at for at, each in enumerate(sys.meta_path) if getattr(each, "__name__", "") == "PathFinder"), 0
    )
    sys.meta_path.insert(at, finder)
    atexit.register(_keep, finder)


def _time(folder: str) -> int:
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return 0


def _keep(finder: _Finder) -> None:
    """Write the file again if many modules were not in it."""
    later = [(name, each) for name, each in sys.modules.items() if name not in finder.before]
    new = [name for name, each in later if type(_loader(each)) is SourceFileLoader]
    if len(new) < _MORE:
        return
    folders = {folder: _time(folder) for folder in sys.path}
    codes: dict[str, tuple[_Row, bytes]] = {}
    if len(finder.body) < _LONGEST:
        for name, row in finder.rows.items():
            if finder.is_same(_within(row[0], row[3])):
                codes[name] = row, bytes(finder.body[row[4] : row[5]])
    for name in new:
        with suppress(OSError, ImportError, ValueError, SyntaxError, AttributeError):
            codes[name] = _compiled(name)
    rows: dict[str, _Row] = {}
    size = 0
    for name, (row, code) in codes.items():
        within = _within(row[0], row[3])
        folders.setdefault(within, _time(within))
        rows[name] = (*row[:4], size, size + len(code), crc32(code))
        size += len(code)
    head = marshal.dumps((list(sys.path), folders, rows))
    body = b"".join(code for _, code in codes.values())
    with suppress(OSError):
        compiled.write(_path(), _number(len(head)) + _number(crc32(head)) + head + body)


def _compiled(name: str) -> tuple[_Row, bytes]:
    """Return the code of a module that Python loaded, as it is now; its file is looked at first."""
    loader = SourceFileLoader(name, sys.modules[name].__spec__.origin)  # type: ignore[union-attr, arg-type]
    facts = os.stat(loader.path)
    code = marshal.dumps(loader.get_code(name))
    return (loader.path, facts.st_mtime_ns, facts.st_size, loader.is_package(name), 0, 0, 0), code


def _path() -> str:
    """Return the file for this search path, "" where there is no place for it."""
    return compiled.path("modules", *sys.path)


def _within(file: str, is_package: bool) -> str:
    """Return the folder in which Python finds a module."""
    folder = os.path.dirname(file)
    return os.path.dirname(folder) if is_package else folder


def _number(value: int) -> bytes:
    return value.to_bytes(_NUMBER, "big")


def _loader(module: ModuleType) -> object:
    return getattr(getattr(module, "__spec__", None), "loader", None)


def _read(path: str) -> tuple[memoryview, list[str], dict[str, int], dict[str, _Row]]:
    """Return the codes, the search path, the times of folders and the modules; nothing of an odd file."""
    nothing: tuple[memoryview, list[str], dict[str, int], dict[str, _Row]] = memoryview(b""), [], {}, {}
    try:
        with open(path, "rb") as stream:
            if not compiled.is_own(stream):
                return nothing
            whole = memoryview(mmap(stream.fileno(), 0, access=ACCESS_READ))
    except (OSError, ValueError):
        return nothing
    begin = 2 * _NUMBER
    end = begin + int.from_bytes(whole[:_NUMBER], "big")
    if not begin < end <= len(whole) or crc32(whole[begin:end]) != int.from_bytes(
        whole[_NUMBER:begin], "big"
    ):
        return nothing
    path_then, folders, rows = marshal.loads(whole[begin:end])  # noqa: S302 - the user's own, as checked
    return whole[end:], path_then, folders, rows
