"""Builds that are killed, run out of disk or are broken off: nothing torn or lost, and the next one whole."""

import errno
import json
import os
import shutil
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import pytest
from conftest import CORPUS
from test_check import lay_out

from briefgen import build as building
from briefgen import formats
from briefgen.__main__ import main
from briefgen.model import Bundle

EDIT = "content/1-first/en/background.md"
CALLS = ("open", "write", "fsync", "replace", "unlink", "utime", "mkdir")
"""Functions of `os` under which a build may come to grief; pathlib and tempfile call them too."""


@dataclass(frozen=True)
class Done:
    """A build that has ended."""

    code: int
    """Exit code; of a build that was killed, less the number of the signal."""
    told: str
    calls: int
    """How often it would have written."""


def build(folder: Path, *, at: int = 0, what: str = "") -> Done:
    """Build a project in a process of its own that comes to grief at its N-th call to write.

    `what` is "kill", "full" (from that call on there is no room) or "break" (Ctrl-C).
    """
    told = folder.parent / "told"
    assert building, "loaded once, here, and not by every child"
    child = os.fork()
    if not child:
        _build(folder, told, at, what)
    _, status = os.waitpid(child, 0)
    text = told.read_text() if told.exists() else ""
    calls = text.rpartition("calls ")[2].split("\n")[0]
    return Done(os.waitstatus_to_exitcode(status), text, int(calls) if calls.isdigit() else 0)


def _build(folder: Path, told: Path, at: int, what: str) -> NoReturn:
    stream = told.open("w", buffering=1)
    sys.stdout = sys.stderr = stream
    formats.FORMATS = {**formats.FORMATS, "pdf": formats.Format("pdf", "print", _stub, lambda _: ())}
    calls = _hurt(at, what)
    sys.argv = ["briefgen", "build", "--jobs", "2", "--project", str(folder)]
    code = 1
    try:
        main()
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        stream.write(f"calls {calls[0]}\n")
        os._exit(code)


def _stub(bundle: Bundle, fonts: Sequence[Path]) -> tuple[bytes, Mapping[str, Any]]:
    """Stand in for the engine: a worker makes this, and the memo keeps it."""
    return b"%PDF-1.7 " + bundle.text.encode() * 3, {"pages": 1}


def _hurt(at: int, what: str) -> list[int]:
    """Replace what writes; return a list whose one item counts the calls."""
    counted, parent = [0], os.getpid()

    def hurt(name: str) -> None:
        plain = getattr(os, name)

        def call(*arguments: Any, **options: Any) -> Any:
            writes = name != "open" or arguments[1] & os.O_ACCMODE != os.O_RDONLY
            if os.getpid() == parent and writes:
                counted[0] += 1
                if counted[0] == at and what == "kill":
                    os.kill(parent, signal.SIGKILL)
                if counted[0] == at and what == "break":
                    raise KeyboardInterrupt
                if counted[0] >= at and what == "full" and name in {"open", "write", "fsync", "mkdir"}:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return plain(*arguments, **options)

        setattr(os, name, call)

    for name in CALLS:
        hurt(name)
    return counted


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of an output folder, whatever it is called; the lock holds nothing."""
    paths = (path for path in (folder / "output").rglob("*") if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(folder / "output")): path.read_bytes() for path in paths}


@dataclass(frozen=True)
class States:
    """A project that was built, and what becomes of it by an edit."""

    built: Path
    old: Mapping[str, bytes]
    new: Mapping[str, bytes]
    calls: int
    """How often the build after the edit writes."""


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> States:
    home = tmp_path_factory.mktemp("crashes")
    lay_out(CORPUS / "base", home / "project")
    assert build(home / "project").code == 0
    lay_out(CORPUS / "base", home / "fresh")
    edit(home / "fresh")
    assert build(home / "fresh").code == 0
    shutil.copytree(home / "project", home / "edited")
    edit(home / "edited")
    done = build(home / "edited")
    new = contents(home / "edited")
    assert new == contents(home / "fresh"), "an edited project is what it would be from nothing"
    return States(home / "project", contents(home / "project"), new, done.calls)


def edit(folder: Path) -> None:
    """Change a text, so that an edition changes, and the lengths, so that others go."""
    path = folder / EDIT
    path.write_text(path.read_text() + "\nOne more paragraph.\n")
    issue = folder / "content/1-first/issue.yaml"
    issue.write_text(issue.read_text() + "lengths: [full]\n")


def hold_whole(folder: Path, states: States) -> None:
    """Hold that every edition is the old one or the new one whole, and that none is lost."""
    found = contents(folder)
    for path, data in found.items():
        known = data in {states.old.get(path), states.new.get(path)}
        assert known or path == "manifest.json" or path.endswith(".part"), f"{path} is torn"
    assert found.keys() >= states.old.keys() & states.new.keys(), "an edition is lost"
    json.loads(found["manifest.json"])


def hold_mended(folder: Path, states: States) -> None:
    """Hold that the next build leaves what a first one would, and nothing else anywhere."""
    done = build(folder)
    assert done.code == 0, done.told
    assert contents(folder) == states.new
    assert not list(folder.rglob("*.part"))


def points(count: int) -> list[int]:
    """Return so many points of a build in thousandths, evenly apart, the first and the last among them."""
    return [round(step * 1000 / (count - 1)) for step in range(count)]


@pytest.fixture
def edited(states: States, tmp_path: Path) -> Path:
    shutil.copytree(states.built, tmp_path / "project")
    edit(tmp_path / "project")
    return tmp_path / "project"


@pytest.mark.parametrize("point", points(24))
def test_killed(states: States, edited: Path, point: int) -> None:
    done = build(edited, at=1 + point * (states.calls - 1) // 1000, what="kill")
    assert done.code == -signal.SIGKILL
    hold_whole(edited, states)
    hold_mended(edited, states)


@pytest.mark.parametrize("point", points(6))
def test_no_room_on_the_disk(states: States, edited: Path, point: int) -> None:
    done = build(edited, at=1 + point * (states.calls - 1) // 1000, what="full")
    assert "Traceback" not in done.told
    if "error:" in done.told:
        assert done.code == 3 and "error: no room on the disk\n  hint: make room" in done.told
    hold_whole(edited, states)
    assert not list((edited / "output").rglob("*.part"))
    hold_mended(edited, states)


@pytest.mark.parametrize("point", [300, 700])
def test_broken_off(states: States, edited: Path, point: int) -> None:
    done = build(edited, at=1 + point * (states.calls - 1) // 1000, what="break")
    assert done.code == 130 and "Traceback" not in done.told
    hold_whole(edited, states)
    assert not list((edited / "output").rglob("*.part"))
    hold_mended(edited, states)


def test_two_at_once(states: States, edited: Path) -> None:
    other = os.fork()
    if not other:
        _build(edited, edited.parent / "other", 0, "")
    done = build(edited)
    _, status = os.waitpid(other, 0)
    assert (done.code, os.waitstatus_to_exitcode(status)) == (0, 0)
    hold_mended(edited, states)
