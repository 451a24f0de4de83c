"""What full briefs cost, process start to PDF, beside WeasyPrint as it comes and Typst with pandoc."""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import peers
import series
from measure import HERE, Cost, briefgen, cost, environment, python

RUNS = 3


def ours(root: Path, *more: str) -> Cost:
    """Build the PDFs of a project, and return what it cost."""
    return cost(briefgen("build", "--format", "pdf", "--project", root, *more))


def typst(pairs: list[peers.Pair]) -> float:
    """Return the processor time of Typst and pandoc for these documents."""
    return sum(cost(command).cpu for command in peers.typst(pairs))


@cache
def one() -> dict[str, float]:
    """Return the processor time of one full brief, cold, over that of the peers: he, ar and en together."""
    times: dict[str, list[float]] = {"ours": [], "stock": [], "typst": []}
    with TemporaryDirectory() as name:
        folder = Path(name)
        settings = peers.fonts_for_stock(folder)
        for code in series.LANGUAGES:
            root = folder / code
            series.lay_out(root, 1, [code])
            (pair,) = series.for_typst(root, folder / f"typst-{code}")
            subprocess.run(
                python(HERE / "page.py", root, code, folder / f"html-{code}"), check=True, env=environment()
            )
            page = folder / f"html-{code}" / "brief.html"
            cost(peers.stock(page, folder / "stock.pdf"), settings)  # fontconfig writes its cache
            for _ in range(RUNS):
                shutil.rmtree(root / ".briefgen", ignore_errors=True)
                shutil.rmtree(root / "output", ignore_errors=True)
                times["ours"].append(ours(root, "--lang", code).cpu)
                times["stock"].append(cost(peers.stock(page, folder / "stock.pdf"), settings).cpu)
                times["typst"].append(typst([pair]))
    total = {
        what: sum(median(each[at : at + RUNS]) for at in (0, RUNS, 2 * RUNS)) for what, each in times.items()
    }
    return {"stock": total["ours"] / total["stock"], "typst": total["ours"] / total["typst"]}


@cache
def sixty(issues: int = series.ISSUES) -> dict[str, float]:
    """Return what 60 full briefs cost over Typst: from nothing, one block changed, nothing changed."""
    with TemporaryDirectory() as name:
        root, folder = Path(name, "series"), Path(name, "typst")
        series.lay_out(root, issues)
        pairs = series.for_typst(root, folder)
        found = {"nothing": ours(root).cpu / typst(pairs)}
        make = peers.makefile(folder)
        cost(make)
        changed = []
        for run in range(RUNS):
            issue = root / "content" / f"{run + 1}-issue"
            block = issue / "en" / "background.md"
            series.edit(block, f"Turn {run}.")
            (folder / f"{issue.name}.en.md").write_text(series.for_pandoc(issue, "en"))
            changed.append(ours(root).cpu / cost(make).cpu)
        found["changed"] = median(changed)
        cost(make), ours(root), ours(root), ours(root)
        pairs_of_times = [(ours(root).cpu, cost(make).cpu) for _ in range(21)]
        ours_again, make_again = (median(each) for each in zip(*pairs_of_times, strict=True))
        return {**found, "unchanged": ours_again / make_again}


def warm() -> float:
    """Return the processor time of a brief with a changed paragraph over stock WeasyPrint's, both warm."""
    with TemporaryDirectory() as name:
        series.lay_out(Path(name, "series"), 1)
        times: dict[str, list[float]] = {"ours": [], "stock": []}
        for engine, values in list(times.items()) * 2:
            command = python(HERE / "engine.py", Path(name, "series"), engine)
            done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment())
            values.append(json.loads(done.stdout))
    return median(times["ours"]) / median(times["stock"])
