"""The past of a project as git keeps it: old texts, their dates, and where files went.

Git is asked as rarely as can be: two processes for all texts, one for the log, none where nobody asks.
Without git, or outside a repository, the past is empty.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from os import fsdecode
from pathlib import Path

from briefgen.files import MAX_BINARY

TIMEOUT = 60
"""Seconds that git may take."""
MAX_ALL = 512 << 20
"""Most bytes of texts that are read at once."""
MAX_SAID = MAX_ALL + (64 << 20)
"""Most bytes that git may say."""
SIMILAR = 30
"""Percent that two files must share for one to come from the other; half a file shares less than half."""

_LINK = "120000"
"""Mode of a symbolic link in a tree."""
_RAW = ("--raw", "--no-abbrev", "-r", "-z", "--no-ext-diff", "--no-textconv", "--relative")
_MOVED = (*_RAW, f"-M{SIMILAR}%", f"-C{SIMILAR}%", "-l400", "--diff-filter=RC")
# --full-history: also branches of which a merge took nothing; -m: also what a merge itself moved.
_WHOLE = ("-m", "--full-history", "--format=%x01%as", "--", "content")


@dataclass(frozen=True, slots=True)
class Move:
    """A file that came from another one."""

    old: str
    """Path relative to the project folder."""
    new: str
    similar: int
    """Percent of what the two share."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as a revision has it."""

    blob: str
    size: int
    """In bytes."""
    link: bool
    """Whether its bytes are the path of another file."""


@dataclass(frozen=True)
class History:
    """What git remembers of a project folder."""

    root: Path
    program: str = "git"
    _texts: dict[str, bytes | None] = field(default_factory=dict, repr=False)

    def texts(self, blobs: Collection[str]) -> Mapping[str, bytes]:
        """Return the bytes of every blob that is known, by its whole or short id, with two processes."""
        asked = sorted({blob for blob in blobs if blob} - self._texts.keys())
        if asked:
            self._texts.update(dict.fromkeys(asked))
            small = self._small(asked)
            output = self._git(("cat-file", "--batch"), "".join(f"{blob}\n" for blob in small).encode())
            self._texts.update(zip(small, _objects(output), strict=False))
        return {blob: data for blob in blobs if (data := self._texts.get(blob)) is not None}

    def _small(self, blobs: Sequence[str]) -> list[str]:
        """Return those of which no one is larger than a file may be, nor all together than a project.

        A few kilobytes of a repository may stand for gigabytes.
        """
        rows = self._git(("cat-file", "--batch-check"), "".join(f"{blob}\n" for blob in blobs).encode())
        found, left = [], MAX_ALL
        for blob, row in zip(blobs, rows.decode("utf-8", "replace").splitlines(), strict=False):
            size = int(row.split()[-1]) if re.fullmatch(r"\S+ blob \d+", row) else MAX_ALL
            if size <= min(left, MAX_BINARY):
                found.append(blob)
                left -= size
        return found

    def listing(self, revision: str, paths: Sequence[str]) -> Mapping[str, Kept]:
        """Return every file at or below some paths, by its path, as a revision has it.

        Empty where there is no such revision.
        """
        # What begins with a hyphen is a name here, never an option.
        command = ("ls-tree", "-r", "-l", "-z", "--end-of-options", revision, "--", *paths)
        found = {}
        for row in self._git(command).split(b"\0")[:-1]:
            facts, _, path = row.partition(b"\t")
            mode, kind, blob, size = facts.decode().split()
            if kind == "blob":
                found[fsdecode(path)] = Kept(blob, int(size), mode == _LINK)
        return found

    def date(self, blob: str) -> str:
        """Return the day on which a version was first recorded, as YYYY-MM-DD; empty where unknown."""
        return next((day for id, day in self._days.items() if blob and id.startswith(blob)), "")

    def moved(self, path: str) -> list[str]:
        """Return the paths that came from a file by renaming or copying, in any number of steps.

        The file may bear the name that its folder, content/FOLDER, has now and had not yet when it moved.
        """
        steps = [path, *self._before_folders(path)]
        met = set(steps)
        found: list[str] = []
        for old in steps:
            for new in self._targets.get(old, ()):
                if new not in met:
                    met.add(new)
                    found.append(new)
                    steps.append(new)
        return found

    def _before_folders(self, path: str) -> list[str]:
        """Return what a path was called before its folder was renamed, once or more often."""
        content, *rest = path.split("/")
        former = rest[:1]
        for now in former:
            former += [old for old in self._folders.get(now, ()) if old not in former]
        return ["/".join((content, name, *rest[1:])) for name in former[1:]]

    @cached_property
    def is_shallow(self) -> bool:
        """Tell whether the repository is a clone that holds the latest commits alone."""
        return self._git(("rev-parse", "--is-shallow-repository")).strip() == b"true"

    @cached_property
    def is_kept(self) -> bool:
        """Tell whether the folder stands in a repository that git can read."""
        return self._git(("rev-parse", "--is-inside-work-tree")).strip() == b"true"

    @cached_property
    def _days(self) -> Mapping[str, str]:
        """Blob → the first day it was recorded."""
        log = self._git(("log", *_RAW, "--no-renames", *_WHOLE))
        # The log goes back in time, so the last day written is the first.
        return {facts[3]: day for day, facts, _, _ in _entries(log)}

    @cached_property
    def _moves(self) -> list[Move]:
        """All moves, those first that changed the file least."""
        # What was moved and not yet recorded comes before the rest: it is the latest.
        since = self._git(("diff", *_MOVED, "HEAD", "--", "content"))
        log = b"\x01\0" + since + self._git(("log", *_MOVED, *_WHOLE))
        moves = (Move(old, new, int(facts[4][1:] or 0)) for _, facts, old, new in _entries(log))
        return sorted(moves, key=lambda move: -move.similar)

    @cached_property
    def _targets(self) -> Mapping[str, list[str]]:
        """Path → those that came from it in one step."""
        found: dict[str, list[str]] = {}
        for move in self._moves:
            found.setdefault(move.old, []).append(move.new)
        return found

    @cached_property
    def _folders(self) -> Mapping[str, list[str]]:
        """Folder of an issue → what it was called when a file in it came to it under its own name."""
        found: dict[str, list[str]] = {}
        for move in self._moves:
            old, new = move.old.split("/"), move.new.split("/")
            if old[2:] == new[2:] and old[1] not in found.setdefault(new[1], []):
                found[new[1]].append(old[1])
        return found

    def _git(self, arguments: tuple[str, ...], given: bytes = b"") -> bytes:
        # Here, since most commands have nothing to ask.
        from subprocess import DEVNULL, PIPE, Popen
        from tempfile import TemporaryFile
        from threading import Timer

        # A repository's own settings may name programs to run; none of these commands needs any.
        quiet = ("--no-pager", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false")
        command = [self.program, "-C", str(self.root), *quiet, *arguments]
        with TemporaryFile() as asked:
            asked.write(given)
            asked.seek(0)
            try:
                process = Popen(command, stdin=asked, stdout=PIPE, stderr=DEVNULL)  # noqa: S603
            except OSError:
                return b""
            late = Timer(TIMEOUT, process.kill)
            late.start()
            with process:
                assert process.stdout
                # A tree may hold itself many times over, and no end is to be waited for.
                said = process.stdout.read(MAX_SAID + 1)
                if len(said) > MAX_SAID:
                    process.kill()
            late.cancel()
            late.join()
        return said if len(said) <= MAX_SAID else b""


def _objects(output: bytes) -> Iterator[bytes | None]:
    """Yield the answers of `git cat-file --batch` in order: the bytes of a blob, None for anything else."""
    at = 0
    while at < len(output):
        end = output.index(b"\n", at)
        head = output[at:end].split()
        at = end + 1
        if len(head) != 3 or not head[2].isdigit():
            yield None
            continue
        size = int(head[2])
        yield output[at : at + size] if head[1] == b"blob" else None
        at += size + 1


def _entries(output: bytes) -> Iterator[tuple[str, list[str], str, str]]:
    """Read `git log --raw -z`: yield day, (modes, blobs, status), path, and the path a file was moved to."""
    for commit in output.decode("utf-8", "replace").split("\x01")[1:]:
        day, _, rest = commit.partition("\0")
        fields = iter(rest.replace("\n:", ":").split("\0"))
        for entry in fields:
            facts = entry.lstrip("\n").split(" ")
            if facts[0].startswith(":") and len(facts) == 5:
                path = next(fields, "")
                yield day.strip(), facts, path, next(fields, "") if facts[4][0] in "RC" else ""
