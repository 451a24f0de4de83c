"""Processor time of commands, taken in turns so that a change in the machine's pace meets them all."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
Command = Sequence[str | Path]
_UNIT = 1 if sys.platform == "darwin" else 1024


def medians(commands: Mapping[str, Command], runs: int) -> dict[str, float]:
    """Return the median processor time of each command in seconds."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            times[name].append(processor_time(command))
    return {name: median(values) for name, values in times.items()}


def ratio(one: Command, other: Command, runs: int) -> float:
    """Return the median of the processor time of a command over that of another one, run right beside it.

    Which comes first changes from pair to pair.
    """
    found = []
    for run in range(runs):
        turns = slice(None, None, 1 if run % 2 else -1)
        ours, theirs = [processor_time(command) for command in (one, other)[turns]][turns]
        found.append(ours / theirs)
    return median(found)


def processor_time(command: Command) -> float:
    """Run a command and return the processor time of it and its children in seconds."""
    return cost(command).cpu


@dataclass(frozen=True)
class Cost:
    """What a command took."""

    cpu: float
    """Seconds of the processor, its children's too."""
    wall: float
    """Seconds of the clock."""
    memory: int
    """Peak of the largest of its processes, in bytes."""


def cost(command: Command, variables: Mapping[str, str] | None = None, folder: Path | None = None) -> Cost:
    """Run a command, with these variables beside those there are, and return what it took.

    Raises CalledProcessError, with what it said on stderr, where it fails.
    """
    began = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=said, env=environment(variables or {}), cwd=folder
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise subprocess.CalledProcessError(process.returncode, command, stderr=said.read().decode())
    return Cost(used.ru_utime + used.ru_stime, time.perf_counter() - began, used.ru_maxrss * _UNIT)


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return an environment in which this checkout is found before anything installed.

    Python may keep what it compiles of the checkout, as it does of everything installed beside it.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    paths = [str(ROOT), *([more["PYTHONPATH"]] if more and "PYTHONPATH" in more else [])]
    return {**kept, **(more or {}), "PYTHONPATH": os.pathsep.join(paths)}


def briefgen(*arguments: str | Path) -> Command:
    """Return the command as it is installed, with this checkout's code."""
    return [Path(sys.executable).with_name("briefgen"), *arguments]


def python(*arguments: str | Path) -> Command:
    """Return a command that runs this Python."""
    return [sys.executable, *arguments]
