"""Workers that are forked from a process of their own, so that a build that grows does not slow down."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest
from conftest import CORPUS
from test_check import lay_out
from test_workers import SMALL, fail_far_away, offspring, read_far_away, shout

from briefgen import build, request, workers
from briefgen.diagnostics import BriefgenError
from briefgen.nursery import Nursery
from briefgen.workers import make_all


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    begun = Nursery()
    yield begun
    begun.close()


def test_workers_are_those_of_the_nursery(
    nursery: Nursery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_PATIENCE", 2)
    (tmp_path / "secret").write_text("x")
    tasks = [
        ("loud", partial(shout, "text")),
        ("faulty", fail_far_away),
        ("curious", partial(read_far_away, tmp_path / "secret")),
        ("hungry", partial(bytearray, 1 << 30)),
        ("endless", partial(time.sleep, 60)),
    ]
    made = dict(make_all(tasks, 2, SMALL, (), nursery))  # type: ignore[arg-type]
    assert isinstance(made["loud"], tuple) and made["loud"][0] == b"TEXT"
    assert made["loud"][1]["environment"] == []
    assert isinstance(made["faulty"], BriefgenError) and "a:1: warning: what" in str(made["faulty"])
    assert "its process died" in str(made["curious"])
    assert "512 MB of memory" in str(made["hungry"])
    assert "longer than 2 seconds" in str(made["endless"])
    assert nursery.ask(os.getpid) == nursery.process != os.getpid()
    assert not list(offspring(nursery.process, 0))


def sockets(process: int | str) -> set[str]:
    found = set()
    for path in Path(f"/proc/{process}/fd").iterdir():
        with suppress(OSError):
            found.add(str(path.readlink()))
    return {each for each in found if each.startswith("socket:")}


def tell(writing: int, own: int) -> NoReturn:
    os.write(writing, f"{own} {os.getppid()} {' '.join(sockets('self'))}".encode())
    os._exit(7)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the system does not tell what is open")
def test_a_worker_cannot_answer_for_the_nursery(nursery: Nursery) -> None:
    """It has the end of its pipe, and not that of the nursery's line."""
    reading, writing = os.pipe()
    process = nursery.fork(tell, writing)
    os.close(writing)
    with os.fdopen(reading) as stream:
        own, above, *has = stream.read().split()
    assert int(own) == int(above) == nursery.process
    assert len(sockets(nursery.process) - set(has)) == 1
    assert os.waitstatus_to_exitcode(nursery.ask(partial(os.waitpid, process, 0))[1]) == 7


def test_what_a_job_raises_is_raised_here(nursery: Nursery, tmp_path: Path) -> None:
    with pytest.raises(BriefgenError, match="a:1: warning: what"):
        nursery.ask(fail_far_away)
    with pytest.raises(FileNotFoundError) as told:  # as where a library is not installed, or a disk is full
        nursery.ask(partial(Path.read_text, tmp_path / "none"))
    assert told.value.filename == str(tmp_path / "none")
    assert nursery.ask(partial(shout, "x"))[0] == b"X"


def test_a_nursery_that_dies_is_told_of_and_takes_its_workers_along(nursery: Nursery) -> None:
    begun = make_all([("sleep", partial(time.sleep, 60)), ("b", (b"", {}))], 2, SMALL, (), nursery)
    assert next(begun)[0] == "b"
    (worker,) = offspring(nursery.process, 1)
    os.kill(nursery.process, signal.SIGKILL)
    with pytest.raises(BriefgenError, match="error: the process that forks workers died\n  hint: ") as told:
        next(begun)
    assert told.value.exit_code == 3
    deadline = time.monotonic() + 10
    while Path(f"/proc/{worker}").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not Path(f"/proc/{worker}").exists()


def test_functions_without_a_name_are_not_taken() -> None:
    assert Nursery.takes([shout]) and not Nursery.takes([lambda: 1])


def test_a_build_forks_once_however_many_documents_it_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "project"
    lay_out(CORPUS / "base", folder)
    forks = []
    fork = os.fork
    monkeypatch.setattr(os, "fork", lambda: forks.append(os.getpid()) or fork())
    choice = request.Choice(formats=["pdf"], lengths=["one-page"])
    outcome = build.build(folder, choice, build.Work(folder / "output"))
    assert outcome.exit_code == 0 and len(outcome.written) > 1, outcome.diagnostics
    assert forks == [os.getpid()]
