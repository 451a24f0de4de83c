"""The past of a project as git keeps it: old texts, their dates, and where files went.

Git is asked as rarely as can be: one process for all texts, one for the log, none where nobody asks. Without
git, or outside a repository, the past is empty.
"""

import subprocess
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from os import fsdecode
from pathlib import Path

TIMEOUT = 60
"""Seconds that git may take."""
SIMILAR = 30
"""Percent that two files must share for one to come from the other; half a file shares less than half."""

_LINK = "120000"
"""Mode of a symbolic link in a tree."""
_MOVES = (
    *("--raw", "--no-abbrev", "-r", f"-M{SIMILAR}%", f"-C{SIMILAR}%", "-l400", "-z"),
    *("--no-ext-diff", "--no-textconv", "--relative"),
)
# --full-history: also branches of which a merge took nothing; -m: also what a merge itself moved.
_LOG = ("log", *_MOVES, "-m", "--full-history", "--format=%x01%as", "--", "content")
_SINCE = ("diff", *_MOVES, "HEAD", "--", "content")


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
        """Return the bytes of every blob that is known, by its whole or abbreviated id, with one process."""
        asked = sorted({blob for blob in blobs if blob} - self._texts.keys())
        if asked:
            self._texts.update(dict.fromkeys(asked))
            output = self._git(("cat-file", "--batch"), "".join(f"{blob}\n" for blob in asked).encode())
            self._texts.update(zip(asked, _objects(output), strict=False))
        return {blob: data for blob in blobs if (data := self._texts.get(blob)) is not None}

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
        return next((day for id, day in self._log[0].items() if blob and id.startswith(blob)), "")

    def moved(self, path: str) -> list[str]:
        """Return the paths that came from a file by renaming or copying, in any number of steps.

        The file may bear the name that its folder, content/FOLDER, has now and had not yet when it moved.
        """
        moves = sorted(self._log[1], key=lambda move: -move.similar)
        steps = [path, *_before_folders(path, moves)]
        met = set(steps)
        found: list[str] = []
        while steps:
            old = steps.pop(0)
            for move in moves:
                if move.old == old and move.new not in met:
                    met.add(move.new)
                    found.append(move.new)
                    steps.append(move.new)
        return found

    @cached_property
    def is_shallow(self) -> bool:
        """Tell whether the repository is a clone that holds the latest commits alone."""
        return self._git(("rev-parse", "--is-shallow-repository")).strip() == b"true"

    @cached_property
    def is_kept(self) -> bool:
        """Tell whether the folder stands in a repository that git can read."""
        return self._git(("rev-parse", "--is-inside-work-tree")).strip() == b"true"

    @cached_property
    def _log(self) -> tuple[dict[str, str], list[Move]]:
        # What was moved and not yet recorded comes first: it is the latest.
        return _read_log(b"\x01\0" + self._git(_SINCE) + self._git(_LOG))

    def _git(self, arguments: tuple[str, ...], given: bytes = b"") -> bytes:
        # A repository's own settings may name programs to run; none of these commands needs any.
        quiet = ("--no-pager", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false")
        command = [self.program, "-C", str(self.root), *quiet, *arguments]
        try:
            done = subprocess.run(command, input=given, capture_output=True, timeout=TIMEOUT, check=False)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired):
            return b""
        return done.stdout


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


def _before_folders(path: str, moves: Sequence[Move]) -> list[str]:
    """Return what a path was called before its folder was renamed, once or more often."""
    content, *rest = path.split("/")
    former = rest[:1]
    for now in former:
        for move in moves:
            old, new = move.old.split("/"), move.new.split("/")
            if new[1:2] == [now] and old[2:] == new[2:] and old[1] not in former:
                former.append(old[1])
    return ["/".join((content, name, *rest[1:])) for name in former[1:]]


def _read_log(output: bytes) -> tuple[dict[str, str], list[Move]]:
    """Read `git log --raw -z`: blob → the first day it was recorded, and all moves."""
    days: dict[str, str] = {}
    moves: list[Move] = []
    for commit in output.decode("utf-8", "replace").split("\x01")[1:]:
        day, _, rest = commit.partition("\0")
        fields = iter(rest.replace("\n:", ":").split("\0"))
        for entry in fields:
            facts = entry.lstrip("\n").split(" ")
            if not entry.lstrip("\n").startswith(":") or len(facts) != 5:
                continue
            path = next(fields, "")
            if day.strip():
                # The log goes back in time, so the last day written is the first.
                days[facts[3]] = day.strip()
            if facts[4][0] in "RC":
                moves.append(Move(path, next(fields, ""), int(facts[4][1:] or 0)))
    return days, moves
