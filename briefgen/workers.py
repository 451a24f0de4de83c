"""Make documents in processes of their own: one warm parent, a fork a document, as many as processors.

Where fork is not to be had each worker is an interpreter of its own, which takes longer to start. A worker
hands back a header line of JSON and bytes; nothing it says is executed. One that dies, takes too long or says
too much is told of by the name of its document, and the others go on.
"""

import gc
import json
import os
import pickle
import selectors
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from briefgen import disk
from briefgen.diagnostics import BriefgenError, Place, diagnostic, error
from briefgen.nursery import Nursery
from briefgen.sandbox import MEGABYTE, Limits, end_with, enter, runtime

Make = Callable[[], tuple[bytes, Mapping[str, Any]]]
"""Makes one document: its bytes, and facts about it that JSON can hold. Raises BriefgenError."""
Made = tuple[bytes, Mapping[str, Any]] | BriefgenError

FORKS = hasattr(os, "fork") and sys.platform != "darwin"
"""Whether a worker begins as a copy of this process; on macOS copies of open libraries are unsafe."""

_CHUNK = 1 << 16
_QUICK = Limits(seconds=10)
_GARBAGE = 500_000
"""New objects after which a worker looks for garbage: it ends with its document."""
_NO_MEMORY = 2
_PATIENCE = 6
"""How much longer than its share of processor time a worker may take on a busy machine."""


@dataclass(slots=True)
class _Worker:
    """A process at work on one document."""

    name: str
    process: int
    scratch: Path
    deadline: float
    nursery: Nursery | None
    """Where it was forked, if that was not here."""
    said: bytearray = field(default_factory=bytearray)


@dataclass(frozen=True, slots=True)
class _Terms:
    """What all workers of a run share."""

    limits: Limits
    folders: Sequence[Path]
    """What they may read; a list may grow until they begin."""
    nursery: Nursery | None
    """Where they are forked, if that is not here."""


@dataclass(frozen=True, slots=True)
class _Order:
    """What a worker is to do, and how it hands it over."""

    make: Make
    writing: int
    """The end of the pipe that it writes to."""
    limits: Limits
    folders: Sequence[Path]
    """What it may read."""
    scratch: Path
    """What it may write to."""
    parent: int
    """The process that waits for it."""


def make_all(
    tasks: Iterable[tuple[str, Make | Made]],
    jobs: int,
    limits: Limits,
    folders: Sequence[Path] = (),
    nursery: Nursery | None = None,
) -> Iterator[tuple[str, Made]]:
    """Yield each task's name and what came of it, as they finish; what is made already is passed on.

    A task is taken only when there is a worker for it. Workers may read the folders and nothing else. They
    are forked from the nursery, if there is one; what makes a document is pickled then.
    """
    terms = _Terms(limits, folders, nursery)
    with selectors.DefaultSelector() as selector:
        try:
            for name, task in tasks:
                if callable(task):
                    _start(name, task, selector, terms)
                else:
                    yield name, task
                while selector.get_map():
                    full = len(selector.get_map()) >= max(1, jobs)
                    yield from _finished(selector, limits, wait=full)
                    if not full:
                        break
            while selector.get_map():
                yield from _finished(selector, limits)
        finally:
            for key in list(selector.get_map().values()):
                with suppress(ProcessLookupError, BriefgenError):  # where a nursery died, its workers did too
                    os.kill(key.data.process, signal.SIGKILL)
                    _reap(key.data, key.fd)


def apart(
    name: str, make: Callable[[], bytes], limits: Limits = _QUICK, folders: Sequence[Path] = ()
) -> bytes:
    """Return what one worker makes within the limits: ten seconds, if no others are given.

    Raises BriefgenError, with exit code 3 where a limit was reached. Without fork `make` is just called.
    """
    if not FORKS:
        return make()
    ((_, made),) = make_all([(name, lambda: (make(), {}))], 1, limits, folders)
    if isinstance(made, BriefgenError):
        raise made
    return made[0]


def _start(name: str, make: Make, selector: selectors.BaseSelector, terms: _Terms) -> None:
    reading, writing = os.pipe()
    scratch = Path(tempfile.mkdtemp(dir=disk.scratch()))
    order = _Order(make, writing, terms.limits, (*terms.folders, *runtime()), scratch, os.getpid())
    if terms.nursery:
        process = terms.nursery.fork(partial(_born, order), writing)
    else:
        process = _forked(order) if FORKS else _spawned(order)
    os.close(writing)
    os.set_blocking(reading, False)
    deadline = time.monotonic() + _PATIENCE * terms.limits.seconds
    worker = _Worker(name, process, scratch, deadline, terms.nursery)
    selector.register(reading, selectors.EVENT_READ, worker)


def _forked(order: _Order) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    process = os.fork()
    if not process:
        _work(order)
    return process


def _born(order: _Order, writing: int, parent: int) -> NoReturn:
    """Carry out an order in a worker that a nursery has forked."""
    _work(replace(order, writing=writing, parent=parent))


def _spawned(order: _Order) -> int:
    """Start an interpreter of its own, with nothing in its environment, and hand it the order."""
    path = order.scratch / "order"
    path.write_bytes(pickle.dumps(order))
    os.set_inheritable(order.writing, True)
    program = f"import sys; sys.path[:] = {sys.path!r}; from briefgen import workers; workers.carry_out()"
    return os.posix_spawn(sys.executable, [sys.executable, "-c", program, str(path)], {})


def carry_out() -> None:
    """Do what the order in the file asks for that the command line names; runs in a worker of its own."""
    # The file is the parent's, in a folder that nobody else may write to.
    _work(pickle.loads(Path(sys.argv[1]).read_bytes()))  # noqa: S301


def _reap(worker: _Worker, descriptor: int) -> int:
    """Wait for a worker's end, tidy up after it and return its exit status."""
    wait = partial(os.waitpid, worker.process, 0)
    _, status = worker.nursery.ask(wait) if worker.nursery else wait()
    os.close(descriptor)
    shutil.rmtree(worker.scratch, ignore_errors=True)
    return status


def _work(order: _Order) -> NoReturn:
    """Make a document, hand it over and end; runs in the worker, and never returns."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        gc.set_threshold(_GARBAGE)
        end_with(order.parent)
        enter(order.limits, order.folders, order.scratch)
        try:
            data, facts = order.make()
            header: dict[str, Any] = {"facts": facts}
        except BriefgenError as fault:
            data, header = (
                b"",
                {"exit": fault.exit_code, "diagnostics": [each.row() for each in fault.diagnostics]},
            )
        with os.fdopen(order.writing, "wb") as stream:
            stream.write(json.dumps(header).encode() + b"\n" + data)
        code = 0
    except MemoryError:
        code = _NO_MEMORY
    finally:
        # Whatever was imported must not run its own farewell in a copy of the parent.
        os._exit(code)


def _finished(
    selector: selectors.BaseSelector, limits: Limits, *, wait: bool = True
) -> Iterator[tuple[str, Made]]:
    """Take in what workers say; yield those that are done, dead or late."""
    now = time.monotonic()
    deadline = min(key.data.deadline for key in selector.get_map().values())
    ready = {key.fd for key, _ in selector.select(max(0.0, deadline - now) if wait else 0)}
    for key in list(selector.get_map().values()):
        worker: _Worker = key.data
        done = key.fd in ready and _heard(worker, key.fd)
        too_much = len(worker.said) > limits.output * MEGABYTE
        late = time.monotonic() >= worker.deadline
        if done or too_much or late:
            selector.unregister(key.fd)
            if not done:
                os.kill(worker.process, signal.SIGKILL)
            status = _reap(worker, key.fd)
            yield worker.name, _result(worker, status, limits, late=not done and late)


def _heard(worker: _Worker, descriptor: int) -> bool:
    """Read what a worker has said; tell whether it has nothing more to say."""
    chunk = os.read(descriptor, _CHUNK)
    worker.said += chunk
    return not chunk


def _result(worker: _Worker, status: int, limits: Limits, *, late: bool) -> Made:
    """Return what a worker handed over, or what ended it."""
    if len(worker.said) > limits.output * MEGABYTE:
        return _failure(worker, f"gives more than {limits.output} MB")
    ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if late or ended_by == signal.SIGXCPU:
        return _failure(worker, f"takes longer than {limits.seconds} seconds")
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == _NO_MEMORY:
        return _failure(worker, f"needs more than {limits.memory} MB of memory")
    head, newline, data = bytes(worker.said).partition(b"\n")
    if status or not newline:
        return _failure(worker, f"its process died (status {ended_by or os.WEXITSTATUS(status)})")
    header = json.loads(head)
    if "facts" in header:
        return data, header["facts"]
    return BriefgenError([diagnostic(row) for row in header["diagnostics"]], header["exit"])


def _failure(worker: _Worker, what: str) -> BriefgenError:
    hint = "look for something unusual in its text and figures; a limit can be raised with --limit"
    return BriefgenError([error(Place(worker.name), what, hint)], 3)
