"""Measure what the parts cost, as ratios within one run; exit with 1 where one is over its limit."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from measure import ROOT, environment, medians, python


@dataclass(frozen=True)
class Row:
    """One measurement."""

    what: str
    measure: Callable[[], float]
    limit: float
    """The most it may be."""
    form: str
    """Format of the value."""


def outside_the_engine() -> float:
    """Return the share of a cold full build that is not spent in the PDF engine."""
    command = python(ROOT / "tests/bench/cold_build.py")
    return median(
        float(subprocess.run(command, check=True, capture_output=True, text=True, env=environment()).stdout)
        for _ in range(3)
    )


def help_over_nothing() -> float:
    """Return the processor time of `briefgen --help` over that of a Python that does nothing."""
    entry = "from briefgen.__main__ import main; main()"
    times = medians({"help": python("-c", entry, "--help"), "nothing": python("-c", "pass")}, runs=21)
    return times["help"] / times["nothing"]


ROWS = [
    Row("all but the PDF engine, share of a cold full build", outside_the_engine, 0.05, ".1%"),
    Row("briefgen --help over python -c pass", help_over_nothing, 3, ".2f"),
]


def main() -> int:
    """Print the table and return the exit code."""
    late = False
    print(f"{'':56}{'measured':>10}{'limit':>10}")
    for row in ROWS:
        value = row.measure()
        late |= value > row.limit
        verdict = "" if value <= row.limit else "   over"
        print(f"{row.what:56}{value:>10{row.form}}{row.limit:>10{row.form}}{verdict}", flush=True)
    return int(late)


if __name__ == "__main__":
    sys.exit(main())
