"""A sandboxed worker that stays with one document, and makes one version of it after the other.

What it has loaded and touched once is there for the next version, which a fork for each would copy anew. Its
answers are read as any worker's are: nothing it says is executed.
"""

import json
import os
import pickle
import select
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from briefgen import pipes
from briefgen.diagnostics import BriefgenError, Place, diagnostic, error
from briefgen.sandbox import MEGABYTE, Limits
from briefgen.workers import Made, Make, make_all

_CHUNK = 1 << 20
_SPENT = 3.0
"""Seconds of processor time after which a worker is let go: the next version has nearly all of its limit."""
_PATIENCE = 180
"""Seconds that an answer may take on a busy machine."""


class Standing:
    """The press's end of a worker."""

    def __init__(self, name: str, readable: Sequence[Path]) -> None:
        """Start it; `name` is that of its document, and it may read the folders and nothing else."""
        self.name = name
        self.spent = 0.0
        asked, self._asking = os.pipe()
        self._hearing, told = os.pipe()
        stay: Make = partial(_stay, asked, told, (self._asking, self._hearing))
        started: Made = (b"", {})
        # What is made already is handed on at once, while the worker is at work.
        self._life: Iterator[tuple[str, Made]] = make_all(
            [(name, stay), ("", started)], 2, Limits(), readable
        )
        next(self._life)
        os.close(asked)
        os.close(told)

    @property
    def is_spent(self) -> bool:
        """Tell whether it has used so much of its limit that another is to take its place."""
        return self.spent > _SPENT

    def make(self, make: Make) -> Made:
        """Return what it makes of a job; where it died of that, why, and it cannot be asked again."""
        job = pickle.dumps(make)
        try:
            _send(self._asking, job)
            head, _, data = self._answer().partition(b"\n")
        except (BrokenPipeError, EOFError):
            self.spent = _SPENT + 1
            return next((made for _, made in self._life), self._fault("its process died"))
        except OverflowError:
            self.spent = _SPENT + 1
            return self._fault(f"gives more than {Limits().output} MB")
        told = json.loads(head)
        self.spent = float(told["spent"])
        if "facts" in told:
            return data, told["facts"]
        return BriefgenError([diagnostic(row) for row in told["diagnostics"]], int(told["exit"]))

    def _answer(self) -> bytes:
        size = int.from_bytes(_received(self._hearing, pipes.HEAD))
        if size > Limits().output * MEGABYTE:
            raise OverflowError
        return _received(self._hearing, size)

    def _fault(self, what: str) -> BriefgenError:
        return BriefgenError([error(Place(self.name), what)], 3)

    def end(self) -> None:
        """End it, whatever it is at."""
        self._life.close()  # type: ignore[attr-defined]  # a generator, which ends its workers
        os.close(self._asking)
        os.close(self._hearing)


def _send(descriptor: int, data: bytes) -> None:
    rest = memoryview(pipes.framed(data))
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _received(descriptor: int, size: int) -> bytes:
    """Return so many bytes. Raises EOFError where they do not come."""
    found = bytearray()
    until = time.monotonic() + _PATIENCE
    while len(found) < size:
        ready = select.select([descriptor], [], [], max(0.0, until - time.monotonic()))[0]
        chunk = os.read(descriptor, min(_CHUNK, size - len(found))) if ready else b""
        if not chunk:
            raise EOFError
        found += chunk
    return bytes(found)


def _stay(asked: int, told: int, others: tuple[int, int]) -> tuple[bytes, dict[str, Any]]:
    """Do one job after the other until there are no more; runs in the worker."""
    for each in others:
        os.close(each)
    with os.fdopen(asked, "rb") as jobs:
        while (job := pipes.heard(jobs)) is not None:
            make: Make = pickle.loads(job)  # noqa: S301 - from the press
            header: dict[str, Any]
            try:
                data, facts = make()
                header = {"facts": facts}
            except BriefgenError as fault:
                data, header = (
                    b"",
                    {
                        "exit": fault.exit_code,
                        "diagnostics": [each.row() for each in fault.diagnostics],
                    },
                )
            header["spent"] = time.process_time()
            _send(told, json.dumps(header).encode() + b"\n" + data)
    return b"", {}
