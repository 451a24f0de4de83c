"""Measure what builds cost beside their peers, in one run; exit with 1 where a ratio is over its must.

Run: python tests/bench [parts|papers|desk|many|all]…
"""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from many import grown
from measure import HERE, ROOT, environment, medians, python
from papers import one, sixty, warm
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
    aim: float | None = None
    """What we would like it to be."""


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


def killed() -> float:
    """Return how many files of a build on two machines, one of them killed, are not as at home."""
    done = subprocess.run(python(HERE / "killed.py"), check=True, stdout=subprocess.PIPE, env=environment())
    return float(done.stdout)


@cache
def searches() -> dict[str, float]:
    """Return what the search for a setting costs over a stock layout: preferred, median, worst, too long."""
    command = python(HERE / "fit.py", ROOT)
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment())
    found: dict[str, float] = json.loads(done.stdout)
    return found


@cache
def tag_cost() -> dict[str, float]:
    """Return what tags and verification add to a cold build of PDFs, by language and of all editions."""
    command = python(HERE / "tag_cost.py")
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment())
    found: dict[str, float] = json.loads(done.stdout)
    return found


@cache
def desk() -> dict[str, dict[str, float]]:
    """Return what the preview takes from a save to the repaint, and its memory after many saves."""
    command = python(HERE / "preview.py")
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment())
    found: dict[str, dict[str, float]] = json.loads(done.stdout)
    return found


PARTS = [
    Row("all but the PDF engine, share of a cold full build", outside_the_engine, 0.05, ".1%"),
    Row("  of which the start of Python and imports", imports, None, ".1%"),
    Row("briefgen --help ÷ python -c pass", help_over_nothing, 3, ".2f"),
    Row("fit ÷ a stock layout, preferred setting", lambda: searches()["preferred"], 1.2, ".2f"),
    Row("  median of all briefs", lambda: searches()["median"], 3, ".2f"),
    Row("  worst", lambda: searches()["worst"], 5, ".2f"),
    Row("  worst that is too long, its cut tried", lambda: searches()["too long"], 5, ".2f"),
    Row("tags and verify, share of the untagged build", lambda: tag_cost()["all"], 0.15, ".1%"),
    Row("  he, a full brief alone", lambda: tag_cost()["he"], 0.15, ".1%"),
    Row("  ar", lambda: tag_cost()["ar"], 0.15, ".1%"),
    Row("  en", lambda: tag_cost()["en"], 0.15, ".1%"),
    Row("status of 2,000 issues ÷ git status", over_git, 5, ".2f"),
]
PAPERS = [
    Row("one brief, cold ÷ stock WeasyPrint, same HTML", lambda: one()["stock"], 0.55, ".2f", 0.35),
    Row("  ÷ Typst with pandoc", lambda: one()["typst"], 2, ".2f", 1.2),
    Row("60 full briefs from nothing ÷ Typst, batch", lambda: sixty()["nothing"], 1.6, ".2f", 1),
    Row("  one block changed ÷ Typst under make", lambda: sixty()["changed"], 1.6, ".2f", 1),
    Row("  nothing changed ÷ make", lambda: sixty()["unchanged"], 3, ".2f", 1.5),
    Row("warm, a paragraph changed ÷ stock, warm", warm, 0.75, ".2f", 0.5),
    Row("two Dask workers, one killed: files not as at home", killed, 0, ".0f", 0),
]
DESK = [
    Row("save to repaint, ms more than a bare render", lambda: desk()["html"]["over"], 60, ".0f"),
    Row("  of its page ÷ one warm layout", lambda: desk()["pages"]["over layout"], 1.3, ".2f"),
    Row("  ÷ the PDF of a worker, warm", lambda: desk()["pages"]["over made"], None, ".2f"),
    Row("memory after 1,000 saves ÷ after 100", lambda: desk()["memory"]["growth"], 1.1, ".2f"),
]


def many(sizes: tuple[int, ...]) -> list[Row]:
    """Return the rows of series of so many editions."""
    small, large = f"{sizes[0]:,}", f"{sizes[-1]:,}"
    return [
        Row(f"{large} editions, each ÷ one of {small}", lambda: grown(sizes)["growth"], 1.2, ".2f", 1),
        Row("  peak memory of the parent, MB", lambda: grown(sizes)["memory"], 500, ".0f", 200),
        Row("  nothing changed ÷ git status, clock", lambda: grown(sizes)["status"], 3, ".2f", 1),
        Row("  the same, processor", lambda: grown(sizes)["status cpu"], None, ".2f"),
    ]


GROUPS = {
    "parts": PARTS,
    "papers": PAPERS,
    "desk": DESK,
    "many": many((450, 1800)),
    "all": [*PARTS, *PAPERS, *DESK, *many((1_000, 5_000, 20_000))],
}
"""Word on the command line → rows; without one all groups but the last, which takes an hour."""


def main(words: list[str]) -> int:
    """Print the table and return the exit code."""
    late = False
    print(f"{'':56}{'measured':>10}{'must':>10}{'aim':>8}")
    for row in [row for word in words or ("parts", "papers", "desk", "many") for row in GROUPS[word]]:
        value = row.measure()
        over = row.limit is not None and value > row.limit
        late |= over
        must, aim = ("" if bound is None else f"{bound:{row.form}}" for bound in (row.limit, row.aim))
        told = f"{row.what:56}{value:>10{row.form}}{must:>10}{aim:>8}{'   over' if over else ''}"
        print(told.rstrip(), flush=True)
    return int(late)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
