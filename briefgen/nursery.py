"""A process from which workers are forked for one that grows.

A fork copies the page tables of whoever forks, and what it then writes to: a build that holds more with every
edition would fork more and more slowly. This process is forked before the build holds anything, and stays as
it is.
"""

import gc
import os
import pickle
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from briefgen import pipes
from briefgen.diagnostics import BriefgenError, Place, error
from briefgen.sandbox import end_with

_Given = TypeVar("_Given")
Birth = Callable[[int, int], NoReturn]
"""What a worker does, given the end of a pipe that it writes to and the process that forked it."""


class Nursery:
    """The process, which ends with whoever began it."""

    def __init__(self) -> None:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        self._line, far = socket.socketpair()
        parent = os.getpid()
        self.process = os.fork()
        if not self.process:
            self._line.close()
            _serve(far, parent)
        far.close()

    @staticmethod
    def takes(job: object) -> bool:
        """Tell whether a job can be handed over: functions without a name of their own cannot."""
        try:
            return bool(pickle.dumps(job))
        except (pickle.PicklingError, AttributeError, TypeError):
            return False

    def ask(self, job: Callable[[], _Given]) -> _Given:
        """Return what a job gives there. Raises what the job does, or BriefgenError where nobody answers."""
        given: _Given = self._answer(job, None)
        return given

    def fork(self, birth: Birth, writing: int) -> int:
        """Return a worker of its own for a job, to be waited for there; errors as `ask`."""
        process: int = self._answer(birth, writing)
        return process

    def close(self) -> None:
        """Let the process end."""
        self._line.close()
        os.waitpid(self.process, 0)

    def _answer(self, job: Callable[..., Any], descriptor: int | None) -> Any:
        message = pipes.framed(pickle.dumps(job))
        try:
            sent = socket.send_fds(self._line, [message], [] if descriptor is None else [descriptor])
            self._line.sendall(message[sent:])
            given = pickle.loads(_heard(self._line)[0])  # noqa: S301 - no worker can write there
        except (OSError, EOFError):
            hint = "build again: the system may have ended it for want of memory"
            raise BriefgenError(
                [error(Place("briefgen"), "the process that forks workers died", hint)], 3
            ) from None
        if isinstance(given, Exception):
            raise given
        return given


def _heard(line: socket.socket) -> tuple[bytes, list[int]]:
    """Return the next message and the descriptors with it. Raises EOFError where the other side is gone."""
    head, descriptors, *_ = socket.recv_fds(line, pipes.HEAD, 1)
    head += line.recv(pipes.HEAD - len(head), socket.MSG_WAITALL) if head else b""
    size = int.from_bytes(head)
    message = line.recv(size, socket.MSG_WAITALL) if head else b""
    if len(head) < pipes.HEAD or len(message) < size:
        raise EOFError
    return message, descriptors


def _serve(line: socket.socket, parent: int) -> NoReturn:
    """Do what is asked for until nobody asks any more."""
    try:
        # Whoever began it sees to signals, and ends it.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        end_with(parent)
        while True:
            message, descriptors = _heard(line)
            try:
                given = _done(message, descriptors, line)
            except Exception as fault:
                given = fault
            line.sendall(pipes.framed(pickle.dumps(given)))
    finally:
        # What was imported, or begun before this process was forked, must not end in it as well.
        os._exit(0)


def _done(message: bytes, descriptors: list[int], line: socket.socket) -> Any:
    job = pickle.loads(message)  # noqa: S301 - from the process that forked this one
    if not descriptors:
        given = job()
        gc.freeze()  # workers are not to touch, and so to copy, what never goes away
        return given
    own, (writing,) = os.getpid(), descriptors
    process = os.fork()
    if not process:
        line.close()
        job(writing, own)
    os.close(writing)
    return process
