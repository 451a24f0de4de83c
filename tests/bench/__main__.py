"""Measure what the parts cost, as ratios within one run; exit with 1 where one is over its limit."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from statistics import median

from measure import HERE, ROOT, environment, medians, python
from status import over_git


@dataclass(frozen=True)
class Row:
    """One measurement."""

    what: str
    measure: Callable[[], float]
    limit: float | None
    """The most it may be; None where the figure is only told."""
    form: str
    """Format of the value."""


@cache
def build_times() -> dict[str, float]:
    """Return the processor time of a cold full build: real, with an idle PDF engine, and of loading alone."""
    build = python(HERE / "cold_build.py", ROOT)
    load = python("-c", "import briefgen.cli, briefgen.build")
    return medians({"real": build, "idle": [*build, "idle"], "load": load}, runs=3)


def outside_the_engine() -> float:
    """Return the share of a cold full build that goes to all but the PDF engine.

    That is the start of Python, all imports but the engine's, reading, checks, selection, rendering, HTML,
    the site and writing.
    """
    return build_times()["idle"] / build_times()["real"]


def imports() -> float:
    """Return the part of the former that goes to the start of Python and imports."""
    return build_times()["load"] / build_times()["real"]


def help_over_nothing() -> float:
    """Return the processor time of `briefgen --help` over that of a Python that does nothing."""
    entry = "from briefgen.__main__ import main; main()"
    times = medians({"help": python("-c", entry, "--help"), "nothing": python("-c", "pass")}, runs=21)
    return times["help"] / times["nothing"]


def ours_over_stock() -> float:
    """Return the processor time of a full Hebrew brief over that of WeasyPrint as it comes."""
    times: dict[str, list[float]] = {"ours": [], "stock": []}
    for _ in range(2):
        for engine, values in times.items():
            command = python(HERE / "engine.py", ROOT, engine)
            done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment())
            values.append(float(done.stdout))
    return median(times["ours"]) / median(times["stock"])


@cache
def searches() -> dict[str, float]:
    """Return what the search for a setting costs over one stock layout: preferred, median and worst."""
    command = [*python(HERE / "fit.py", ROOT), "one-page", "short"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment())
    found: dict[str, float] = json.loads(done.stdout)
    return found


ROWS = [
    Row("all but the PDF engine, share of a cold full build", outside_the_engine, 0.05, ".1%"),
    Row("  of which the start of Python and imports", imports, None, ".1%"),
    Row("briefgen --help over python -c pass", help_over_nothing, 3, ".2f"),
    Row("the PDF engine over stock WeasyPrint", ours_over_stock, None, ".2f"),
    Row("fit over a stock layout, preferred setting", lambda: searches()["preferred"], 1.2, ".2f"),
    Row("  median of all briefs", lambda: searches()["median"], 3, ".2f"),
    Row("  worst", lambda: searches()["worst"], 5, ".2f"),
    Row("status of 2,000 issues over git status", over_git, 5, ".2f"),
]


def main() -> int:
    """Print the table and return the exit code."""
    late = False
    print(f"{'':56}{'measured':>10}{'limit':>10}")
    for row in ROWS:
        value = row.measure()
        over = row.limit is not None and value > row.limit
        late |= over
        limit = "" if row.limit is None else f"{row.limit:{row.form}}"
        print(f"{row.what:56}{value:>10{row.form}}{limit:>10}{'   over' if over else ''}", flush=True)
    return int(late)


if __name__ == "__main__":
    sys.exit(main())
