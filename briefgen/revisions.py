"""A project as git keeps it at a revision, read from its objects without a checkout."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from posixpath import normpath

from briefgen.diagnostics import BriefgenError, Diagnostic, Place, error
from briefgen.files import CONFIGURATION, MAX_BINARY, Files, printable
from briefgen.history import History, Kept

PARTS = ("content", "templates", "fonts", CONFIGURATION)
"""What a project consists of."""
_LONGEST = 4096
"""Bytes of a path."""
_LINKS, _MOST = 1000, 50_000
"""Most links in a project, and most files that they add: links to folders with links multiply."""
_STEPS = 40
"""Links that lead from one to the next, as systems allow them."""


@dataclass(frozen=True, slots=True)
class Snapshot(Files):
    """Read access to a project as it was."""

    kept: Mapping[str, Kept] = field(repr=False)
    """What it holds, by path; links are followed already."""
    inner: Mapping[str, frozenset[str]] = field(repr=False)
    """What the paths in a folder begin with → the names of the files and folders in it."""
    history: History = field(repr=False)

    def load(self, paths: Iterable[str]) -> None:
        """Fetch files with two processes; those read without this take two each."""
        rows = (self.kept[path] for path in paths if path in self.kept)
        self.history.texts({row.blob for row in rows if row.size <= MAX_BINARY})

    def read_bytes(self, path: str, limit: int = MAX_BINARY) -> bytes:
        """Return the bytes of a file.

        Raises BriefgenError where there is none, or one of more than `limit` bytes.
        """
        row = self.kept.get(normpath(path))
        if row and row.size > limit:
            raise BriefgenError([error(Place(path), f"is larger than {limit // 1024} KB", "make it smaller")])
        data = self.history.texts([row.blob]).get(row.blob) if row else None
        if data is None:
            raise BriefgenError([error(Place(path), "is not in this revision")])
        return data

    def is_file(self, path: str) -> bool:
        """Tell whether a file stands at the path."""
        return normpath(path) in self.kept

    def folders(self, path: str) -> list[str]:
        """Return the names of the folders in a folder, sorted; hidden ones left out."""
        return [name for name in self._inner(path) if f"{_inside(path)}{name}" not in self.kept]

    def names(self, path: str) -> list[str]:
        """Return the names of the files in a folder, sorted; hidden ones left out."""
        return [name for name in self._inner(path) if f"{_inside(path)}{name}" in self.kept]

    def _inner(self, path: str) -> list[str]:
        return sorted(name for name in self.inner.get(_inside(path), ()) if not name.startswith("."))


def _inside(path: str) -> str:
    """Return what the paths of all that is in a folder begin with."""
    plain = normpath(path)
    return "" if plain == "." else f"{plain}/"


def snapshot(root: Path, revision: str, history: History) -> Snapshot:
    """Return a project as a revision has it.

    Raises BriefgenError with exit code 2 where git does not know the revision, or it holds no project.
    """
    listed = history.listing(revision, PARTS)
    if CONFIGURATION not in listed:
        raise BriefgenError([_missing(revision, known=bool(listed), kept=history.is_kept)], 2)
    listed = {path: row for path, row in listed.items() if not f"/{path}".count("/.")}
    links = {path: row.blob for path, row in listed.items() if row.link and row.size <= _LONGEST}
    found = {path: row for path, row in listed.items() if not row.link}
    if links:
        _follow(links, found, history)
    return Snapshot(root, found, _folders(found), history)


def _folders(paths: Iterable[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for path in paths:
        inner = path
        while inner:
            above, _, name = inner.rpartition("/")
            found.setdefault(f"{above}/" if above else "", set()).add(name)
            inner = above
    return {folder: frozenset(names) for folder, names in found.items()}


def _missing(revision: str, *, known: bool, kept: bool) -> Diagnostic:
    name = printable(revision)
    if not kept:
        return error(Place("."), "is not kept by git", "compare in a folder that is under version control")
    if known:
        return error(Place(CONFIGURATION), f'is not in the revision "{name}"', "name a later revision")
    hint = "name a commit, tag or branch; a shallow copy lacks the old ones: git fetch --unshallow"
    return error(Place("."), f'git knows no revision "{name}" of this project', hint)


def _follow(links: Mapping[str, str], found: dict[str, Kept], history: History) -> None:
    """Add what links lead to, inside the project, under the paths of the links."""
    texts = history.texts(links.values())
    most = len(found) + _MOST
    for path in links:
        if len(links) > _LINKS or len(found) > most:
            what = (
                "leads to too many files" if len(links) <= _LINKS else f"is one of more than {_LINKS:,} links"
            )
            raise BriefgenError([error(Place(path), what, "put the files themselves there")], 2)
        target = path
        for _ in range(_STEPS):
            text = texts.get(links.get(target, ""))
            if text is None:
                break
            target = normpath(PurePosixPath(target).parent / text.decode("utf-8", "replace"))
        above = f"{target}/"
        found |= {
            f"{path}{name[len(target) :]}": row for name, row in found.items() if f"{name}/".startswith(above)
        }
