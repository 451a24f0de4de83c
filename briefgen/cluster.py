"""Documents made on other machines, through a scheduler of Dask: the extra `cluster`.

A task is a bundle in and bytes out. Whoever may use the scheduler may run programs on its workers and is
trusted by them, as Dask has it: keep it on a network of your own, or use TLS.
"""

import logging
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from briefgen import disk, files
from briefgen.diagnostics import BriefgenError, Diagnostic, Place, Severity, error, first_line
from briefgen.files import Files
from briefgen.model import Bundle
from briefgen.outpost import Answer, Outpost, Request, engine, refusal
from briefgen.sandbox import Limits
from briefgen.workers import Made

CONNECT = 8
"""Seconds in which a scheduler must answer."""
_TICK = 2
"""Seconds after which it is asked anew who works."""
_PATIENCE = 30
"""Seconds without a worker after which a build gives up."""
_TRIES = 3
"""How often a document is asked for."""

Fonts = Mapping[str, bytes]
"""A project's own fonts by their paths."""
Task = Callable[[], tuple[bytes, Mapping[str, Any]]] | Made
"""A format's function with the bundle and the folders of fonts; or what is made already."""


@dataclass(slots=True)
class _Job:
    """A document that is asked for."""

    name: str
    request: Request
    tries: int = 0
    where: frozenset[str] = frozenset()
    """Workers that may make it; empty means any."""


@dataclass(slots=True)
class _Cluster:
    """A connection, what is asked for over it, and who may not answer."""

    client: Any
    fonts: Any
    """The project's own fonts, where every worker finds them."""
    pending: dict[Any, _Job] = field(default_factory=dict)
    refused: dict[str, Diagnostic] = field(default_factory=dict)
    """Address of a worker → why its documents would be other ones."""
    idle: int = 0
    """Seconds for which there has been nobody to work."""
    names: Iterator[str] = field(default_factory=lambda: (f"briefgen-{uuid4().hex}-{n}" for n in count()))


def make_all(
    tasks: Iterable[tuple[str, Task]], address: str, limits: Limits, fonts: Sequence[Path]
) -> Iterator[tuple[str, Made]]:
    """Yield each task's name and what came of it, as they finish; warnings under the addresses of workers.

    `fonts` are folders as `files.font_folders` gives them. What a dying worker had is made by another one.
    Raises BriefgenError with exit code 2 where the extra `cluster` is missing or the scheduler cannot be
    reached, 3 where it is lost on the way.
    """
    distributed = _library()
    own, digest = _own(fonts), engine(tuple(fonts))
    with _connected(distributed, address) as client:
        cluster = _Cluster(client, {})
        try:
            if own:
                cluster.fonts = client.submit(dict, own, key=next(cluster.names), pure=False)
            for name, task in tasks:
                if not callable(task):
                    yield name, task
                    continue
                assert isinstance(task, partial)
                bundle: Bundle = task.args[0]
                _submit(cluster, _Job(name, Request(name, task.func, bundle, limits, digest)))
                while _is_full(cluster):
                    yield from _finished(distributed, cluster, address)
            while cluster.pending:
                yield from _finished(distributed, cluster, address)
        except OSError as fault:
            what = f"the scheduler was lost: {first_line(fault)}"
            raise BriefgenError(
                [error(Place(address), what, "look at its log, then build again")], 3
            ) from None
        finally:
            client.cancel(list(cluster.pending), force=True)


def _library() -> Any:
    try:
        import distributed
    except ImportError:
        missing = error(Place("distributed"), "is not installed", "pip install 'briefgen[cluster]'")
        raise BriefgenError([missing], 2) from None
    # What goes wrong is told here, in one line.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    return distributed


def _connected(distributed: Any, address: str) -> Any:
    """Return a client. Raises BriefgenError with exit code 2 where nobody answers at the address."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return distributed.Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as fault:
        what = f"no scheduler answers: {first_line(fault)}"
        hint = "start one with: dask scheduler; give its address as tcp://HOST:8786"
        raise BriefgenError([error(Place(files.printable(address)), what, hint)], 2) from None


def _own(fonts: Sequence[Path]) -> Fonts:
    """Return the fonts that do not come with briefgen; the folder of those that do is the last."""
    found: dict[str, bytes] = {}
    for folder in fonts[:-1]:
        found |= Files(folder).tree(".")
    return found


def _is_full(cluster: _Cluster) -> bool:
    """Tell whether enough is asked for to keep all busy: what comes back has to be held."""
    hands: int = sum(cluster.client.ncores().values())
    return len(cluster.pending) >= 2 * hands + 2


def _submit(cluster: _Cluster, job: _Job) -> None:
    job.tries += 1
    job.where = frozenset(cluster.client.ncores()) - set(cluster.refused) if cluster.refused else frozenset()
    with warnings.catch_warnings(action="ignore"):  # that a bundle with large pictures is large
        future = cluster.client.submit(
            made, job.request, cluster.fonts, key=next(cluster.names), pure=False, retries=_TRIES,
            workers=sorted(job.where) or None,
        )  # fmt: skip
    cluster.pending[future] = job


def _finished(distributed: Any, cluster: _Cluster, address: str) -> Iterator[tuple[str, Made]]:
    """Yield what has come back; ask again for what was lost or refused."""
    try:
        with cluster.client.as_current():
            waited = distributed.wait(list(cluster.pending), timeout=_TICK, return_when="FIRST_COMPLETED")
    except TimeoutError:
        _look_round(cluster, address)
        return
    cluster.idle = 0
    for future in waited.done:
        job = cluster.pending.pop(future)
        if future.status != "finished":
            fault = future.exception() if future.status == "error" else None
            yield from _again(cluster, job, _reason(fault))
            continue
        where, answer = future.result()
        if "versions" in answer.header:
            job.tries -= 1
            yield from _refused(cluster, where, answer)
            _submit(cluster, job)
        elif not answer.sound:
            yield from _again(cluster, job, "came back damaged")
        else:
            yield job.name, answer.made


def _again(cluster: _Cluster, job: _Job, why: str) -> Iterator[tuple[str, Made]]:
    """Ask for a document once more, or say why it is not to be had."""
    if job.tries < _TRIES:
        _submit(cluster, job)
        return
    hint = "look at the logs of the workers, or build it without --cluster"
    yield job.name, BriefgenError([error(Place(job.name), why, hint)], 3)


def _reason(fault: BaseException | None) -> str:
    if fault is None:
        return "its worker was lost"
    return f"its workers failed: {type(fault).__name__}: {first_line(fault)}"


def _refused(cluster: _Cluster, where: str, answer: Answer) -> Iterator[tuple[str, Made]]:
    """Take no more documents from a worker; tell of it once. Raises BriefgenError where none is left."""
    if where not in cluster.refused:
        told = refusal(where, answer.header["versions"])
        cluster.refused[where] = told
        yield where, BriefgenError([Diagnostic(Severity.WARNING, told.place, told.message, told.hint)], 0)
    if not set(cluster.client.ncores()) - set(cluster.refused):
        raise BriefgenError(list(cluster.refused.values()), 2)


def _look_round(cluster: _Cluster, address: str) -> None:
    """After a while in which nothing came back, ask others for what those were to make who are gone.

    Raises BriefgenError with exit code 2 where there has been nobody for too long.
    """
    there = set(cluster.client.ncores()) - set(cluster.refused)
    cluster.idle = 0 if there else cluster.idle + _TICK
    if cluster.idle >= _PATIENCE:
        hint = f"start workers with: dask worker {address}"
        raise BriefgenError([error(Place(address), "the scheduler has no workers", hint)], 2)
    for future, job in list(cluster.pending.items()):
        if there and job.where and not job.where & there:
            del cluster.pending[future]
            future.cancel(force=True)
            job.tries -= 1
            _submit(cluster, job)


_HERE = threading.local()
"""On a worker: the process that makes documents for each of its threads."""
_UNPACKING = threading.Lock()


def made(request: Request, fonts: Fonts) -> tuple[str, Answer]:
    """Return the worker's own address and its answer to a request; runs on a worker."""
    from distributed import get_worker

    worker = get_worker()
    folders = _unpacked(Path(worker.local_directory), fonts)
    outpost: Outpost | None = getattr(_HERE, "outpost", None)
    if outpost is None or outpost.fonts != folders:
        if outpost:
            outpost.close()
        outpost = _HERE.outpost = Outpost(folders)
    try:
        return worker.address, outpost.ask(request)
    except OSError:
        # The next try finds a new one.
        _HERE.outpost = None
        raise


def _unpacked(folder: Path, fonts: Fonts) -> tuple[Path, ...]:
    """Write a project's own fonts where they can be read, once; return their folder, if there are any."""
    if not fonts:
        return ()
    digest = sha256(repr(sorted((path, sha256(data).digest()) for path, data in fonts.items())).encode())
    target = folder / f"fonts-{digest.hexdigest()}"
    with _UNPACKING:
        for path, data in fonts.items():
            disk.write(target / path, data, sync=False)
    return (target,)
