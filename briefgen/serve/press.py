"""The press: a process that keeps the engine warm, and forks a sandboxed worker for each job.

The server hands jobs over as pickles, which come from no one else; what comes back is JSON and bytes. A job
that nobody waits for any more is broken off by a signal.
"""

import asyncio
import gc
import json
import os
import pickle
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import BinaryIO, Literal

from briefgen import pipes, workers
from briefgen.diagnostics import BriefgenError, Diagnostic, Place, Severity, error
from briefgen.model import Bundle
from briefgen.sandbox import Limits
from briefgen.serve.standing import Standing
from briefgen.workers import Made, Make

_STANDING = 2
"""Workers that stay with their documents: as many as stand side by side."""
_LIMIT = 1 << 28
"""Most bytes of an answer."""
Pace = Literal["urgent", "quiet", "rules"]
"""Pages somebody waits for, pages nobody waits for, and rules, which need no engine."""


class Press:
    """The server's end of the press: one job at a time."""

    def __init__(self, folders: Sequence[Path], pace: Pace) -> None:
        self.folders = tuple(folders)
        """What jobs may read: the fonts, or the project for rules."""
        self.pace: Pace = pace
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None

    async def make(self, name: str, make: Make) -> Made:
        """Return what a worker made of a job. A caller that is cancelled ends the job as well."""
        await self._turn.acquire()
        answer = asyncio.ensure_future(self._answer(name, make))
        # The next job waits until this one has been answered, wanted or not.
        answer.add_done_callback(self._next)
        try:
            return await asyncio.shield(answer)
        except asyncio.CancelledError:
            if self._process and not answer.done():
                with suppress(ProcessLookupError):
                    self._process.send_signal(signal.SIGUSR1)
            raise

    def _next(self, done: "asyncio.Task[Made]") -> None:
        """Let the next job in; what went wrong with this one is told to whoever waits for it."""
        self._turn.release()
        if not done.cancelled():
            done.exception()

    async def _answer(self, name: str, make: Make) -> Made:
        try:
            process = await self.started()
            assert process.stdin
            assert process.stdout
            job = pickle.dumps((name, make))
            process.stdin.write(pipes.framed(job))
            await process.stdin.drain()
            size = int.from_bytes(await process.stdout.readexactly(pipes.HEAD))
            head, _, data = (await process.stdout.readexactly(size)).partition(b"\n")
        except (OSError, asyncio.IncompleteReadError):
            await self.stop()
            return BriefgenError([error(Place(name), "the process that makes pages died")], 3)
        told = json.loads(head)
        if "facts" in told:
            return data, told["facts"]
        findings = [
            Diagnostic(Severity(severity), Place(path, line), message, hint)
            for severity, path, line, message, hint in told["diagnostics"]
        ]
        return BriefgenError(findings, told["exit"])

    async def started(self) -> asyncio.subprocess.Process:
        """Return the process, started if it is not there."""
        if self._process is None or self._process.returncode is not None:
            arguments = [self.pace, *map(str, self.folders)]
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "briefgen.serve.press", *arguments),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=_LIMIT,
                start_new_session=True,
            )
        return self._process

    async def stop(self) -> None:
        """End the process, and with it the job in hand."""
        process, self._process = self._process, None
        if process and process.returncode is None:
            with suppress(ProcessLookupError):
                process.terminate()
            await process.wait()


class _Unwanted(BaseException):
    """Nobody waits for the job any more."""


class _Hand:
    """What breaks off the job in hand, and nothing else."""

    def __init__(self) -> None:
        self.busy = False
        self._is_held = False
        self._is_late = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if self.busy and self._is_held:
            self._is_late = True
        elif self.busy:
            self.busy = False
            raise _Unwanted

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let nothing be broken off for a while: a worker that is not known yet could not be ended."""
        self._is_held, self._is_late = True, False
        yield
        self._is_held = False
        if self._is_late:
            self.busy = False
            raise _Unwanted


def _said(made: Made) -> bytes:
    """Return an answer: a line of JSON, then bytes."""
    if not isinstance(made, BriefgenError):
        return json.dumps({"facts": made[1]}).encode() + b"\n" + made[0]
    rows = [
        (int(each.severity), each.place.path, each.place.line, each.message, each.hint)
        for each in made.diagnostics
    ]
    return json.dumps({"diagnostics": rows, "exit": made.exit_code}).encode() + b"\n"


class Workers:
    """The workers of the press: a new one for each job, or one that stays with each document looked at."""

    def __init__(self, readable: Sequence[Path], *, stay: bool) -> None:
        self.readable = readable
        self.stay = stay
        self.standing: dict[str, Standing] = {}
        self.hand = _Hand()

    def make(self, name: str, make: Make) -> Made:
        """Return what a worker makes of a job, or an empty error where it is broken off."""
        try:
            self.hand.busy = True
            made = self._stayed(name, make) if self.stay else self._forked(name, make)
            self.hand.busy = False
        except _Unwanted:
            self._end(name)
            return BriefgenError([], 1)
        return made

    def _forked(self, name: str, make: Make) -> Made:
        ((_, made),) = workers.make_all([(name, make)], 1, Limits(), self.readable)
        return made

    def _stayed(self, name: str, make: Make) -> Made:
        with self.hand.held():
            worker = self.standing.pop(name, None) or Standing(name, self.readable)
            self.standing[name] = worker
        made = worker.make(make)
        for each in list(self.standing)[:-_STANDING]:
            self._end(each)
        if worker.is_spent:
            self._end(name)
        return made

    def _end(self, name: str) -> None:
        worker = self.standing.pop(name, None)
        if worker:
            worker.end()

    def end(self) -> None:
        """End all that stand by."""
        for name in list(self.standing):
            self._end(name)


def _warm(fonts: Sequence[Path]) -> list[Path]:
    """Load all that workers use, and return the folders they read."""
    from briefgen.formats import FORMATS
    from briefgen.serve import proofs

    warm = FORMATS["pdf"].warm
    readable = list(warm(fonts)) if warm else list(fonts)
    # Until now a signal ended the process at once; from here on there is a folder to remove.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    # What is loaded on first use, and every font, is loaded here, where each worker finds it.
    with TemporaryDirectory(prefix="briefgen-") as folder, suppress(BriefgenError):
        for sample in _samples(Path(folder)):
            proofs.proof(sample, fonts)
    return readable


def _samples(folder: Path) -> Iterator[Bundle]:
    """Yield the one-page briefs of a project as `briefgen init` makes it."""
    from briefgen import build, request, starter
    from briefgen.formats import FORMATS

    starter.project(folder)
    project, look = request.read(folder), request.theme(folder)
    briefs, _ = request.chosen(project, request.Choice(lengths=["one-page"]))
    for brief in briefs:
        yield build.bundle(build.Edition(brief, FORMATS["pdf"]), project, look)


def _ready(folders: Sequence[Path]) -> list[Path]:
    """Load what applies rules, and return the folders they read."""
    from briefgen.serve import notes  # noqa: F401 - loaded here, used after the fork

    return list(folders)


def main(jobs: BinaryIO, answers: BinaryIO, folders: Sequence[Path], pace: str) -> None:
    """Do jobs until nobody hands over any more."""
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    if pace != "urgent":
        os.nice(10)
    readable = _ready(folders) if pace == "rules" else _warm(folders)
    gc.freeze()  # workers are not to touch, and so to copy, what never goes away
    hands = Workers(readable, stay=pace == "urgent")
    signal.signal(signal.SIGUSR1, hands.hand)
    try:
        while (job := pipes.heard(jobs)) is not None:
            name, make = pickle.loads(job)  # noqa: S301 - from the server alone
            pipes.say(answers, _said(hands.make(name, make)))
    except BrokenPipeError:  # the server is gone, and with it whoever waited
        os.dup2(os.open(os.devnull, os.O_WRONLY), answers.fileno())
    finally:
        hands.end()


if __name__ == "__main__":
    # What libraries print must not stand between two answers.
    _answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    main(sys.stdin.buffer, _answers, [Path(each) for each in sys.argv[2:]], sys.argv[1])
