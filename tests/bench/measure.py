"""Processor time of commands, taken in turns so that a change in the machine's pace meets them all."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
Command = Sequence[str | Path]


def medians(commands: Mapping[str, Command], runs: int) -> dict[str, float]:
    """Return the median processor time of each command in seconds."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            times[name].append(processor_time(command))
    return {name: median(values) for name, values in times.items()}


def processor_time(command: Command) -> float:
    """Run a command and return the processor time of it and its children in seconds."""
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment())
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def environment() -> dict[str, str]:
    """Return an environment in which this checkout is found before anything installed."""
    return os.environ | {"PYTHONPATH": str(ROOT)}


def python(*arguments: str | Path) -> Command:
    """Return a command that runs this Python."""
    return [sys.executable, *arguments]
